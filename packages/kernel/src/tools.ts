/**
 * The few pure functions a node is handed, since the rooms that know bytes and keys lie elsewhere.
 *
 * Pure. Each must be deterministic: same arguments, same result.
 */
import type { Envelope } from '@hivemind/control'
import type { Tools as FeedTools } from '@hivemind/feed'
import type { Digest, SignedDigest, SignedWhereabouts, Whereabouts } from './message.ts'

export interface Tools {
  readonly encodeEnvelope: (envelope: Envelope) => Uint8Array
  /** Null when the bytes are no envelope. */
  readonly decodeEnvelope: (bytes: Uint8Array) => Envelope | null
  /** Ed25519 over the digest's canonical bytes with this node's key. */
  readonly signDigest: (digest: Digest) => SignedDigest
  readonly verifyDigest: (signed: SignedDigest) => boolean
  /** The same of where this node is reached. */
  readonly signWhereabouts: (whereabouts: Whereabouts) => SignedWhereabouts
  readonly verifyWhereabouts: (signed: SignedWhereabouts) => boolean
  /** Signatures of what machines say of themselves. */
  readonly feed: FeedTools
}
