/**
 * Goal: without a quorum nothing changes, every agent says so, what is known is still served, and one voter that comes
 * back ends it without a restart of the others.
 * Method: three real voters, two of them killed.
 */
import t from 'tap'
import { Fleet, lite, run, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(180_000)

t.test('two of three voters gone: degraded, refused, served, and over when one is back', async t => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
  const token = await fleet.token()
  const a = fleet.machine('a')
  await a.client.log.append({ type: 'test.before', payload: 1 })
  await fleet.kill('b')
  await fleet.kill('c')

  const append = await run(['log', 'append', '--type', 'test.refused', '{}', '--data-dir', a.dataDir])
  t.equal(append.code, 7, 'append exits with 7')
  t.match(append.stderr, /HIVE_DEGRADED/)
  await until('a and d to say degraded', async () =>
    (await Promise.all([a, fleet.machine('d')].map(machine => machine.client.status()))).every(
      status => status.degraded
    )
  )

  const shown = await lite(['status', '--data-dir', a.dataDir])
  t.match(shown.stdout, /degraded/i, 'hivemind-lite answers and says degraded')
  t.equal((await run(['status', '--data-dir', a.dataDir])).code, 7)
  const read = await a.client.log.read({ from: 1, limit: 100, consistency: 'stale' })
  t.ok(
    read.items.some(row => row.type === 'test.before'),
    'what is known is served'
  )
  await t.rejects(
    a.client.log.read({ from: 1, limit: 1, consistency: 'linearizable' }),
    { code: 'HIVE_DEGRADED' },
    'a linearizable read is refused'
  )

  const { ran } = await fleet.tryJoin('e', 'a', ['--token', token])
  t.equal(ran.code, 7, 'a join is refused')
  t.match(ran.stderr, /HIVE_DEGRADED/)

  await fleet.start('b')
  const again = await until('appends to work', () =>
    a.client.log.append({ type: 'test.after', payload: 2 }, { deadlineMs: 5_000 })
  )
  t.ok(again.index > 0)
  const members = await a.client.members()
  t.notOk(members.some(member => member.name === 'e'), 'the refused newcomer is no member')
})
