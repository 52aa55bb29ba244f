/**
 * Whom to follow, and when to follow somebody else: a source that failed, that says nothing, or that has no leader.
 *
 * Pure. Voters first, spread by rendezvous hash; the next one by the same hash takes over (docs/membership.md).
 */
import { fingerprint, type NodeId, ticks } from '@hivemind/base'
import { isDegraded, leaderKnown } from './asking.ts'
import { note } from './consensus.ts'
import { appliedVoters } from './counting.ts'
import type { Effect } from './effect.ts'
import { abandon } from './following.ts'
import type { Input } from './input.ts'
import type { Kernel } from './state.ts'

/** A source that failed is left alone for so long. */
const SHUN_TICKS = 50

/** A source beats several times a second; one that says nothing for so long is asked no more: 2 s as shipped. */
const SILENT_TICKS = 100

/** Voters first, spread over them by rendezvous hash, so that followers share the load and agree with themselves. */
export function chooseSource (kernel: Kernel): NodeId | null {
  const avoid = kernel.phase === 'joining' ? kernel.joining?.plan.avoid ?? [] : []
  const usable = [...kernel.open].filter(id => kernel.tick >= (kernel.shunned.get(id) ?? 0) && !avoid.includes(id))
  if (kernel.suspended !== null) return usable.find(id => id === kernel.suspended?.from) ?? null
  const preferred = usable.filter(id => votersKnown(kernel).includes(id))
  return keeperOf(kernel.self, preferred.length > 0 ? preferred : usable)
}

/**
 * Whom of these a member keeps alive with, and follows: the one that weighs most for it (rendezvous hash: Thaler and
 * Ravishankar 1996). When that one goes only those who followed it choose again.
 */
export function keeperOf (member: NodeId, among: readonly NodeId[]): NodeId | null {
  const weigh = (id: NodeId): number => fingerprint([member, id]).high
  return [...among].sort((a, b) => weigh(b) - weigh(a))[0] ?? null
}

const votersKnown = ({ control, joining }: Kernel): readonly NodeId[] =>
  control.voters.length > 0 ? appliedVoters(control) : joining?.digest?.voters ?? []

/** Looked at so often: 5 s as shipped. */
const HOME_TICKS = 250
/** Nobody goes back to a source that failed, or had no leader, before this: 30 s. */
const HEALED_TICKS = 1_500

/**
 * Whether this member follows one voter and by the hash belongs to another that it could follow. A newcomer takes the
 * one that it is connected to first, and whoever lost its own took the next: without this they would stay, and one
 * voter would carry them all.
 */
export function belongsElsewhere (kernel: Kernel): boolean {
  const { pulling, phase, tick, followed } = kernel
  if (tick % HOME_TICKS !== 0 || phase !== 'member' || pulling?.purpose !== 'follow' || followed.degraded) return false
  const home = chooseSource(kernel)
  if (home === null || home === pulling.from || !votersKnown(kernel).includes(home)) return false
  return tick - (kernel.shunned.get(home) ?? -HEALED_TICKS) >= HEALED_TICKS
}

/** Leave a source alone for a while. */
export const shun = (kernel: Kernel, source: NodeId): void => {
  kernel.shunned.set(source, ticks(kernel.tick + SHUN_TICKS))
}

/** Something of a pull arrived that is no entry and no beat yet, such as a piece of a state. */
export function pullHeard (kernel: Kernel, id: number): void {
  if (kernel.pulling?.id === id) kernel.pulling.heardAt = kernel.tick
}

/** Time goes by: whatever keeps our source from speaking (it stands still, its stream is lost), others can be heard. */
export function fallenSilent (kernel: Kernel, effects: Effect[]): void {
  const { pulling, tick } = kernel
  if (pulling === null || tick - pulling.heardAt <= SILENT_TICKS) return
  const { from } = pulling
  effects.push(note('warn', 'a source of the log fell silent', { from, ticks: tick - pulling.heardAt }))
  abandon(kernel, effects)
}

/** Ticks until one of them may leave this node's source, or look for one; for one who follows. */
export function looksForSourceIn ({ pulling, tick }: Kernel): number {
  if (pulling === null) return 0
  return Math.min(pulling.heardAt + SILENT_TICKS + 1 - tick, HOME_TICKS - tick % HOME_TICKS)
}

/** The source says what it knows: proof of a leader, or of its absence. */
export function beaten (
  kernel: Kernel, { pull, commit, leader, ageTicks, degraded }: Input & { type: 'beaten' }, effects: Effect[]
): void {
  if (kernel.pulling?.id !== pull) return
  kernel.pulling.heardAt = kernel.tick
  const before = kernel.followed.degraded ? null : kernel.followed.leader
  const signAt = ticks(Math.max(kernel.leaderAt, kernel.tick - ageTicks))
  kernel.followed = { leader, commit, degraded }
  if (!degraded && leader !== null) {
    if (before !== leader) leaderKnown(kernel, leader, effects)
    // News of a leader is as old as it was told: two who follow one another would else keep it fresh for ever.
    kernel.leaderAt = signAt
  }
  const leaderless = degraded || (leader === null && isDegraded(kernel))
  if (leaderless && commit <= kernel.control.appliedIndex) elsewhere(kernel, effects)
}

/**
 * Our source has no leader, and nothing that we lack. It may be cut off alone, so another voter is asked when there is
 * one; and else anybody, but seldom, since the voters that we know of may vote no more.
 */
function elsewhere (kernel: Kernel, effects: Effect[]): void {
  const { pulling, open, shunned, tick } = kernel
  const usable = (id: NodeId): boolean => id !== pulling?.from && open.has(id) && tick >= (shunned.get(id) ?? 0)
  if (pulling?.purpose !== 'follow') return
  if (votersKnown(kernel).some(usable)) return abandon(kernel, effects)
  if (![...open].some(usable)) return
  abandon(kernel, effects)
  kernel.nextPullAt = ticks(tick + SHUN_TICKS)
}
