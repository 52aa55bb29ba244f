/**
 * What the roles of a newcomer need to begin, and others have: a join is over when those are known and can be reached.
 *
 * Pure. The machine is a member meanwhile like any other; only its join is not over, and the roles that lack something
 * do not begin. Who waits how long is the business of whoever asked for the join.
 */
import { ticks } from '@hivemind/base'
import { type Lack, lacksOf } from '@hivemind/control'
import { note } from './consensus.ts'
import type { Effect } from './effect.ts'
import type { Joining, Kernel } from './state.ts'

/** Between two looks while something is missing. */
const LOOK_TICKS = 10

/** A newcomer is a member: its join is over unless something is missing. */
export function lookForLacks (kernel: Kernel, joining: Joining, effects: Effect[]): void {
  const before = joining.lacks
  joining.step = 'requires'
  joining.lacks = lacksNow(kernel)
  joining.nextAt = ticks(kernel.tick + LOOK_TICKS)
  if (joining.lacks.length === 0) {
    joining.step = 'ready'
    if (before.length > 0) effects.push(note('info', 'what the roles of this machine need to begin is there'))
  } else if (before.length === 0) {
    const lacks = joining.lacks.map(({ role, capability }) => `${role} needs ${capability}`)
    effects.push(note('warn', 'roles of this machine wait for what they need to begin', { lacks }))
  }
}

/** Time goes by: whatever is missing may be there by now. */
export function lackTick (kernel: Kernel, joining: Joining, effects: Effect[]): void {
  if (kernel.tick >= joining.nextAt) lookForLacks(kernel, joining, effects)
}

const lacksNow = ({ control, conditions, self }: Kernel): readonly Lack[] =>
  lacksOf(control, self, id => conditions.get(id)?.condition !== 'unreachable')

/** Whether a role does not begin on this machine yet, since its join goes on. */
export function waitsToBegin ({ phase, joining, control }: Kernel, role: string): boolean {
  if (joining === null || joining.step === 'ready') return false
  if (phase === 'joining') return (control.roles.get(role)?.bootstrapRequires.length ?? 0) > 0
  return joining.lacks.some(lack => lack.role === role)
}
