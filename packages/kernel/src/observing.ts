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
  evidenceOf, follow, hasFailed, isStopped, OBSERVERS, observedBy, observersOf, SMALL, UPDATES_MAX, type Update
} from '@hivemind/swim'
import { currentLeader } from './asking.ts'
import { established } from './consensus.ts'
import type { Effect } from './effect.ts'
import { proposeOwnAll } from './leading.ts'
import type { Accusation, Report } from './message.ts'
import { swim } from './peering.ts'
import type { Kernel, Observing } from './state.ts'
import type { AccusationView } from './view.ts'

/** A report is repeated so often while it says anything; the leader forgets it after four of them were missed. */
const REPORT_TICKS = 25
const FORGET_TICKS = 4 * REPORT_TICKS
/** The leader looks at what it was told so often: 40 ms as shipped. */
const DECIDE_TICKS = 2
/** While more members come under doubt the decision waits so long, so that those who fail together are one entry. */
const STABLE_TICKS = 10
/** A proposal that was not applied by then is made again. */
const AGAIN_TICKS = 50
/** Accusations in one report at most (wire/src/bounds.ts); those with a verdict first. */
const ACCUSATIONS_MAX = 64

/** Time goes by: tell the leader, or decide as one. */
export function observeTick (kernel: Kernel, effects: Effect[]): void {
  if (kernel.phase !== 'member') return
  answerFailure(kernel, effects)
  if (kernel.leadsFrom === 0) {
    forgetAll(kernel.observing)
    return tell(kernel, effects)
  }
  if (kernel.observing.stale || kernel.tick % REPORT_TICKS === 0) {
    kernel.observing.stale = false
    record(kernel, kernel.self, accusations(kernel))
  }
  askObservers(kernel, effects)
  if (kernel.tick % DECIDE_TICKS !== 0 || !established(kernel)) return
  forgetOld(kernel)
  decide(kernel, effects)
  welcome(kernel, effects)
}

/** The log says that we are unreachable: we say a higher incarnation, to whoever hears it. */
function answerFailure (kernel: Kernel, effects: Effect[]): void {
  const failure = kernel.control.failures.get(kernel.self)
  if (failure !== undefined && failure.returned === null)
    swim(kernel, { type: 'accused', incarnation: failure.incarnation }, effects)
}

/** Whom this node doubts, by its own evidence; verdicts first. Who said that it stops is not doubted for a while. */
function accusations ({ swim: state }: Kernel): readonly Accusation[] {
  const doubted = [...state.watched.values()].filter(one => one.condition !== 'alive' && !isStopped(state, one))
  const rows = doubted.map((watched): Accusation => ({
    subject: watched.id, incarnation: watched.standing.incarnation, unreachable: hasFailed(state, watched),
    ...evidenceOf(state, watched)
  }))
  return rows.sort((a, b) => Number(b.unreachable) - Number(a.unreachable)).slice(0, ACCUSATIONS_MAX)
}

function tell (kernel: Kernel, effects: Effect[]): void {
  const { observing, tick } = kernel
  const leader = currentLeader(kernel)
  if (leader === null || !kernel.open.has(leader)) return
  const due = tick - observing.reportedAt >= REPORT_TICKS
  if (!observing.stale && !due && observing.reportedTo === leader) return
  const rows = accusations(kernel)
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
  if (kernel.leadsFrom > 0) record(kernel, from, rows)
}

/** A member's own incarnation, in any of its frames: whoever was unreachable comes back by it. */
export function incarnationHeard (kernel: Kernel, from: NodeId, incarnation: number): void {
  if (kernel.leadsFrom > 0 && isUnreachable(kernel.control, from)) kernel.observing.said.set(from, incarnation)
}

function record (kernel: Kernel, from: NodeId, rows: readonly Accusation[]): void {
  const { reports, rings, unasked } = kernel.observing
  const before = new Set<NodeId>()
  for (const [subject, said] of reports) {
    if (said.delete(from)) before.add(subject)
    if (said.size === 0) reports.delete(subject)
  }
  for (const row of rows) {
    const { subject } = row
    // Only an observer's word counts, about a member that is not known to be gone already.
    if (subject === kernel.self || !rings.places.has(subject) || !observersOf(rings, subject).includes(from)) continue
    const said = reports.get(subject) ?? new Map()
    reports.set(subject, said.set(from, { ...row, at: kernel.tick }))
    if (!before.has(subject)) unasked.add(subject)
  }
}

/** Whoever observes a member that another one doubts is told of it, and looks for itself at once. */
function askObservers (kernel: Kernel, effects: Effect[]): void {
  const { reports, rings, unasked } = kernel.observing
  for (const target of unasked) {
    const said = reports.get(target)
    if (said === undefined) continue
    const updates = [...said].slice(0, UPDATES_MAX).map(([witness, { incarnation }]): Update =>
      ({ subject: target, word: 'suspect', incarnation, witness }))
    const { incarnation } = kernel.swim
    const message = { type: 'ping-request', sequence: 0, target, incarnation, updates } as const
    for (const to of observersOf(rings, target)) {
      if (to === kernel.self) swim(kernel, { type: 'doubted', updates }, effects)
      else effects.push({ type: 'send', lane: 'early', to, framed: { protocol: 'swim', message } })
    }
  }
  unasked.clear()
}

function forgetOld ({ observing: { reports, proposedAt }, tick }: Kernel): void {
  for (const [what, until] of proposedAt) if (tick >= until) proposedAt.delete(what)
  for (const [subject, said] of reports) {
    for (const [accuser, { at }] of said) if (tick - at > FORGET_TICKS) said.delete(accuser)
    if (said.size === 0) reports.delete(subject)
  }
}

function forgetAll (observing: Observing): void {
  for (const all of [observing.reports, observing.said, observing.proposedAt, observing.unasked]) all.clear()
  observing.decidableAt = null
}

/** One member that enough observers accuse. */
interface Verdict { readonly subject: NodeId, readonly observers: number, readonly accusers: readonly NodeId[] }

/** Propose those who failed, all in one batch, once nobody else is about to. */
function decide (kernel: Kernel, effects: Effect[]): void {
  const { observing, tick } = kernel
  const verdicts = failed(kernel).filter(({ subject }) => !observing.proposedAt.has(subject))
  if (verdicts.length === 0) { observing.decidableAt = null; return }
  observing.decidableAt ??= tick
  const decided = new Set(verdicts.map(({ subject }) => subject))
  const open = [...observing.reports].some(([subject, said]) =>
    !decided.has(subject) && !observing.proposedAt.has(subject) && [...said.values()].some(one => one.unreachable))
  if (open && tick - observing.decidableAt < STABLE_TICKS) return
  observing.decidableAt = null
  for (const { subject } of verdicts) observing.proposedAt.set(subject, ticks(tick + AGAIN_TICKS))
  proposeOwnAll(kernel, verdicts.map(verdict => ({ type: 'member-failed', body: bodyOf(kernel, verdict) })), effects)
}

/**
 * Members that more than half of their observers accuse, of those that the leader can hear. Whoever fails by that has
 * no word about others, so it is looked at again until nobody more fails.
 */
function failed (kernel: Kernel): readonly Verdict[] {
  const { reports, rings } = kernel.observing
  const verdicts = new Map<NodeId, Verdict>()
  for (let before = -1; before < verdicts.size;) {
    before = verdicts.size
    for (const [subject, said] of reports) {
      if (verdicts.has(subject) || !rings.places.has(subject)) continue
      const able = observersOf(rings, subject).filter(id => !verdicts.has(id) && isHeard(kernel, id))
      const accusers = able.filter(id => said.get(id)?.unreachable === true)
      if (accusers.length * 2 > able.length) verdicts.set(subject, { subject, observers: able.length, accusers })
    }
  }
  return [...verdicts.values()]
}

/** Whether an observer's silence about a member means anything to us: we have a connection, and no doubt of our own. */
const isHeard = ({ self, open, swim: { watched } }: Kernel, id: NodeId): boolean =>
  id === self || (open.has(id) && watched.get(id)?.condition !== 'unreachable')

function bodyOf ({ observing }: Kernel, { subject, observers, accusers }: Verdict) {
  const said = observing.reports.get(subject)
  const rows = accusers.flatMap(id => {
    const row = said?.get(id)
    return row === undefined ? [] : [{ id, ...row }]
  })
  return {
    member: subject,
    // The lowest: one of them alone cannot make up a high one, which the member would have to rise above.
    incarnation: Math.min(...rows.map(({ incarnation }) => incarnation)),
    observers,
    accusers: rows.map(({ id, missed, denied, silentTicks, connected }) =>
      ({ id, missed, denied, silentTicks, connected }))
  }
}

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
  if (kernel.leadsFrom === 0) return accusations(kernel).map(row => ({ ...row, accuser: self, ageTicks: 0 }))
  return [...reports.values()].flatMap(said =>
    [...said].map(([accuser, { at, ...row }]) => ({ ...row, accuser, ageTicks: tick - at })))
}

/** The members changed: whom this node observes from now on, and who could help it. */
export function slicesChanged (kernel: Kernel, effects: Effect[]): void {
  const { control, observing, self } = kernel
  follow(observing.rings, [...control.members.keys()].filter(id => !isUnreachable(control, id)))
  for (const id of observing.reports.keys()) if (!observing.rings.places.has(id)) observing.reports.delete(id)
  observing.slice = observing.rings.places.has(self) ? observedBy(observing.rings, self) : []
  const small = observing.rings.places.size <= SMALL
  const scouts = small ? observing.slice : control.voters.filter(id => id !== self)
  const confirmers = small ? Math.max(0, observing.rings.places.size - 2) : OBSERVERS - 1
  swim(kernel, { type: 'watch', peers: observing.slice, scouts, confirmers }, effects)
  for (const id of kernel.conditions.keys()) {
    if (!kernel.swim.watched.has(id) && !isUnreachable(control, id)) kernel.conditions.delete(id)
  }
}
