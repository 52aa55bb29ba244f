/**
 * The leader's duty toward tasks that are over: they are kept for a while, and forgotten by an entry.
 *
 * Pure. Open tasks need no leader: each target sees in the applied state what it may begin (control/task-order.ts).
 */
import { type Index, LIMITS, index as toIndex, type WallMs } from '@hivemind/base'
import { type Control, tasksKeepMs } from '@hivemind/control'
import type { Effect } from './effect.ts'
import { proposeOwn } from './leading.ts'
import type { Kernel } from './state.ts'

/** Looked at every ten seconds as shipped: nobody waits for it. */
const LOOK_TICKS = 500
/** So many more than are kept may be over before any are forgotten, so that one entry forgets many. */
const SLACK = 100

export function settleTasks (kernel: Kernel, effects: Effect[]): void {
  if (kernel.tick % LOOK_TICKS !== 0) return
  const through = forgettable(kernel.control, kernel.now)
  if (through > 0) proposeOwn(kernel, 'tasks-forgotten', { through }, '', 'they are over for long enough', effects)
}

/** Index through which tasks that ended are kept no longer; 0 for none. */
export function forgettable (control: Control, now: WallMs): Index {
  const keepMs = tasksKeepMs(control)
  const ended = control.tasks.size - control.pending.size
  let surplus = ended > LIMITS.tasksEndedMax + SLACK ? ended - LIMITS.tasksEndedMax : 0
  let through = toIndex(0)
  // Those that are over are in the order of their ends.
  for (const { id, endedIndex, endedAt } of control.tasks.values()) {
    if (control.pending.has(id)) continue
    if (surplus-- <= 0 && now - endedAt <= keepMs) break
    through = endedIndex
  }
  return through
}
