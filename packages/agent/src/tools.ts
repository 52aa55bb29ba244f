/**
 * The pure functions that the kernel is handed, from the rooms that know bytes and keys.
 */
import { signNow, verifyNow, type Identity } from '@hivemind/net'
import type { Tools } from '@hivemind/kernel'
import { decodeEnvelope, digestBytes, encodeEnvelope } from '@hivemind/wire'

export const toolsOf = (identity: Identity): Tools => ({
  encodeEnvelope,
  decodeEnvelope,
  signDigest: digest => ({ digest, signer: identity.id, signature: signNow(identity, digestBytes(digest)) }),
  verifyDigest: ({ digest, signer, signature }) => verifyNow(signer, digestBytes(digest), signature)
})
