/**
 * Under any schedule nodes agree on what is committed, a term has one leader, reads are fresh, and when the world is
 * calm again a leader commits something new and everybody hears of it.
 */
import fc from 'fast-check'
import t from 'tap'
import { calm } from './calm.ts'
import { happen, makeWorld } from './world.ts'

const RUNS = Number(process.env['RUNS'] ?? 60)
const STEPS = 4_000

t.test('a hostile world finds no disagreement, and the calm after it finds a leader', async t => {
  const total: Record<string, number> = {}
  fc.assert(
    fc.property(fc.noBias(fc.nat()), fc.constantFrom(1, 2, 3, 3, 4, 5), (seed, voters) => {
      const world = makeWorld(seed, voters)
      for (let done = 0; done < STEPS; done++) happen(world, true)
      calm(world, 400)
      for (const [what, times] of Object.entries(world.counts)) total[what] = (total[what] ?? 0) + times
      total['committed'] = (total['committed'] ?? 0) + world.committedLast
      total['terms'] = (total['terms'] ?? 0) + world.leaders.size
    }),
    { numRuns: RUNS }
  )
  for (const what of [
    'committed',
    'terms',
    'accepted',
    'read-ready',
    'fetch-snapshot',
    'install',
    'repaired',
    'truncation',
    'compaction',
    'crash',
    'rot',
    'timeout-now',
    'joint',
    'leave-joint'
  ]) {
    t.ok((total[what] ?? 0) > 0, `much happened: ${what} ${total[what]} times`)
  }
})
