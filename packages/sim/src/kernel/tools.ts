/**
 * Stand-ins for the bytes and keys that a kernel is handed: deterministic, and able to fail.
 *
 * Pure. No cryptography, but whoever does not sign with the signer's own key is found out.
 */
import { canonical, fingerprint, fingerprintText, type NodeId } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import type { SignedDigest, Tools } from '@hivemind/kernel'
import { bytesOf, textOf } from '../marks.ts'

/** JSON in ASCII, so that a byte is a unit of text. */
const encode = (value: unknown): Uint8Array =>
  bytesOf(canonical(value).replace(/[^ -~]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`))

const FIELDS = ['type', 'version', 'txid', 'actor', 'cause', 'reason', 'trace', 'at', 'session', 'sequence', 'body']

/** What bytes once were: entries in memory are handed from node to node, and none may change what they say. */
const decoded = new WeakMap<Uint8Array, Envelope | null>()

/** @returns null when the bytes are no envelope */
export function decodeEnvelope (bytes: Uint8Array): Envelope | null {
  const before = decoded.get(bytes)
  if (before !== undefined) return before
  const envelope = parsed(bytes)
  decoded.set(bytes, envelope)
  return envelope
}

function parsed (bytes: Uint8Array): Envelope | null {
  try {
    const value = frozen(JSON.parse(textOf(bytes))) as Record<string, unknown>
    return FIELDS.every(field => field in value) ? value as unknown as Envelope : null
  } catch {
    return null
  }
}

function frozen (value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

const keyOf = (id: NodeId): string => `the secret key of ${id}`

const signatureOf = (key: string, signed: unknown): Uint8Array =>
  bytesOf(fingerprintText(fingerprint([key, signed])).repeat(4))

/** Tools of the machine with an identity: it has no key but its own, and knows whom a signature is from. */
export const toolsOf = (self: NodeId): Tools => ({
  encodeEnvelope: encode,
  decodeEnvelope,
  signDigest: (digest): SignedDigest => ({ digest, signer: self, signature: signatureOf(keyOf(self), digest) }),
  verifyDigest: ({ digest, signer, signature }) => textOf(signature) === textOf(signatureOf(keyOf(signer), digest)),
  signWhereabouts: whereabouts => ({ whereabouts, signature: signatureOf(keyOf(self), whereabouts) }),
  verifyWhereabouts: ({ whereabouts, signature }) =>
    textOf(signature) === textOf(signatureOf(keyOf(whereabouts.member), whereabouts)),
  feed: {
    sign: (scope, contents) => signatureOf(keyOf(self), [scope, contents]),
    verify: (scope, { contents, signature }) =>
      textOf(signature) === textOf(signatureOf(keyOf(contents.origin), [scope, contents]))
  }
})

/** The log holds no token's secret: as agent/body.ts, the door keeps a hash of it. */
export const proofHash = (secret: string): string =>
  [1, 2, 3, 4].map(part => fingerprintText(fingerprint([part, secret]))).join('')
