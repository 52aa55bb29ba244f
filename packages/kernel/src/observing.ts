/**
 * What members find out about one another, and what the leader makes of it: `member-failed` and `member-returned`.
 *
 * Each node tells the leader whom it doubts, again and again while it does, so a new leader knows as much as the last
 * one. The leader asks the other observers to look at once, and believes more than half of those it can hear: nobody
 * alone, no broken link, no slow or lying observer takes a member out. Whoever is found unreachable has no more
 * word and no observers until it says a higher incarnation than the one that failed.
 *
 * Pure. Sources: SWIM 4.2; Rapid (Suresh et al., ATC 2018) 4.2 for deciding upon many at once. docs/adr/0020.
 */
import { type NodeId, ticks } from '@hivemind/base'
import { isUnreachable } from '@hivemind/control'
import {
  AGAIN_TICKS, accusationsOf, decided, follow, forgetAll, forgetGone, forgetOld, OBSERVERS, observedBy, questions,
  REPORT_TICKS, record, SMALL, type Verdict
} from '@hivemind/swim'
import { currentLeader } from './asking.ts'
import { established } from './consensus.ts'
import type { Effect } from './effect.ts'
import { proposeOwnAll } from './leading.ts'
import type { Report } from './message.ts'
import { swim } from './peering.ts'
import type { Kernel } from './state.ts'
import type { AccusationView } from './view.ts'

/** Time goes by: tell the leader, or decide as one. */
export function observeTick (kernel: Kernel, effects: Effect[]): void {
  if (kernel.phase !== 'member') return
  answerFailure(kernel, effects)
  if (kernel.leadsFrom === 0) {
    forgetAll(kernel.observing)
    kernel.observing.followedAt = kernel.tick
    kernel.observing.said.clear()
    return tell(kernel, effects)
  }
  if (kernel.observing.stale || kernel.tick % REPORT_TICKS === 0) {
    kernel.observing.stale = false
    record(kernel.observing, kernel.self, kernel.self, accusationsOf(kernel.swim), kernel.tick)
  }
  askObservers(kernel, effects)
  if (!established(kernel)) return
  forgetOld(kernel.observing, kernel.tick)
  decide(kernel, effects)
  welcome(kernel, effects)
}

/** The log says that we are unreachable: we say a higher incarnation, to whoever hears it. */
function answerFailure (kernel: Kernel, effects: Effect[]): void {
  const failure = kernel.control.failures.get(kernel.self)
  if (failure !== undefined && failure.returned === null)
    swim(kernel, { type: 'accused', incarnation: failure.incarnation }, effects)
}

function tell (kernel: Kernel, effects: Effect[]): void {
  const { observing, tick } = kernel
  const leader = currentLeader(kernel)
  if (leader === null || !kernel.open.has(leader)) return
  const due = tick - observing.reportedAt >= REPORT_TICKS
  if (!observing.stale && !due && observing.reportedTo === leader) return
  const rows = accusationsOf(kernel.swim)
  const speaks = rows.length > 0 || isUnreachable(kernel.control, kernel.self)
  if (!observing.stale && !speaks) return
  observing.stale = false
  observing.reportedAt = tick
  observing.reportedTo = leader
  const message: Report = { type: 'report', incarnation: kernel.swim.incarnation, accusations: rows }
  effects.push({ type: 'send', lane: 'early', to: leader, framed: { protocol: 'swim', message } })
}

/** An observer speaks to us as the leader; whatever it said before is past. */
export function reported (kernel: Kernel, from: NodeId, { accusations: rows }: Report): void {
  if (kernel.leadsFrom > 0) record(kernel.observing, kernel.self, from, rows, kernel.tick)
}

/** A member's own incarnation, in any of its frames: whoever was unreachable comes back by it. */
export function incarnationHeard (kernel: Kernel, from: NodeId, incarnation: number): void {
  if (kernel.leadsFrom > 0 && isUnreachable(kernel.control, from)) kernel.observing.said.set(from, incarnation)
}

/** Whoever observes a member that another one doubts is told of it, and looks for itself at once. */
function askObservers (kernel: Kernel, effects: Effect[]): void {
  if (kernel.observing.unasked.size === 0) return
  const { incarnation } = kernel.swim
  for (const { target, to, updates } of questions(kernel.observing)) {
    const message = { type: 'ping-request', sequence: 0, target, incarnation, updates } as const
    for (const id of to) {
      if (id === kernel.self) swim(kernel, { type: 'doubted', updates }, effects)
      else effects.push({ type: 'send', lane: 'early', to: id, framed: { protocol: 'swim', message } })
    }
  }
}

/** Propose those who failed, all in one batch. */
function decide (kernel: Kernel, effects: Effect[]): void {
  const verdicts = decided(kernel.observing, kernel.tick, id => isHeard(kernel, id))
  if (verdicts.length === 0) return
  proposeOwnAll(kernel, verdicts.map(verdict => ({ type: 'member-failed', body: bodyOf(verdict) })), effects)
}

/** Whether an observer's silence about a member means anything to us: we have a connection, and no doubt of our own. */
const isHeard = ({ self, open, swim: { watched } }: Kernel, id: NodeId): boolean =>
  id === self || (open.has(id) && watched.get(id)?.condition !== 'unreachable')

const bodyOf = ({ subject, incarnation, observers, accusers, stopped }: Verdict) => ({
  member: subject, incarnation, observers, ...(stopped ? { stopped } : {}),
  accusers: accusers.map(({ id, missed, denied, silentTicks, connected }) =>
    ({ id, missed, denied, silentTicks, connected }))
})

/** The name under which the proposal of a return is remembered; that of a failure has the member's own. */
export const backOf = (member: NodeId): string => `back ${member}`

/** Members that were unreachable and say a higher incarnation are back. */
function welcome (kernel: Kernel, effects: Effect[]): void {
  const { said, proposedAt } = kernel.observing
  for (const [member, incarnation] of said) {
    const failure = kernel.control.failures.get(member)
    if (failure === undefined || failure.returned !== null) { said.delete(member); continue }
    if (incarnation <= failure.incarnation || !kernel.open.has(member)) continue
    if (proposedAt.has(backOf(member))) continue
    proposedAt.set(backOf(member), ticks(kernel.tick + AGAIN_TICKS))
    proposeOwnAll(kernel, [{ type: 'member-returned', body: { member, incarnation } }], effects)
  }
}

/** What is held against members now: as the leader all that was reported, else what this node finds itself. */
export function accusationViews (kernel: Kernel): readonly AccusationView[] {
  const { observing: { reports }, tick, self } = kernel
  if (kernel.leadsFrom === 0) return accusationsOf(kernel.swim).map(row => ({ ...row, accuser: self, ageTicks: 0 }))
  return [...reports.values()].flatMap(said =>
    [...said].map(([accuser, { at, ...row }]) => ({ ...row, accuser, ageTicks: tick - at })))
}

/** The members changed: whom this node observes from now on, and who could help it. */
export function slicesChanged (kernel: Kernel, effects: Effect[]): void {
  const { control, observing, self } = kernel
  follow(observing.rings, [...control.members.keys()].filter(id => !isUnreachable(control, id)))
  forgetGone(observing)
  observing.slice = observing.rings.places.has(self) ? observedBy(observing.rings, self) : []
  const small = observing.rings.places.size <= SMALL
  const scouts = small ? observing.slice : control.voters.filter(id => id !== self)
  const confirmers = small ? Math.max(0, observing.rings.places.size - 2) : OBSERVERS - 1
  swim(kernel, { type: 'watch', peers: observing.slice, scouts, confirmers }, effects)
  for (const id of kernel.conditions.keys()) {
    if (!kernel.swim.watched.has(id) && !isUnreachable(control, id)) kernel.conditions.delete(id)
  }
}
