/**
 * Fields at their bounds: what is just good enough, and what is just too much.
 */
import { LIMITS } from '@hivemind/base'
import t from 'tap'
import { validate } from '../src/index.ts'
import { asking, claimOf, draftOf, token } from './facts.ts'

const claiming = (over: object): string =>
  validate(draftOf('join-requested', { ...asking('J1', 'b'), claim: { ...claimOf('b'), ...over } }))?.message ?? 'good'
const withRole = (role: unknown): string =>
  validate(draftOf('token-created', { ...token('t1'), role }))?.message ?? 'good'

t.test('addresses are host:port, or multiaddr text for what that cannot say', async t => {
  const longest = `${'h'.repeat(LIMITS.addressBytesMax - 3)}:80`
  const good = [
    '10.0.0.5:7400',
    'web-1.example.org:1',
    '[::1]:65535',
    '[fe80::1%eth0]:7400',
    '/ip4/10.0.0.5/tcp/7400',
    longest
  ]
  for (const address of good) t.equal(claiming({ addresses: [address] }), 'good', address)
  const bad = [
    '',
    'host',
    'host:',
    ':7400',
    'host:65536',
    'host:7400/x',
    '::1:7400',
    'a b:1',
    'hôte:1',
    '/',
    '//ip4',
    `h${longest}`
  ]
  for (const address of [...bad, `/${longest}`, 7400, null]) {
    t.match(claiming({ addresses: [address] }), /^claim\.addresses of join-requested/, String(address))
  }
})

t.test('as many addresses as the limit are good, one more is not, and none are', async t => {
  const addresses = Array.from({ length: LIMITS.addressesMax }, (_, at) => `h:${at}`)
  t.equal(claiming({ addresses }), 'good')
  t.equal(claiming({ addresses: [] }), 'good')
  t.match(claiming({ addresses: [...addresses, 'h:9'] }), /expected at most 8, each host:port/)
})

t.test('text is measured in bytes of UTF-8', async t => {
  for (const [character, bytes] of [['x', 1], ['é', 2], ['€', 3], ['🐝', 4]] as const) {
    const most = Math.floor(LIMITS.nameBytesMax / bytes)
    t.equal(withRole(character.repeat(most)), 'good', character)
    t.match(withRole(character.repeat(most + 1)), /expected text of at most 63 bytes/, character)
  }
})

t.test('names of members are DNS labels', async t => {
  for (const name of ['a', '1', 'web-01', 'n'.repeat(63)]) t.equal(claiming({ name }), 'good', name)
  for (const name of ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'n'.repeat(64), 'é', 'a\n']) {
    t.match(claiming({ name }), /^claim\.name of join-requested/, name)
  }
})

t.test('a time that no date can hold is refused', async t => {
  const until = (expiresAt: number): boolean =>
    validate(draftOf('token-created', { ...token('t1'), expiresAt })) === null
  t.ok(until(8.64e15))
  t.notOk(until(8.64e15 + 2))
})
