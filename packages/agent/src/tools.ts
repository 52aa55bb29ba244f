/**
 * The pure functions that the kernel is handed, from the rooms that know bytes and keys.
 */

import type { Tools } from '@hivemind/kernel'
import { type Identity, signNow, verifyNow } from '@hivemind/net'
import { contentsBytes, decodeEnvelope, digestBytes, encodeEnvelope, whereaboutsBytes } from '@hivemind/wire'

export const toolsOf = (identity: Identity): Tools => ({
  encodeEnvelope,
  decodeEnvelope,
  signDigest: digest => ({ digest, signer: identity.id, signature: signNow(identity, digestBytes(digest)) }),
  verifyDigest: ({ digest, signer, signature }) => verifyNow(signer, digestBytes(digest), signature),
  signWhereabouts: whereabouts => ({ whereabouts, signature: signNow(identity, whereaboutsBytes(whereabouts)) }),
  verifyWhereabouts: ({ whereabouts, signature }) =>
    verifyNow(whereabouts.member, whereaboutsBytes(whereabouts), signature),
  feed: {
    sign: (scope, contents) => signNow(identity, contentsBytes(scope, contents)),
    verify: (scope, { contents, signature }) => verifyNow(contents.origin, contentsBytes(scope, contents), signature)
  }
})
