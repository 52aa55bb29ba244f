/**
 * Whatever directed links are cut, if some node hears and is heard by a quorum, the group gets on: within three
 * seconds, with at most two changes of leaders, and then for good. RF16, RF17, RF18.
 *
 * All 64 sets of links between three nodes, from every leader before, with and without a word of closed connections;
 * and random sets between five.
 */
import { type NodeId, prng } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import {
  type Group, give, group, isQuorumConnected, leaderOf, live, type Outcome, PROGRESS_TICKS, pass
} from './cuts.ts'

const RUNS = Number(process.env['RUNS'] ?? 150)
const CHANGES_MAX = 2
/** Ten seconds; ROUNDS=3000 is a minute. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 500)

type Told = 'nobody' | 'both ends' | 'the end that hears nothing'
const TOLD: readonly Told[] = ['nobody', 'both ends', 'the end that hears nothing']

/** A group that a node leads, or that has just begun. */
function begun (size: number, seed: number, leader: number): Group {
  const one = group(size, prng(seed))
  const id = one.ids[leader]
  if (id === undefined) return one
  for (let round = 0; leaderOf(one) === undefined && round < 200; round++) pass(one)
  while (leaderOf(one) !== id) {
    const now = leaderOf(one)
    if (now !== undefined) give(one, now, { type: 'transfer', to: id })
    for (let round = 0; round < 10; round++) pass(one)
  }
  live(one, 60)
  return one
}

function cut (one: Group, bits: number, told: Told): void {
  const links = one.ids.flatMap(from => one.ids.filter(to => to !== from).map(to => `${from}${to}`))
  const gone = new Set(links.filter((_, at) => (bits >> at) % 2 === 1))
  one.carries = (from: NodeId, to: NodeId) => !gone.has(`${from}${to}`)
  if (told === 'nobody') return
  for (const id of one.ids) for (const peer of one.ids) {
    const deaf = gone.has(`${peer}${id}`)
    if (peer !== id && (deaf || (told === 'both ends' && gone.has(`${id}${peer}`))))
      give(one, id, { type: 'peer-closed', peer })
  }
}

const holds = ({ slowest, changes }: Outcome): boolean => slowest < PROGRESS_TICKS && changes.length <= CHANGES_MAX

const shown = ({ slowest, changes }: Outcome): string =>
  `${slowest} ticks without progress, elected: ${changes.join(' ')}`

t.test('three nodes get on over every one of the 64 sets of links that can carry a quorum', async t => {
  let [connected, slowest, most] = [0, 0, 0]
  for (let bits = 0; bits < 64; bits++) {
    for (const leader of [0, 1, 2, 3]) {
      for (const told of TOLD) {
        for (const seed of [1, 2]) {
          const one = begun(3, seed * 1_000 + bits, leader)
          cut(one, bits, told)
          if (!one.ids.some(id => isQuorumConnected(one, id))) continue
          connected++
          const outcome = live(one, ROUNDS)
          slowest = Math.max(slowest, outcome.slowest)
          most = Math.max(most, outcome.changes.length)
          const links = bits.toString(2).padStart(6, '0')
          if (!holds(outcome)) t.fail(`links ${links}, ${one.ids[leader]} led, told ${told}, seed ${seed}: ${shown(outcome)}`)
        }
      }
    }
  }
  t.ok(connected > 500, `${connected} cases; longest wait ${slowest} ticks, at most ${most} changes of leaders`)
})

t.test('five nodes get on over random sets of links that can carry a quorum', async t => {
  let connected = 0
  const whom = fc.constantFrom(...TOLD)
  fc.assert(fc.property(fc.nat(2 ** 20 - 1), fc.nat(5), whom, fc.nat(1_000), (bits, leader, told, seed) => {
    const one = begun(5, seed, leader)
    cut(one, bits, told)
    if (!one.ids.some(id => isQuorumConnected(one, id))) return
    connected++
    const outcome = live(one, ROUNDS)
    if (!holds(outcome)) throw new Error(shown(outcome))
  }), { numRuns: RUNS })
  t.ok(connected > 0, `${connected} of them`)
})
