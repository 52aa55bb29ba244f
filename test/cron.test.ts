/**
 * Goal: a job of every second ticks each second once and in order, over the end of the leader that knew the time.
 * Method: three real agents; a role whose action does nothing.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Fleet, expectOk as ok, until } from './fleet.ts'

t.setTimeout(400_000)
const room = mkdtempSync(join(tmpdir(), 'hm-cron-'))
const fleet = new Fleet()
t.teardown(async () => {
  await fleet.stop()
  rmSync(room, { recursive: true, force: true })
})

t.test('a job ticks each second once, over the end of its leader', async t => {
  await fleet.voters(3)
  const at = join(room, 'idle.ts')
  writeFileSync(at, `import { defineRole } from '@hivemind/role'
  import { z } from 'zod'
  export const role = defineRole({
    name: 'idle', version: '1.0.0', holders: 'every', config: z.object({}), select: () => 0, reconcile () {},
    actions: { rest: { input: z.object({}), run () {} } }
  })`)
  const { client } = fleet.machine('a')
  await client.call('role-enable', { body: { source: { type: 'path', at } } }, { deadlineMs: 60_000 })
  const named = ['cron', 'add', 'beat', '* * * * * *', 'idle', 'rest', '--any', '--overlap', '--catch-up', 'all']
  t.match(ok(await fleet.on('b', named)).stdout, /added job beat/)
  const shown = async (name: string) =>
    (await fleet.machine(name).client.call('cron-show', { params: { name: 'beat' } })).item
  const leader = await fleet.leader()
  await until('ticks', async () => (await shown(leader.name)).runs >= 2)
  await fleet.kill(leader.name)
  const other = ['a', 'b', 'c'].find(name => name !== leader.name) ?? ''
  const { runs } = await shown(other)
  await until('ticks under another leader', async () => (await shown(other)).runs >= runs + 3)
  ok(await fleet.on(other, ['cron', 'pause', 'beat']))
  const { history, nextAt } = await shown(other)
  const seconds = history.map(({ scheduled }) => Date.parse(scheduled) / 1_000)
  t.same(seconds, seconds.map((_, place) => (seconds[0] ?? 0) + place), 'each second once, in order')
  t.equal(nextAt, null)
  const never = await fleet.on(other, ['cron', 'add', 'never', '0 0 31 2 *', 'idle', 'rest'])
  t.match(never.stderr, /HIVE_CRON_SCHEDULE/)
})
