/** The signed digest that a newcomer begins with (proto/join.proto), and the bytes that are signed. Pure. */
import { LIMITS } from '@hivemind/base'
import type { Digest, PeerAddress, SignedDigest, StatePoint } from '@hivemind/kernel'
import { BOUNDS } from './bounds.ts'
import { cluster, count, epochField, exactly, indexField, list, node, present, text, voters } from './field.ts'
import { hivemind } from './generated/messages.js'
import { written } from './reader.ts'

/** Keeps a signature of a digest from ever being one of anything else. */
const DOMAIN = new TextEncoder().encode('hivemind digest 1\n')

/**
 * The bytes a signature is made over: the same for equal digests, and for no other.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE
 */
export function digestBytes (digest: Digest): Uint8Array {
  const body = written('digest', hivemind.Digest.encode(fromDigest(digest)), BOUNDS.joinReplyBytesMax)
  const bytes = new Uint8Array(DOMAIN.length + body.length)
  bytes.set(DOMAIN)
  bytes.set(body, DOMAIN.length)
  return bytes
}

export const fromSigned = ({ digest, signer, signature }: SignedDigest): hivemind.SignedDigest.$Properties =>
  ({ digest: fromDigest(digest), signer, signature })

/** @throws {HivemindError} HIVE_WIRE_* */
export const toSigned = (raw: hivemind.SignedDigest.$Properties): SignedDigest => ({
  digest: toDigest(present(raw.digest, 'digest')),
  signer: node(raw.signer, 'signer'),
  signature: exactly(raw.signature, 'signature', BOUNDS.signatureBytes)
})

const fromDigest = ({ state, ...digest }: Digest): hivemind.Digest.$Properties => ({
  ...digest,
  ...(state === undefined ? {} : { state: { index: state.index, hash: state.hash } }),
  voters: [...digest.voters],
  peers: digest.peers.map(({ id, name, addresses }) => ({ id, name, addresses: [...addresses] }))
})

const toDigest = (raw: hivemind.Digest.$Properties): Digest => ({
  cluster: cluster(raw.cluster, 'digest cluster'),
  clusterName: text(raw.clusterName, 'digest cluster name', LIMITS.nameBytesMax),
  lineage: count(raw.lineage, 'digest lineage'),
  epoch: epochField(raw.epoch, 'digest epoch'),
  index: indexField(raw.index, 'digest index'),
  member: node(raw.member, 'digest member'),
  voters: voters(raw.voters, 'digest voters'),
  peers: list(raw.peers, 'digest peers', BOUNDS.digestPeersMax, toPeer),
  ...(raw.state == null ? {} : { state: toPoint(raw.state) })
})

const HASH_DIGITS = 16

const toPoint = (raw: hivemind.StatePoint.$Properties): StatePoint => ({
  index: indexField(raw.index, 'digest state index'),
  hash: text(raw.hash, 'digest state hash', HASH_DIGITS, HASH_DIGITS)
})

const toPeer = (raw: hivemind.PeerAddress.$Properties): PeerAddress => ({
  id: node(raw.id, 'peer id'),
  name: text(raw.name, 'peer name', LIMITS.nameBytesMax),
  addresses: addresses(raw.addresses)
})

/** `host:port` texts of a peer. */
export const addresses = (raw: readonly string[] | null | undefined): string[] =>
  list(raw, 'addresses', LIMITS.addressesMax, address => text(address, 'address', LIMITS.addressBytesMax, 1))
