/**
 * For how long nothing happens in a node unless it is given something else than time, and that time going by at once.
 * docs/adr/0049-ticks-while-something-is-due.md
 *
 * Pure. A timer that wakes a process fifty times a second for nothing is most of what an idle one costs. Whoever
 * drives the node sleeps for as long as it promises, and tells it of the time that went by before it gives it anything
 * else (`lull`): so every wait begins and ends at the tick that it is. A promise is never longer than the truth; it is
 * shorter wherever that is simpler, and there is none while anybody waits, is doubted, joins or stops.
 */
import { ticks, type WallMs } from '@hivemind/base'
import { isUnreachable } from '@hivemind/control'
import { pass as passFeed, quietFor as quietForFeed } from '@hivemind/feed'
import { leaderOf, pass as passRaft, quietFor as quietForRaft } from '@hivemind/raft'
import { pass as passSwim, quietFor as quietForSwim } from '@hivemind/swim'
import { SWEEP_TICKS } from './asking.ts'
import { greetsIn } from './locating.ts'
import { savesIn } from './saving.ts'
import { SETTLE_TICKS } from './settling.ts'
import { looksForSourceIn } from './sources.ts'
import type { Kernel } from './state.ts'

/** Nobody is promised more: a second, as shipped. */
export const QUIET_TICKS_MAX = 50

/**
 * How many ticks from now on do nothing but count, if nothing else is given to the node before.
 *
 * @returns 0 to QUIET_TICKS_MAX; 0 when the next tick may do something
 */
export function quietFor (kernel: Kernel): number {
  if (kernel.phase === 'fenced') return QUIET_TICKS_MAX
  if (isBusy(kernel)) return 0
  let quiet = Math.min(QUIET_TICKS_MAX, decidesIn(kernel))
  if (quiet > 0) quiet = Math.min(quiet, quietForSwim(kernel.swim), quietForFeed(kernel.feed))
  if (quiet > 0) for (const one of kernel.topics.values()) quiet = Math.min(quiet, quietForFeed(one))
  if (quiet > 0) quiet = Math.min(quiet, greetsIn(kernel) - 1, savesIn(kernel) - 1)
  if (kernel.waiting.size > 0) quiet = Math.min(quiet, untilNext(kernel.tick, SWEEP_TICKS) - 1)
  return Math.max(0, quiet)
}

/** Whether anything is under way that each tick looks at. */
function isBusy (kernel: Kernel): boolean {
  const { observing, admitting, parting, swim, control, self } = kernel
  if (kernel.phase !== 'member' || kernel.stopping !== null || kernel.suspended !== null) return true
  if (kernel.acquainted !== null || kernel.joining?.step === 'requires') return true
  if (admitting.length > 0 || parting.size > 0 || isUnreachable(control, self)) return true
  const { stale, reports, unasked, said, proposedAt, decidableAt } = observing
  if (stale || reports.size > 0 || unasked.size > 0 || said.size > 0 || proposedAt.size > 0) return true
  if (decidableAt !== null) return true
  for (const { condition } of swim.watched.values()) if (condition !== 'alive') return true
  return false
}

/** What the log asks for: a voter's patience, a leader's beats and duties, or the source of one who follows. */
function decidesIn (kernel: Kernel): number {
  if (kernel.mode === 'follow') return looksForSourceIn(kernel) - 1
  if (leaderOf(kernel.raft) === null) return 0
  const quiet = quietForRaft(kernel.raft)
  if (kernel.leadsFrom === 0) return quiet
  return kernel.unjudged ? 0 : Math.min(quiet, untilNext(kernel.tick, SETTLE_TICKS) - 1)
}

/** Ticks until the next one that is a multiple of `every`. */
export const untilNext = (tick: number, every: number): number => every - tick % every

/** So many of the ticks that were promised to be quiet go by. What each of them would count is counted. */
export function pass (kernel: Kernel, count: number, now: WallMs): void {
  kernel.tick = ticks(kernel.tick + count)
  kernel.now = now
  if (kernel.phase === 'fenced') return
  if (kernel.mode === 'raft') {
    passRaft(kernel.raft, count)
    kernel.leaderAt = kernel.tick
  }
  passSwim(kernel.swim, count)
  passFeed(kernel.feed, count)
  for (const one of kernel.topics.values()) passFeed(one, count)
  if (kernel.leadsFrom === 0) kernel.observing.followedAt = kernel.tick
}
