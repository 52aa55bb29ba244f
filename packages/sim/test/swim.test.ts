/**
 * Goal: every scenario of the swim world keeps its promises in small clusters, and in one of a hundred; the measured
 * figures are those of docs/membership.md where time allows to measure them here.
 */
import t from 'tap'
import { liveThrough, runSwim, SCENARIO_NAMES } from '../src/index.ts'

const mean = (samples: readonly number[] | undefined): number =>
  (samples ?? []).reduce((sum, one) => sum + one, 0) / (samples?.length ?? 0)
const most = (samples: readonly number[] | undefined): number => Math.max(...samples ?? [Number.NaN])

const QUICK = SCENARIO_NAMES.filter(name => name !== 'formulas' && name !== 'forged')

for (const members of [9, 24]) {
  t.test(`${members} members keep every promise in each scenario`, async t => {
    for (const { scenario, broken } of runSwim({ scenarios: QUICK, members, from: 1, seeds: 1 }))
      t.same(broken, [], scenario)
  })
}

t.test('the simulator gives what the formulas of the paper say', async t => {
  const { figures, broken } = liveThrough('formulas', 1, 0)
  t.equal(broken, null)
  t.match(Object.entries(figures).slice(1).map(([, samples]) => mean(samples)), [2, 14])
})

t.test('a hundred members idle send two messages a second each, and less than 400 bytes', async t => {
  const { figures } = liveThrough('idle', 1, 100)
  t.ok(most(figures['messages sent a second']) <= 2.2)
  t.ok(most(figures['bytes sent a second with all headers']) <= 400)
})

t.test('a killed process is known to all within a second, a silent host within six', async t => {
  t.ok(most(liveThrough('crash', 1, 100).figures['known by all ms']) <= 1_000)
  t.ok(most(liveThrough('silent', 1, 100).figures['known by all ms']) <= 6_000)
})

t.test('nobody healthy is doubted for long by anybody while members stand still again and again', async t => {
  const { figures } = liveThrough('blocked-16', 1, 128)
  t.equal(most(figures['verdicts on healthy by healthy']), 0)
  t.ok(most(figures['verdicts on healthy by disturbed']) <= 2)
})

t.test('none of 100,000 lies is believed', async t => {
  const { figures, broken } = liveThrough('forged', 1, 32)
  t.equal(broken, null)
  t.same([figures['forged'], figures['accepted']], [[100_000], [0]])
})

t.test('a scenario is its seed', async t => {
  const run = (seed: number) => liveThrough('rolling-restart', seed, 16).figures
  t.same(run(7), run(7))
  t.notSame(run(7), run(8))
})
