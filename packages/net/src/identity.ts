/**
 * Who this machine is: an Ed25519 key, whose public half is inlined in the libp2p PeerId.
 *
 * Touches nothing but the random source of the system. Keeping the bytes secret on disk is the agent's work.
 */
import { HivemindError, type NodeId, nodeId } from '@hivemind/base'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey, peerIdFromString } from '@libp2p/peer-id'
import { refuse } from './errors.ts'

/** A machine's name for ever, and the proof that it is its own. */
export interface Identity {
  readonly id: NodeId
  /** libp2p's protobuf form of the private key; secret. */
  readonly privateKeyBytes: Uint8Array
}

/** Make a new identity from the system's random source. */
export async function createIdentity (): Promise<Identity> {
  return fromKey(await generateKeyPair('Ed25519'))
}

/**
 * Read an identity that was stored.
 *
 * @throws {HivemindError} HIVE_NET_IDENTITY when the bytes are no Ed25519 private key
 */
export const identityFromBytes = (privateKeyBytes: Uint8Array): Identity => fromKey(privateKeyOf(privateKeyBytes))

/** Whether a text is the id of a machine of ours: an Ed25519 PeerId in its canonical form. */
export function isNodeId (text: string): boolean {
  try {
    const id = peerIdFromString(text)
    return id.publicKey?.type === 'Ed25519' && id.toString() === text
  } catch {
    return false
  }
}

/** The key object for libp2p. @throws {HivemindError} HIVE_NET_IDENTITY */
export function privateKeyOf (privateKeyBytes: Uint8Array): Ed25519PrivateKey {
  let found: string
  try {
    const key = privateKeyFromProtobuf(privateKeyBytes)
    if (key.type === 'Ed25519') return key
    found = `a key of type ${key.type}`
  } catch (error) {
    found = `${privateKeyBytes.byteLength} bytes that are no key (${(error as Error).message})`
  }
  throw new HivemindError(refuse('HIVE_NET_IDENTITY', `the identity holds ${found}, expected an Ed25519 private key`))
}

const fromKey = (key: Ed25519PrivateKey): Identity =>
  ({ id: nodeId(peerIdFromPrivateKey(key).toString()), privateKeyBytes: privateKeyToProtobuf(key) })
