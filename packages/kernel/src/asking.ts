/**
 * Requests on their way to the leader and answers on their way back.
 *
 * Pure. Every request ends: answered, refused, or unknown when a leader had it and its answer did not come in time.
 * Every draft carries a session, so asking a second leader can never apply it twice.
 */
import { LIMITS, type NodeId, type Refusal, TIMES, ticks } from '@hivemind/base'
import type { Draft, Outcome } from '@hivemind/control'
import { joinReplied } from './admitting.ts'
import { appliedVoters } from './counting.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { serve } from './leading.ts'
import type { Answer, AskMessage, Request } from './message.ts'
import { leaderView } from './peering.ts'
import type { Asker, Kernel, Waiting } from './state.ts'

/** Ask again after so long without an answer: the frame may have been lost. */
const REPEAT_TICKS = 50
/** Longest wait that another agent may claim: five minutes. */
const DEADLINE_TICKS_MAX = 15_000
/** The list of those who wait is looked through so often, not every tick. */
export const SWEEP_TICKS = 5

/** A local request begins. */
export function requested (
  kernel: Kernel, owner: Waiting['owner'], deadlineTicks: number, request: Request, effects: Effect[]
): void {
  const refusal = notNow(kernel) ?? beyondWindow(kernel, request)
  const waiting: Waiting = {
    id: kernel.nextAskId++, owner, request: refusal === null ? withSessions(kernel, request) : request,
    deadlineAt: ticks(kernel.tick + Math.min(deadlineTicks, DEADLINE_TICKS_MAX)),
    askedTo: null, askedAt: kernel.tick, sent: false
  }
  if (refusal !== null) return end(kernel, waiting, { type: 'refused', refusal }, effects)
  kernel.waiting.set(waiting.id, waiting)
  ask(kernel, waiting, effects)
}

/** Why this node takes no requests now; null when it does. */
function notNow (kernel: Kernel): Refusal | null {
  if (kernel.phase === 'fenced') return refuse('HIVE_NOT_MEMBER', `${kernel.name} is no member any more`)
  if (kernel.phase !== 'member') return refuse('HIVE_NOT_MEMBER', `${kernel.name} has not joined yet`)
  if (kernel.stopping !== null) return refuse('HIVE_AGENT_STOPPING', `${kernel.name} is shutting down`)
  const { size } = kernel.waiting
  return size < LIMITS.requestsPendingMax ? null : refuse('HIVE_BUSY', `${size} requests are waiting`)
}

/**
 * Our own session may not run so far ahead of its oldest unanswered command that the cluster forgets the answer: that
 * command could not be asked again (control/src/sessions.ts, the window).
 */
function beyondWindow (kernel: Kernel, request: Request): Refusal | null {
  const more = ownDrafts(request, '').length
  if (more === 0) return null
  let oldest = kernel.sequence + 1
  for (const waiting of kernel.waiting.values()) {
    const [first] = ownDrafts(waiting.request, kernel.session)
    if (first === undefined) continue
    oldest = first.sequence // Those who wait are in the order of their numbers.
    break
  }
  const window = kernel.sequence + more + 1 - oldest
  return window <= LIMITS.sessionAnswersMax
    ? null
    : refuse('HIVE_BUSY', `${window - more} commands wait, or came after one that does`)
}

const ownDrafts = (request: Request, session: string): readonly Draft[] =>
  request.type === 'propose' ? request.drafts.filter(draft => draft.session === session) : []

function withSessions (kernel: Kernel, request: Request): Request {
  if (request.type !== 'propose') return request
  const drafts = request.drafts.map(
    (draft): Draft =>
      draft.session !== '' ? draft : { ...draft, session: kernel.session, sequence: ++kernel.sequence }
  )
  return { type: 'propose', drafts }
}

function ask (kernel: Kernel, waiting: Waiting, effects: Effect[]): void {
  const leader = currentLeader(kernel)
  if (leader === null || (leader !== kernel.self && !kernel.open.has(leader))) return
  waiting.askedTo = leader
  waiting.askedAt = kernel.tick
  waiting.sent = true
  const { id, request, deadlineAt } = waiting
  if (leader === kernel.self) return serve(kernel, { asker: { type: 'local', id }, request, deadlineAt }, effects)
  say(leader, { type: 'ask', id, deadlineTicks: Math.max(1, deadlineAt - kernel.tick), request }, effects)
}

const say = (to: NodeId, message: AskMessage, effects: Effect[]): void => {
  effects.push({ type: 'send', lane: 'early', to, framed: { protocol: 'ask', message } })
}

/** The leader this node would ask now; null when it knows none. */
export function currentLeader (kernel: Kernel): NodeId | null {
  return kernel.mode === 'follow' && kernel.followed.degraded ? null : leaderView(kernel)
}

/** No proof of a leader with a quorum for too long. */
export const isDegraded = (kernel: Kernel): boolean =>
  kernel.phase === 'member' && kernel.tick - kernel.leaderAt > TIMES.degradedTicks

/** Another agent asks us. */
export function askedBy (kernel: Kernel, from: NodeId, message: AskMessage & { type: 'ask' }, effects: Effect[]): void {
  const asker: Asker = { type: 'peer', peer: from, id: message.id }
  if (kernel.leadsFrom === 0) {
    return answer(
      kernel,
      asker,
      { type: 'refused', refusal: refuse('HIVE_NOT_LEADER', `${kernel.name} does not lead`) },
      effects
    )
  }
  const deadlineAt = ticks(kernel.tick + Math.min(message.deadlineTicks, DEADLINE_TICKS_MAX))
  serve(kernel, { asker, request: message.request, deadlineAt }, effects)
}

/** Another agent answers us. */
export function answeredBy (
  kernel: Kernel,
  from: NodeId,
  message: AskMessage & { type: 'answer' },
  effects: Effect[]
): void {
  const waiting = kernel.waiting.get(message.id)
  // A refusal speaks only for the one asked last; what was written may be told late by the one before.
  if (waiting === undefined || (waiting.askedTo !== from && refuses(message.answer))) return
  settleLocal(kernel, waiting, message.answer, effects)
}

/** Whether an answer refuses a command that another leader may have written, or will. */
const refuses = (answer: Answer): boolean =>
  answer.type === 'refused' || (answer.type === 'proposed' && answer.results.some(({ type }) => type === 'refused'))

/** Give an answer to whoever asked. */
export function answer (kernel: Kernel, asker: Asker, result: Answer, effects: Effect[]): void {
  if (asker.type === 'own') return
  if (asker.type === 'peer') {
    effects.push({
      type: 'send',
      lane: 'log',
      to: asker.peer,
      framed: { protocol: 'ask', message: { type: 'answer', id: asker.id, answer: result } }
    })
    return
  }
  const waiting = kernel.waiting.get(asker.id)
  if (waiting !== undefined) settleLocal(kernel, waiting, result, effects)
}

function settleLocal (kernel: Kernel, waiting: Waiting, result: Answer, effects: Effect[]): void {
  if (result.type === 'refused' && result.refusal.code === 'HIVE_NOT_LEADER') {
    waiting.askedTo = null // Nothing of it happened there; the sweep asks whoever leads then.
    return
  }
  end(kernel, waiting, result, effects)
}

function end (kernel: Kernel, waiting: Waiting, result: Answer, effects: Effect[]): void {
  kernel.waiting.delete(waiting.id)
  const { type, id } = waiting.owner
  if (type === 'newcomer') return joinReplied(id, result, effects)
  effects.push({ type: 'answer', lane: 'log', id, answer: result })
}

/** A leader became known: everything that waits goes there. */
export function leaderKnown (kernel: Kernel, leader: NodeId, effects: Effect[]): void {
  kernel.leaderAt = kernel.tick
  for (const waiting of [...kernel.waiting.values()]) {
    if (waiting.askedTo === leader) continue
    if (waiting.request.type === 'transfer' && waiting.sent)
      end(kernel, waiting, { type: 'transferred', leader }, effects)
    else ask(kernel, waiting, effects)
  }
}

/** This node does not lead (any more): what it held for others goes back to them. */
export function leaderMoved (kernel: Kernel, leader: NodeId | null, effects: Effect[]): void {
  const lost: Answer = { type: 'refused', refusal: refuse('HIVE_NOT_LEADER', `${kernel.name} does not lead any more`) }
  for (const { asker } of kernel.held.splice(0)) answer(kernel, asker, lost, effects)
  for (const { work } of kernel.admitting.splice(0)) answer(kernel, work.asker, lost, effects)
  for (const { asker } of kernel.reads.values()) answer(kernel, asker, lost, effects)
  kernel.reads.clear()
  kernel.inFlight.clear()
  kernel.deciding.clear()
  kernel.granting.clear()
  if (leader === null) return
  for (const { work } of kernel.transfers.splice(0))
    answer(kernel, work.asker, { type: 'transferred', leader }, effects)
}

/** A connection closed: whoever was asked over it may not have heard. */
export function askedClosed (kernel: Kernel, peer: NodeId): void {
  for (const waiting of kernel.waiting.values()) if (waiting.askedTo === peer) waiting.askedTo = null
}

/**
 * Nobody here will hear an answer any more: everybody who waits is told so. A newcomer is not told why: that this agent
 * was removed is not its own end, and another member can carry its request.
 */
export function refuseWaiting (kernel: Kernel, refusal: Refusal, effects: Effect[]): void {
  const stranger = refuse('HIVE_NOT_MEMBER', `${kernel.name} is no member any more`)
  for (const waiting of [...kernel.waiting.values()]) {
    const told = waiting.owner.type === 'newcomer' ? stranger : refusal
    end(kernel, waiting, { type: 'refused', refusal: { ...told, changed: changedBy(waiting) } }, effects)
  }
}

/**
 * The log itself answers a request before the leader's word arrives: the last entry that a leaving machine applies is
 * its own.
 */
export function answeredByLog (
  kernel: Kernel,
  txid: string,
  { index, term, epoch }: Outcome,
  effects: Effect[]
): void {
  for (const waiting of [...kernel.waiting.values()]) {
    const { request } = waiting
    if (request.type !== 'propose' || request.drafts.length !== 1 || request.drafts[0]?.txid !== txid) continue
    end(kernel, waiting, { type: 'proposed', results: [{ type: 'applied', index, term, epoch, txid }] }, effects)
  }
}

/** Look through those who wait: ask, ask again, give up. */
export function sweepWaiting (kernel: Kernel, effects: Effect[]): void {
  if (kernel.tick % SWEEP_TICKS !== 0) return
  const degraded = isDegraded(kernel)
  for (const waiting of [...kernel.waiting.values()]) {
    const refusal = givenUp(kernel, waiting, degraded)
    if (refusal !== null) end(kernel, waiting, { type: 'refused', refusal }, effects)
    else if (waiting.askedTo === null) ask(kernel, waiting, effects)
    else if (waiting.askedTo !== kernel.self && kernel.tick - waiting.askedAt > REPEAT_TICKS)
      ask(kernel, waiting, effects)
  }
}

/** What a request that gets no answer may have done. */
const changedBy = ({ sent, request }: Waiting): Refusal['changed'] =>
  sent && request.type !== 'read-index' ? 'unknown' : 'no'

function givenUp (kernel: Kernel, waiting: Waiting, degraded: boolean): Refusal | null {
  const { sent, deadlineAt } = waiting
  const changed = changedBy(waiting)
  if (degraded) return refuse('HIVE_DEGRADED', degradedReason(kernel), { changed })
  if (kernel.tick < deadlineAt) return null
  if (!sent) return refuse('HIVE_DEGRADED', 'no leader was found before the deadline', { changed })
  return refuse('HIVE_TIMEOUT', 'the leader did not answer before the deadline', { changed })
}

/** Why nothing can be changed now, with the voters that are missing. */
export function degradedReason (kernel: Kernel): string {
  const { members, voters, outgoing } = kernel.control
  const missing = appliedVoters(kernel.control)
    .filter(id => id !== kernel.self && !kernel.open.has(id))
    .map(id => members.get(id)?.name ?? id)
  const needed = (of: readonly NodeId[]): string => `${Math.floor(of.length / 2) + 1} of ${of.length}`
  const joint = outgoing.length > 0 ? ` and ${needed(outgoing)} outgoing ones` : ''
  const unreached = missing.length > 0 ? `; ${kernel.name} does not reach ${missing.join(', ')}` : ''
  return `no leader has a quorum (${needed(voters)} voters${joint})${unreached}`
}
