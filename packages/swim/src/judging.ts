/**
 * What the leader makes of what observers report: whom to ask to look, and who has failed.
 *
 * Reports are levels: each takes the place of its sender's last one, and is forgotten when none follows. A member
 * has failed when more than half of its observers say so, of those that the leader can hear: nobody alone, no broken
 * link, no slow or lying observer takes a member out. The log has the last word; this only says what to propose.
 *
 * Pure. Source: Rapid (Suresh et al., ATC 2018) 4.2: wait until the picture is stable, then decide upon many at once.
 */
import { type NodeId, type Ticks, ticks } from '@hivemind/base'
import type { Evidence } from './effect.ts'
import { observersOf, type Rings } from './slice.ts'
import type { Swim, Update } from './state.ts'
import { hasFailed, isStopped } from './stopping.ts'
import { evidenceOf } from './suspicion.ts'
import { UPDATES_MAX } from './telling.ts'

/** A report is repeated so often while it says anything; the leader forgets it after four of them were missed. */
export const REPORT_TICKS = 25
const FORGET_TICKS = 4 * REPORT_TICKS

/** While more members come under doubt the decision waits so long, so that those who fail together are one entry. */
const STABLE_TICKS = 10

/** A proposal that was not applied by then is made again. */
export const AGAIN_TICKS = 50

/** Accusations in one report at most (wire/src/bounds.ts); those with a verdict first. */
const ACCUSATIONS_MAX = 64

/** What one observer holds against a member, by its own evidence. */
export interface Accusation extends Evidence {
  readonly subject: NodeId
  /** The member's own incarnation, as the observer last heard it. */
  readonly incarnation: number
  /** Whether it had its time to answer; before that it is suspect. */
  readonly unreachable: boolean
  /** It said that it stops, in this life, and was not heard since. */
  readonly stopped?: true
}

/** What a leader was told, and what it made of it. */
export interface Judging {
  /** Members that are not unreachable: only they observe and are observed. */
  readonly rings: Rings
  /** By subject, what each of its observers holds against it. */
  readonly reports: Map<NodeId, Map<NodeId, Accusation & { readonly at: Ticks }>>
  /** Subjects with a new accuser, whose other observers are to look. */
  readonly unasked: Set<NodeId>
  /** What was proposed, and the tick to try again. */
  readonly proposedAt: Map<string, Ticks>
  /** Since when somebody could be decided upon; null for nobody. */
  decidableAt: Ticks | null
}

/** One member that enough observers accuse. */
export interface Verdict {
  readonly subject: NodeId
  /** Observers that could be heard. */
  readonly observers: number
  /**
   * The lowest that they say: one of them alone cannot make up a high one, which the member would have to rise above.
   */
  readonly incarnation: number
  readonly accusers: ReadonlyArray<Accusation & { readonly id: NodeId }>
  /** Most of them heard it say that it stops. */
  readonly stopped: boolean
}

/** Observers to ask about a member that others doubt. */
export interface Question {
  readonly target: NodeId
  readonly to: readonly NodeId[]
  readonly updates: readonly Update[]
}

/** Whom a member doubts, by its own evidence; verdicts first. Who said that it stops is not doubted for a while. */
export function accusationsOf (swim: Swim): readonly Accusation[] {
  const doubted = [...swim.watched.values()].filter(one => one.condition !== 'alive' && !isStopped(swim, one))
  const rows = doubted.map((watched): Accusation => ({
    subject: watched.id, incarnation: watched.standing.incarnation, unreachable: hasFailed(swim, watched),
    ...(watched.standing.word === 'stopped' ? { stopped: true } : {}), ...evidenceOf(swim, watched)
  }))
  return rows.sort((a, b) => Number(b.unreachable) - Number(a.unreachable)).slice(0, ACCUSATIONS_MAX)
}

/** An observer reports; whatever it said before is past. Only its word about those whom it observes counts. */
export function record (
  { reports, rings, unasked }: Judging, self: NodeId, from: NodeId, rows: readonly Accusation[], now: Ticks
): void {
  const before = new Set<NodeId>()
  for (const [subject, said] of reports) {
    if (said.delete(from)) before.add(subject)
    if (said.size === 0) reports.delete(subject)
  }
  for (const row of rows) {
    const { subject } = row
    if (subject === self || !rings.places.has(subject) || !observersOf(rings, subject).includes(from)) continue
    const said = reports.get(subject) ?? new Map()
    reports.set(subject, said.set(from, { ...row, at: now }))
    if (!before.has(subject)) unasked.add(subject)
  }
}

/** Whoever observes a member that another one newly doubts is to look for itself, at once. */
export function questions ({ reports, rings, unasked }: Judging): readonly Question[] {
  const asked = [...unasked].flatMap((target): Question[] => {
    const said = reports.get(target)
    if (said === undefined) return []
    const updates = [...said].slice(0, UPDATES_MAX).map(([witness, { incarnation }]): Update =>
      ({ subject: target, word: 'suspect', incarnation, witness }))
    return [{ target, to: observersOf(rings, target), updates }]
  })
  unasked.clear()
  return asked
}

/** Time goes by: reports that were not repeated, and proposals that came to nothing. */
export function forgetOld ({ reports, proposedAt }: Judging, now: Ticks): void {
  for (const [what, until] of proposedAt) if (now >= until) proposedAt.delete(what)
  for (const [subject, said] of reports) {
    for (const [accuser, { at }] of said) if (now - at > FORGET_TICKS) said.delete(accuser)
    if (said.size === 0) reports.delete(subject)
  }
}

/** Members changed: nothing is held against those who are none any more, or are unreachable by the log. */
export function forgetGone ({ reports, rings }: Judging): void {
  for (const id of reports.keys()) if (!rings.places.has(id)) reports.delete(id)
}

/** Another one leads now. */
export function forgetAll (judging: Judging): void {
  judging.reports.clear()
  judging.unasked.clear()
  judging.proposedAt.clear()
  judging.decidableAt = null
}

/**
 * Those to propose as failed now: all of them together, once nobody else is about to. They count as proposed.
 *
 * @param isHeard - whether an observer's silence about a member means anything to the leader
 */
export function decided (judging: Judging, now: Ticks, isHeard: (id: NodeId) => boolean): readonly Verdict[] {
  const { proposedAt, reports } = judging
  const verdicts = failed(judging, isHeard).filter(({ subject }) => !proposedAt.has(subject))
  if (verdicts.length === 0) {
    judging.decidableAt = null
    return []
  }
  judging.decidableAt ??= now
  const known = new Set(verdicts.map(({ subject }) => subject))
  const open = [...reports].some(([subject, said]) =>
    !known.has(subject) && !proposedAt.has(subject) && [...said.values()].some(one => one.unreachable))
  if (open && now - judging.decidableAt < STABLE_TICKS) return []
  judging.decidableAt = null
  for (const { subject } of verdicts) proposedAt.set(subject, ticks(now + AGAIN_TICKS))
  return verdicts
}

/** Whoever fails has no word about others, so it is looked at again until nobody more fails. */
function failed ({ reports, rings }: Judging, isHeard: (id: NodeId) => boolean): readonly Verdict[] {
  const verdicts = new Map<NodeId, Verdict>()
  for (let before = -1; before < verdicts.size;) {
    before = verdicts.size
    for (const [subject, said] of reports) {
      if (verdicts.has(subject) || !rings.places.has(subject)) continue
      const able = observersOf(rings, subject).filter(id => !verdicts.has(id) && isHeard(id))
      const accusers = able.flatMap(id => {
        const row = said.get(id)
        return row?.unreachable === true ? [{ ...row, id }] : []
      })
      if (accusers.length * 2 <= able.length) continue
      const incarnation = Math.min(...accusers.map(row => row.incarnation))
      const stopped = accusers.filter(row => row.stopped === true).length * 2 > accusers.length
      verdicts.set(subject, { subject, observers: able.length, incarnation, accusers, stopped })
    }
  }
  return [...verdicts.values()]
}
