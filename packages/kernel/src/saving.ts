/**
 * When the applied state is saved, so that a start has little to apply and Raft's memory can let go of entries.
 *
 * Pure. While entries stream in, a save costs throughput, and is made seldom: the larger the state, the seldomer.
 * Once nothing has come for a second it costs nobody anything, and what a start would have to apply is worth one much
 * sooner.
 */
import { fingerprint, LIMITS, type NodeId } from '@hivemind/base'
import { exportState, recordCount } from '@hivemind/control'
import type { Effect } from './effect.ts'
import type { Kernel } from './state.ts'

/** So long nothing was applied, and it is quiet. */
const QUIET_TICKS = 50
/** Where it is quiet, so small a part of the entries makes a save worth while. */
const QUIET_SHARE = 10

/** Entries were applied. */
export function snapshotWhenDue (kernel: Kernel, effects: Effect[]): void {
  kernel.appliedAt = kernel.tick
  if (isTurn(kernel)) take(kernel, effects)
}

/** Time goes by, and maybe nothing else. */
export function snapshotTick (kernel: Kernel, effects: Effect[]): void {
  if (kernel.tick < kernel.appliedAt + QUIET_TICKS) return
  if (lacked(kernel) >= enough(kernel) / QUIET_SHARE) take(kernel, effects)
}

/** Ticks until one of them may ask for a save. */
export function savesIn (kernel: Kernel): number {
  if (kernel.snapshotting || lacked(kernel) < enough(kernel) / QUIET_SHARE) return Number.POSITIVE_INFINITY
  return kernel.appliedAt + QUIET_TICKS - kernel.tick
}

/** Entries that the saved state does not have. */
const lacked = ({ control, snapshotIndex }: Kernel): number => control.appliedIndex - snapshotIndex

const enough = ({ control }: Kernel): number => Math.max(LIMITS.snapshotEveryEntries, recordCount(control) / 2)

/**
 * All members apply the same entries, but each saves at other ones: who saves is slower for a moment, and a quorum of
 * the others never is. So the log is divided into stretches of enough entries, at each member's own places.
 */
function isTurn (kernel: Kernel): boolean {
  const stretch = enough(kernel)
  const missing = lacked(kernel)
  if (missing >= stretch) return true
  const past = (kernel.control.appliedIndex + Math.floor(shareOf(kernel.self) * stretch)) % stretch
  return past < missing && missing >= stretch / LEAST_SHARE
}

/** So small a part of a stretch is not worth a save. */
const LEAST_SHARE = 4

/** A number from 0 to 1 for each identity. */
const shareOf = (id: NodeId): number => fingerprint(id).low / 2 ** 32

function take (kernel: Kernel, effects: Effect[]): void {
  if (kernel.snapshotting) return
  const { appliedIndex: index, appliedTerm: term } = kernel.control
  kernel.snapshotting = true
  effects.push({ type: 'take-snapshot', lane: 'log', index, term, snapshot: exportState(kernel.control) })
}
