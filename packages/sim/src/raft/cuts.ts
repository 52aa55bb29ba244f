/**
 * Asymmetric networks: directed links that carry nothing, and nobody is told. BUGS RF18 (Cloudflare, November 2020).
 *
 * Pure. Wherever some node has links both ways to a quorum, something must be committed within three seconds, and
 * leadership must come to rest.
 */
import { draw, nodeId } from '@hivemind/base'
import { allCheckers } from '../checkers/index.ts'
import { CALM } from '../faults.ts'
import type { Failure } from '../history.ts'
import { isBroken, world } from '../world.ts'
import { leaderOf } from './chaos.ts'
import { PLAIN } from './habits.ts'
import { populated, type RaftWorld, turn } from './world.ts'

/** A directed link from one node to another, by their numbers. */
export type Link = readonly [from: number, to: number]

/** Every directed link between so many nodes. */
export const linksOf = (size: number): readonly Link[] =>
  Array.from({ length: size * size }, (_, at): Link => [Math.floor(at / size), at % size])
    .filter(([from, to]) => from !== to)

/** Whether some node hears a quorum, and is heard by it. */
export function someoneConnects (size: number, cuts: readonly Link[]): boolean {
  const isCut = (from: number, to: number): boolean => cuts.some(([one, other]) => one === from && other === to)
  return Array.from({ length: size }, (_, node) => node).some(node => {
    const reached = Array.from({ length: size }, (_, other) => other)
      .filter(other => other === node || (!isCut(node, other) && !isCut(other, node)))
    return reached.length * 2 > size
  })
}

/** Cuts drawn at random: each link with an even chance. */
export function randomCuts (seed: number, size: number): readonly Link[] {
  const base = world(seed, [], false)
  return linksOf(size).filter(() => draw(base, 2) === 0)
}

export interface Progress {
  /** Ticks from the cut to the first commit of something proposed after it; null when none came in time. */
  readonly ticks: number | null
  readonly leaderChanges: number
  readonly failure: Failure | null
}

const SETTLING_TICKS = 200
/** Three seconds. */
export const PROGRESS_TICKS = 150
/** Ten seconds. */
const WATCHED_TICKS = 500

/** Cut links of a healthy cluster, and see what becomes of it. */
export function underCuts (seed: number, size: number, cuts: readonly Link[]): Progress {
  const base = world(seed, allCheckers(), false)
  const space = populated({ ...base, faults: CALM }, { ...PLAIN, voters: size }, 0, size)
  for (let tick = 0; tick < SETTLING_TICKS; tick++) turn(space)
  const names = [...space.nodes.keys()]
  for (const [from, to] of cuts) space.net.cuts.add(`${names[from] ?? nodeId('')}>${names[to] ?? nodeId('')}`)
  const before = committed(space)
  let [ticks, changes, leader]: [number | null, number, string] = [null, 0, leaderIn(space)]
  for (let tick = 1; tick <= WATCHED_TICKS && !isBroken(space); tick++) {
    turn(space)
    // What was on its way when the links were cut counts for nothing.
    if (ticks === null && tick > 2 && committed(space) > before + 2) ticks = tick
    const now = leaderIn(space)
    if (now !== '' && now !== leader) {
      changes++
      leader = now
    }
  }
  return { ticks, leaderChanges: changes, failure: space.history.failure }
}

const committed = ({ nodes }: RaftWorld): number =>
  Math.max(...[...nodes.values()].map(({ raft }) => raft?.commit ?? 0))

function leaderIn (space: RaftWorld): string {
  const leader = leaderOf(space)
  return leader === undefined ? '' : `${leader.id} ${leader.raft?.term}`
}
