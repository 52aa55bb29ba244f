/**
 * Signing and checking at once, for callers that cannot wait: a node's step has no promises.
 *
 * Touches node:crypto only; Ed25519 (RFC 8032) is deterministic, so same key and bytes give the same signature.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { NodeId } from '@hivemind/base'
import { peerIdFromString } from '@libp2p/peer-id'
import { type Identity, privateKeyOf } from './identity.ts'

/** DER wrapping of a raw 32-byte Ed25519 key. RFC 8410. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const SEED_BYTES = 32

/** Sign bytes as this machine. @returns 64 bytes */
export function signNow (identity: Identity, bytes: Uint8Array): Uint8Array {
  const seed = privateKeyOf(identity.privateKeyBytes).raw.subarray(0, SEED_BYTES)
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
  return sign(null, bytes, key)
}

/** Whether a machine signed these bytes; false for anything malformed, id and signature included. */
export function verifyNow (id: NodeId, bytes: Uint8Array, signature: Uint8Array): boolean {
  try {
    const { publicKey } = peerIdFromString(id)
    if (publicKey?.type !== 'Ed25519') return false
    const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey.raw]), format: 'der', type: 'spki' })
    return verify(null, bytes, key, signature)
  } catch {
    return false // Hostile ids and signatures are simply not valid.
  }
}
