/**
 * The tools of a node made of JSON and SHA-256, so that a payload can be read in a failing test.
 *
 * Signatures are real enough to be forged: each node signs with a key of its own, and `verifyDigest` checks it. Pure.
 */
import { createHmac } from 'node:crypto'
import type { NodeId } from '@hivemind/base'
import type { Envelope } from '@hivemind/control'
import type { Contents, Scope } from '@hivemind/feed'
import type { Digest, SignedDigest, Tools, Whereabouts } from '../src/index.ts'

/** The signature that the holder of the key of `signer` makes. */
export const signatureOf = (signer: NodeId, digest: Digest): Uint8Array =>
  new Uint8Array(createHmac('sha256', `key of ${signer}`).update(JSON.stringify(digest)).digest())

/** The signature of a machine that says where it is. */
export const wordSignature = (signer: NodeId, whereabouts: Whereabouts): Uint8Array =>
  new Uint8Array(createHmac('sha256', `key of ${signer}`).update(JSON.stringify(whereabouts)).digest())

function contentsSignature (signer: NodeId, scope: Scope, { facts, ...contents }: Contents): Uint8Array {
  const rows = facts.map(({ value, ...fact }) => ({ ...fact, value: value === null ? null : [...value] }))
  const text = JSON.stringify([scope, contents, rows])
  return new Uint8Array(createHmac('sha256', `key of ${signer}`).update(text).digest())
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0

export function decodeEnvelope (bytes: Uint8Array): Envelope | null {
  try {
    const found: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
    return typeof found === 'object' && found !== null && 'type' in found ? found as Envelope : null
  } catch {
    return null
  }
}

export const jsonTools = (self: NodeId): Tools => ({
  encodeEnvelope: envelope => new Uint8Array(Buffer.from(JSON.stringify(envelope))),
  decodeEnvelope,
  signDigest: (digest): SignedDigest => ({ digest, signer: self, signature: signatureOf(self, digest) }),
  verifyDigest: ({ digest, signer, signature }) => same(signature, signatureOf(signer, digest)),
  signWhereabouts: whereabouts => ({ whereabouts, signature: wordSignature(self, whereabouts) }),
  verifyWhereabouts: ({ whereabouts, signature }) =>
    same(signature, wordSignature(whereabouts.member, whereabouts)),
  feed: {
    sign: (scope, contents) => contentsSignature(self, scope, contents),
    verify: (scope, { contents, signature }) => same(signature, contentsSignature(contents.origin, scope, contents))
  }
})
