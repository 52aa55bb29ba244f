/**
 * What is measured in a world: how soon something is known, who was doubted wrongly, and what was sent.
 *
 * Pure.
 */
import { draw } from '@hivemind/base'
import { agreed } from './agreeing.ts'
import { leaderOf, liveUntil, type Member, type SwimWorld } from './world.ts'

/** Samples by what they are of, with the unit last in the name. */
export type Figures = Record<string, number[]>

export const TICK_MS = 20

export interface Measuring {
  readonly world: SwimWorld
  readonly figures: Figures
  /** Members that things are done to: whoever doubts them may well be right. */
  readonly disturbed: Set<Member>
  /** The first promise that broke. */
  broken: string | null
}

/** Who was up for so long, and undisturbed, is healthy: nobody has a reason to doubt it. */
const SETTLED_TICKS = 250

export function measuring (world: SwimWorld): Measuring {
  const measures: Measuring = { world, figures: {}, disturbed: new Set(), broken: null }
  for (const name of ['verdicts on healthy by healthy', 'verdicts on healthy by disturbed', 'healthy members failed'])
    sampled(measures, name, 0)
  world.onCondition = (observer, subject, condition) => {
    if (condition !== 'unreachable' || !isHealthy(measures, subject)) return
    count(measures, `verdicts on healthy by ${isHealthy(measures, observer) ? 'healthy' : 'disturbed'}`)
  }
  world.onFailed = subject => { if (isHealthy(measures, subject)) count(measures, 'healthy members failed') }
  return measures
}

const isHealthy = ({ world, disturbed }: Measuring, member: Member): boolean =>
  member.life === 'up' && !disturbed.has(member) &&
  (member.turn === 0 || world.tick - member.since > SETTLED_TICKS)

export function sampled ({ figures }: Measuring, name: string, value: number): void {
  const samples = figures[name]
  if (samples === undefined) figures[name] = [value]
  else samples.push(value)
}

/** One more of something that a world has one number of. */
export function count ({ figures }: Measuring, name: string, times = 1): void {
  figures[name] = [(figures[name]?.[0] ?? 0) + times]
}

export const sampledSince = (measures: Measuring, name: string, since: number): void =>
  sampled(measures, `${name} ms`, (measures.world.tick - since) * TICK_MS)

export function promise (measures: Measuring, holds: boolean, sentence: string): void {
  if (!holds) measures.broken ??= `tick ${measures.world.tick}: ${sentence}`
}

/** Live until all who are up know by the log that a member failed. */
export function untilFailed (measures: Measuring, member: Member, withinTicks: number, name: string): void {
  const { world } = measures
  const from = world.tick
  const first = world.log.length
  const isKnown = (): boolean => world.log.slice(first).some(entry =>
    entry.type === 'failed' && entry.member === member && entry.knownAt !== null)
  const known = liveUntil(world, withinTicks, isKnown)
  sampledSince(measures, name, from)
  promise(measures, known, `${member.id} has been gone for ${withinTicks * TICK_MS} ms, and not all know`)
}

/** Live until all who are up agree that all who are up are, and nobody else. */
export function untilAgreed (measures: Measuring, withinTicks: number, name: string): void {
  const { world } = measures
  const from = world.tick
  const all = liveUntil(world, withinTicks, () => agreed(world) === null)
  sampledSince(measures, name, from)
  promise(measures, all, `no agreement within ${withinTicks * TICK_MS} ms: ${agreed(world)}`)
}

/** Some members that are not the leader, each another one. */
export function pickMembers (world: SwimWorld, wanted: number, from = world.members): readonly Member[] {
  const left = from.filter(one => one !== leaderOf(world) && one.life === 'up')
  const picked: Member[] = []
  while (picked.length < wanted && left.length > 0) picked.push(...left.splice(draw(world, left.length), 1))
  return picked
}
