/**
 * The role in the harness: it answers over real sockets, goes on without a quorum and says so, and its serials rise
 * over restarts.
 */

import { Resolver } from 'node:dns/promises'
import type { FeedRow, MemberRow } from '@hivemind/role'
import { type Harness, harness } from '@hivemind/role/harness'
import { conform } from '@hivemind/role/suite'
import t from 'tap'
import { role } from '../src/index.ts'
import { enterRoom } from './room.ts'

enterRoom(t)

const self = { id: '12D3KooWa', name: 'a' }
const members: MemberRow[] = [
  { id: self.id, name: 'a', addresses: ['127.0.0.1:7'], reachable: true },
  { id: 'b', name: 'b', addresses: ['127.0.0.2:7'], reachable: true }
]
const said = (seq: number, health = 'passing'): FeedRow => ({
  topic: 'services', origin: 'b', boot: 2, seq, at: 0,
  facts: { 'service/web': { port: 80, protocol: 'tcp', tags: [], health, reason: 'x' }, 'service/Odd': { port: 80 } }
})
const config = { zone: 'hive.test', listen: { a: '127.0.0.1:0', '*': '127.0.0.1:1' } }
const serverOf = (world: Harness): { readonly host: string, readonly port: number } =>
  world.published.get('dns')?.['server'] as never
async function texts (world: Harness, name: string): Promise<string> {
  const resolver = new Resolver({ timeout: 5_000, tries: 2 })
  resolver.setServers([`127.0.0.1:${serverOf(world).port}`])
  return (await resolver.resolveTxt(name)).map(parts => parts.join('')).sort().join('\n')
}
const serial = async (world: Harness): Promise<number> =>
  ((await world.ask('zones')) as { readonly zones: ReadonlyArray<{ readonly serial: number }> }).zones[0]?.serial ?? 0

t.test('it answers over UDP, tells how far it heard, and goes on without a quorum', async t => {
  const world = harness(role, { config, self }).apply({ members, feeds: [said(5)] }).grant()
  await world.settled()
  t.ok(serverOf(world).port > 1)
  t.match(await texts(world, '_seq.b.node.hive.test'), /^boot 2 seq 5 age \d+$/)
  t.match(await texts(world, '_age.hive.test'), /^quorum yes\nserial \d+, changed \d+ s ago$/)
  await world.degrade(true)
  await world.settled()
  t.match(
    await texts(world, '_age.hive.test'),
    /quorum no, for \d s: members and static records are as they were then/
  )
  t.match(await world.ask('query', { name: 'web.service', type: 'SRV' }), {
    rcode: 'NOERROR',
    degraded: true,
    answers: [{ value: '0 0 80 b.web.service.hive.test.' }]
  })
  t.match(await world.ask('check'), {
    problems: [/b says service\/Odd/],
    hosts: [{ host: 'a' }, { host: 'b', boot: 2, seq: 5, lag: 0, passing: 1 }]
  })
  await world.stop()
})

t.test('serials rise with each change and over restarts, and not without a change', async t => {
  const world = harness(role, { config, self }).apply({ members, feeds: [said(5)] }).grant()
  await world.settled()
  const first = await serial(world)
  world.apply({ feeds: [said(6)] })
  await world.settled()
  t.equal(await serial(world), first, 'a word that changes no name')
  world.apply({ feeds: [said(7, 'failing')] })
  await world.settled()
  const second = await serial(world)
  t.ok(second > first)
  await world.ask('resync')
  const third = await serial(world)
  t.ok(third > second)
  world.restart()
  await world.settled()
  t.ok(await serial(world) > third)
  await world.stop()
})

t.test('what a zone holds is listed and written as a master file', async t => {
  const world = harness(role, { config, self }).apply({ members, feeds: [said(5)] }).grant()
  await world.settled()
  t.match(await world.ask('records', { name: 'web.service.hive.test' }), { total: 4 })
  const { zones: [zone] } = await world.ask('export') as { readonly zones: ReadonlyArray<{ readonly text: string }> }
  t.match(zone?.text, /^hive\.test\.\t5\tIN\tSOA\t[^\n]*\n(.*\n)*web\.service\.hive\.test\.\t5\tIN\tA\t127\.0\.0\.2\n/)
  await t.rejects(world.ask('export', { zone: 'other.test' }), {
    code: 'HIVE_ROLE_DECLINED',
    message: /no zone other\.test/
  })
  await t.rejects(world.ask('query', { name: 'a', type: 'B' }), { code: 'HIVE_ROLE_DECLINED', message: /no type/ })
  await world.stop()
})

t.test('it keeps what every role keeps', async t => {
  for (const { check, ok, reason } of await conform(role)) t.ok(ok, check, { reason })
})
