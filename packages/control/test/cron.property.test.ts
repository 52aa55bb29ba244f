/**
 * Goal: over a thousand changes of the leader each tick of a job counts exactly once, in order.
 * Method: a job of every second and a thousand leaders, one after another or two at once: each has a clock of its own
 * that is off by up to two seconds, looks at the state as it was a while ago, and what it says may come twice or late.
 */
import { type Chance, draw, prng, type WallMs, wallMs } from '@hivemind/base'
import t from 'tap'
import { type CronFacts, type CronJob, delayOf, nextTick } from '../src/index.ts'
import { apply, enabling, founded } from './facts.ts'

const EVERY_MS = 1_000
const LEADERS = 1_000

/** Scheduled times after the last tick whose time has come by a clock. */
function timesOf ({ tickedAt }: CronJob, now: number): WallMs[] {
  const times: WallMs[] = []
  for (let at = Math.floor(tickedAt / EVERY_MS + 1) * EVERY_MS; at <= now; at += EVERY_MS) times.push(wallMs(at))
  return times
}

t.test('a tick counts once over a thousand changes of the leader', t => {
  const chance: Chance = { prng: prng(66) }
  const control = founded()
  apply(control, 'role-enabled', enabling('web', { holders: 0 }))
  apply(control, 'cron-added', {
    id: 'beat', schedule: '* * * * * *', zone: 'UTC', catchUp: 'all', overlaps: true, jitterMs: 0,
    task: { role: 'web', action: 'fill', input: {}, members: [], any: false, queue: '', holds: false, triesMax: 1 }
  })
  const job = (): CronJob => control.jobs.get('beat') as CronJob
  const counted: number[] = []
  const late: Array<CronFacts['cron-ticked']> = []
  let seen = job()
  let now = 0
  const say = (body: CronFacts['cron-ticked'] | null): void => {
    if (body === null) return
    const { refusal } = apply(control, 'cron-ticked', body, { at: Math.max(0, now) })
    if (refusal === null) counted.push(body.scheduled)
    else if (refusal.code !== 'HIVE_CRON_TICKED') throw new Error(refusal.message)
  }
  for (let leader = 0; leader < LEADERS; leader++) {
    const clock = draw(chance, 4_000) - 2_000
    for (let look = 0; look < 4; look++) {
      now += draw(chance, 700)
      if (draw(chance, 3) > 0) seen = job()
      const body = nextTick(seen, timesOf(seen, now + clock), wallMs(Math.max(0, now + clock)))
      if (body !== null && draw(chance, 4) === 0) late.push(body)
      say(body)
      if (draw(chance, 5) === 0) say(body)
      if (draw(chance, 8) === 0) for (const one of late.splice(0)) say(one)
    }
    for (const { id } of [...control.tasks.values()].slice(0, 2)) apply(control, 'task-cancelled', { task: id })
  }
  t.ok(counted.length > 1_000, 'there were many')
  t.same(counted, counted.map((_, at) => (at + 1) * EVERY_MS), 'each once, in order, none left out')
  t.equal(job().runs, counted.length)
  t.end()
})

t.test('ticks that nobody was there for are passed over, made up for by one, or by each', t => {
  const at = (...times: number[]): WallMs[] => times.map(wallMs)
  const job = (catchUp: CronJob['catchUp']): CronJob =>
    ({ id: 'j', catchUp, jitterMs: 0, tickedAt: wallMs(0) }) as unknown as CronJob
  const now = wallMs(1_000_000)
  const cases: ReadonlyArray<readonly [CronJob['catchUp'], WallMs[], object | null]> = [
    ['skip', at(), null],
    ['skip', at(990_000), { scheduled: 990_000, missed: 0, run: true }],
    ['skip', at(100_000, 200_000), { scheduled: 200_000, missed: 2, run: false }],
    ['skip', at(100_000, 990_000), { scheduled: 100_000, missed: 1, run: false }],
    ['last', at(100_000, 200_000), { scheduled: 200_000, missed: 1, run: true }],
    ['last', at(100_000, 990_000), { scheduled: 100_000, missed: 1, run: false }],
    ['all', at(100_000, 200_000), { scheduled: 100_000, missed: 0, run: true }]
  ]
  for (const [catchUp, times, found] of cases) {
    const tick = nextTick(job(catchUp), times, now)
    if (found === null) t.equal(tick, null)
    else t.match(tick, found, `${catchUp} ${times.join()}`)
  }
  t.end()
})

t.test('a time whose delay is not over is not overtaken by a later one, which would lose it', t => {
  const times = Array.from({ length: 60 }, (_, minute) => wallMs((minute + 1) * 60_000))
  const job = { id: 'j', catchUp: 'skip', jitterMs: 300_000, tickedAt: wallMs(0) } as unknown as CronJob
  const overtaken = times.findIndex((time, at) => {
    const before = times[at - 1]
    return before !== undefined && time + delayOf(job, time) < before + delayOf(job, before)
  })
  const [before, after] = [times[overtaken - 1], times[overtaken]] as [WallMs, WallMs]
  const both = [before, after]
  t.equal(nextTick(job, both, wallMs(after + delayOf(job, after))), null, 'the later one waits')
  t.match(nextTick(job, both, wallMs(before + delayOf(job, before))), { scheduled: before })
  t.end()
})
