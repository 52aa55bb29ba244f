/** The text of a join token survives its journey, and damage to it is noticed. */
import t from 'tap'
import { decodeJoinToken, encodeJoinToken, tokenProof } from '../src/index.ts'

const token = {
  cluster: '8f2c',
  id: 't1',
  secret: 'ab'.repeat(32),
  voters: ['12D3KooWa', '12D3KooWb'],
  expiresAt: 1_800_000_000_000
}
const text = encodeJoinToken(token)

t.test('what is written is read', async t => {
  t.match(text, /^hmj_[A-Za-z0-9_-]+$/)
  t.same(decodeJoinToken(text), token)
  t.same(decodeJoinToken(`  ${text.slice(0, 40)}\n${text.slice(40)}\r\n`), token, 'white space of pasting is forgiven')
})

t.test('the form never changes by accident', async t => {
  // Computed apart from this code, with Python's hashlib and base64.
  t.equal(encodeJoinToken({ ...token, voters: ['v'] }),
    'hmj_GdDyvlsxLCI4ZjJjIiwidDEiLCJxNnVycTZ1cnE2dXJxNnVycTZ1cnE2dXJxNnVycTZ1cnE2dXJxNnVycTZzIixbInYiXSwx' +
    'ODAwMDAwMDAwMDAwXQ'
  )
  t.equal(tokenProof('00'.repeat(32)), '66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925')
})

t.test('each changed, lost or added character is noticed, and the text is never repeated', async t => {
  const replaced = [...text].map((was, at) => text.slice(0, at) + (was === 'A' ? 'B' : 'A') + text.slice(at + 1))
  const cut = [...text].map((_, at) => text.slice(0, at))
  // The last character of base64 may carry unused bits, so only those changes that change bytes count.
  const bytes = (one: string): string => Buffer.from(one.slice(4), 'base64url').toString('hex')
  for (const wrong of [...replaced, ...cut, `${text}AA`, 'hmj_', 'hello', `hmj_${'A'.repeat(5_000)}`]) {
    if (wrong.startsWith('hmj_') && bytes(wrong) === bytes(text)) continue
    t.throws(() => decodeJoinToken(wrong), { code: 'HIVE_JOIN_TOKEN_MALFORMED', message: /^(?!.*hmj_\w)/ })
  }
})
