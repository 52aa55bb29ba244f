/**
 * Goal: the agent of a leader proposes what is due by its clock, in the zone of each job, and nothing else does.
 * Method: schedules against known changes of clocks; the part of the agent that ticks, over a state by hand with a
 * clock that the test turns, whose drafts are applied as the leader would.
 */
import { clusterId, type HivemindError, index, nodeId, term, type WallMs, wallMs } from '@hivemind/base'
import { type CronFacts, delayOf, type Facts, type FactType, start, step } from '@hivemind/control'
import type { Request } from '@hivemind/kernel'
import t from 'tap'
import { readSchedule, timesBetween } from '../src/cron/schedule.ts'
import { Ticking } from '../src/cron/ticking.ts'

const at = (text: string): WallMs => wallMs(Date.parse(text))
const times = (schedule: string, zone: string, after: string, through: string): string[] =>
  timesBetween(readSchedule(schedule, zone), at(after), at(through)).map(ms => new Date(ms).toISOString().slice(5, 16))

t.test('a schedule is meant in its zone, whatever its clocks do', async t => {
  const nightly = (after: string, through: string): string[] => times('30 2 * * *', 'Europe/Amsterdam', after, through)
  t.same(nightly('2026-03-28T00:00Z', '2026-03-31T00:00Z'), ['03-28T01:30', '03-29T01:00', '03-30T00:30'])
  t.same(nightly('2026-10-24T00:00Z', '2026-10-27T00:00Z'), ['10-24T00:30', '10-25T00:30', '10-26T01:30'])
  t.same(times('*/30 * * * *', 'Europe/Amsterdam', '2026-10-25T00:00Z', '2026-10-25T02:00Z'),
    ['10-25T00:30', '10-25T01:00', '10-25T01:30', '10-25T02:00'])
  t.equal(times('* * * * * *', 'UTC', '2026-01-01T00:00Z', '2026-01-02T00:00Z').length, 1_000)
})

t.test('what is no schedule is refused with the reason', async t => {
  for (const [schedule, zone] of [['61 * * * *', 'UTC'], ['x', 'UTC'], ['0 0 31 2 *', 'UTC'], ['@daily', 'Mars/One']]) {
    try {
      readSchedule(schedule ?? '', zone ?? '')
      t.fail(`${schedule} in ${zone} was read`)
    } catch (error) {
      t.match((error as HivemindError).code, 'HIVE_CRON_SCHEDULE', (error as Error).message)
    }
  }
})

/** A leader whose clock is turned by hand. */
function leader () {
  const control = start()
  const apply = (type: string, body: unknown) => step(control, {
    index: index(control.appliedIndex + 1), term: term(1), kind: 'command',
    envelope: {
      type, body, version: 1, txid: '', actor: '', cause: '', reason: '', trace: '', session: '', sequence: 0,
      at: world.now
    }
  }).refusal
  const fact = <Type extends FactType>(type: Type, body: Facts[Type]) => apply(type, body)
  const world = { now: at('2026-01-01T00:00Z'), leads: true }
  fact('cluster-created', {
    cluster: clusterId('c'), name: 'test', founder: { id: nodeId('a'), name: 'a', addresses: [], version: '1' }
  })
  fact('role-enabled', {
    role: 'web', version: '1.0.0', source: { type: 'path', at: '/r' }, holders: 0, members: [], performs: [],
    requires: [], bootstrapRequires: [], degraded: 'stop', watches: { members: false, resources: [] },
    proposes: { events: [], resources: [], keys: [] }, config: {}, from: 0,
    actions: [{ name: 'fill', about: '', repeatable: true }]
  })
  const add = (id: string, over: Partial<CronFacts['cron-added']> = {}) => fact('cron-added', {
    id, schedule: '0 * * * *', zone: 'UTC', catchUp: 'last', overlaps: true, jitterMs: 0,
    task: { role: 'web', action: 'fill', input: {}, members: [], any: false, queue: '', holds: false, triesMax: 1 },
    ...over
  })
  const proposed: CronFacts['cron-ticked'][] = []
  const make = () => new Ticking({
    jobs: () => control.jobs, leads: () => world.leads, now: () => world.now, log: { warn () {} } as never,
    async request (request: Request) {
      for (const { type, body } of request.type === 'propose' ? request.drafts : []) {
        proposed.push(body as CronFacts['cron-ticked'])
        apply(type, body)
      }
      return { type: 'proposed', results: [] }
    }
  })
  return { control, world, add, proposed, make }
}
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

t.test('a leader proposes what is due once, and whoever does not lead nothing', async t => {
  const { control, world, add, make, proposed } = leader()
  t.equal(add('hourly'), null)
  const [one, other] = [make(), make()]
  world.now = at('2026-01-01T00:59:59Z')
  one.look()
  world.leads = false
  world.now = at('2026-01-01T01:00:00Z')
  one.look()
  t.same(proposed, [], 'not before its time, and not by others')
  world.leads = true
  one.look()
  other.look()
  await turn()
  one.look()
  t.same([...control.tasks.keys()], [`hourly.${at('2026-01-01T01:00Z') / 1_000}`], 'two that lead make one')
  world.now = at('2026-01-01T05:30:00Z')
  one.look()
  await turn()
  t.match(control.jobs.get('hourly')?.history.at(-1), { missed: 3, scheduled: at('2026-01-01T05:00Z') })
  t.equal(control.tasks.size, 2, 'one for all that was missed')
})

t.test('a delay is the same for every leader, and within its bound', async t => {
  const { control, world, add, make } = leader()
  add('late', { jitterMs: 600_000 })
  const due = at('2026-01-01T01:00Z')
  const delay = delayOf({ id: 'late', jitterMs: 600_000 }, due)
  t.ok(delay > 0 && delay <= 600_000)
  world.now = wallMs(due + delay - 1)
  make().look()
  await turn()
  t.equal(control.tasks.size, 0)
  world.now = wallMs(due + delay)
  make().look()
  await turn()
  t.equal(control.tasks.size, 1)
})
