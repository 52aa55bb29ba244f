/**
 * Members that stay unreachable for longer than the cluster wants to wait: the leader removes them through the log.
 *
 * The wait is counted from the failure's own entry, so it goes on over changes of the leader; the entry names that
 * failure, so a member that comes back meanwhile is not removed and nobody is removed twice. Voters stay: whoever
 * counts for the quorum is taken out by a person.
 *
 * Pure. A level like all of settling.ts: what was proposed and came to nothing is proposed again.
 */
import { ticks } from '@hivemind/base'
import { type Failure, failedPolicy, settingOf } from '@hivemind/control'
import { appliedConfiguration, isNamed } from './counting.ts'
import type { Effect } from './effect.ts'
import { proposeOwn } from './leading.ts'
import { backOf } from './observing.ts'
import type { Kernel } from './state.ts'

/**
 * A leader looks for so long before it removes anybody, 30 s as shipped or as long as the wait itself: after a night
 * without power all waits are over at once, and those who start a little later are not to find themselves removed.
 */
const PATIENCE_TICKS = 1_500
const MS_A_TICK = 20

/** A proposal that was not applied by then is made again. */
const AGAIN_TICKS = 50

/** The name under which the proposal of a removal is remembered. */
const goneOf = ({ id }: Failure): string => `gone ${id}`

/** It was heard again, or may be any moment. */
const isReturning = ({ open, observing: { said, proposedAt } }: Kernel, { id, incarnation }: Failure): boolean =>
  open.has(id) || (said.get(id) ?? 0) > incarnation || proposedAt.has(backOf(id))

/** Taking a voter out is for a person to decide: it changes how many may fail. */
const countsForQuorum = ({ control }: Kernel, { id }: Failure): boolean =>
  control.members.get(id)?.wanted === 'voter' || isNamed(appliedConfiguration(control), id)

/** Propose the removal of everyone whose time is over. */
export function expireFailed (kernel: Kernel, effects: Effect[]): void {
  const policy = failedPolicy(kernel.control)
  if (policy.type !== 'remove') return
  const patience = Math.min(PATIENCE_TICKS, Math.ceil(policy.afterMs / MS_A_TICK))
  if (kernel.tick - kernel.observing.followedAt < patience) return
  for (const failure of kernel.control.failures.values()) {
    if (failure.returned !== null || kernel.now - failure.at < policy.afterMs) continue
    if (isReturning(kernel, failure) || countsForQuorum(kernel, failure)) continue
    const { proposedAt } = kernel.observing
    if (proposedAt.has(goneOf(failure))) continue
    proposedAt.set(goneOf(failure), ticks(kernel.tick + AGAIN_TICKS))
    const reason = `unreachable since index ${failure.index}; members.failed is ${settingOf(kernel.control, 'members.failed')}`
    const body = { member: failure.id, failed: failure.index }
    proposeOwn(kernel, 'member-removed', body, String(failure.index), reason, effects)
  }
}
