/**
 * Exactly once: a command of a session that was answered before is answered the same and changes nothing. Thesis 6.3.
 *
 * Pure. A session begins with its first command. What is forgotten follows from the log alone, never from a clock, so
 * that every replica forgets the same: in a session the lowest sequence numbers beyond `sessionAnswersMax` answers, of
 * sessions beyond `sessionsMax` the one whose last command is furthest back in the log.
 *
 * The window: a client may have at most `sessionAnswersMax` commands outstanding, counted from its oldest unanswered
 * sequence number to its newest. Within it no command is forgotten before it is applied: of more than that many
 * answers all numbered within one window of an unanswered command, the lowest is lower than the command. Outside of
 * it a command may be refused with HIVE_SESSION_FORGOTTEN, and whether it was applied is not known.
 *
 * A session that was forgotten whole leaves nothing behind: its next command begins it anew, and one that was applied
 * before would be applied again. For that, `sessionsMax` other sessions have to be used between a command and its
 * repetition, so a client keeps one session and does not make one for each command.
 */
import { invariant, LIMITS, type Refusal } from '@hivemind/base'
import type { Draft } from './envelope.ts'
import { refuse } from './errors.ts'
import { begunFor, excludeAnswer, excludeFloor, includeAnswer, includeFloor } from './hashing.ts'
import type { Control, Session, SessionAnswer } from './state.ts'

/** The first answer to a command, or null when it was never applied (or is forgotten). */
export const answered = (control: Control, session: string, sequence: number): SessionAnswer | null =>
  control.sessions.get(session)?.answers.get(sequence) ?? null

/** A command so old that its session no longer knows whether it was applied. */
export function forgotten (
  control: Control, { session, sequence }: Pick<Draft, 'session' | 'sequence'>
): Refusal | null {
  const known = session === '' ? undefined : control.sessions.get(session)
  if (known === undefined || sequence > known.floor) return null
  const through = `has forgotten its commands through ${known.floor}`
  return refuse('HIVE_SESSION_FORGOTTEN', `session ${session} ${through}, and this is ${sequence}`)
}

/** Remember an answer; the oldest answers and the least recently used sessions give way. */
export function remember (control: Control, name: string, sequence: number, answer: SessionAnswer): void {
  const session = control.sessions.get(name) ?? opened(control, name)
  // Set anew, so that the map's own order is the order of last use; nothing came after the entry before this one.
  if (session.lastIndex !== answer.index - 1) {
    control.sessions.delete(name)
    control.sessions.set(name, session)
  }
  session.lastIndex = answer.index
  session.answers.set(sequence, answer)
  insert(session.sequences, sequence)
  includeAnswer(control, session, sequence, answer)
  if (session.sequences.length > LIMITS.sessionAnswersMax) forgetLowest(control, session)
  if (control.sessions.size > LIMITS.sessionsMax) forgetSession(control)
}

function opened (control: Control, name: string): Session {
  const session: Session =
    { lastIndex: control.appliedIndex, floor: 0, answers: new Map(), sequences: [], begun: begunFor(name) }
  includeFloor(control, session)
  return session
}

/** Commands come nearly in order, so the place is near the end. */
function insert (sequences: number[], sequence: number): void {
  let at = sequences.length
  while (at > 0 && (sequences[at - 1] ?? 0) > sequence) at--
  if (at === sequences.length) sequences.push(sequence)
  else sequences.splice(at, 0, sequence)
}

function forgetLowest (control: Control, session: Session): void {
  const sequence = session.sequences.shift()
  const answer = sequence === undefined ? undefined : session.answers.get(sequence)
  invariant(sequence !== undefined && answer !== undefined, 'every number of a session has an answer')
  excludeAnswer(control, session, sequence, answer)
  session.answers.delete(sequence)
  excludeFloor(control, session)
  session.floor = sequence
  includeFloor(control, session)
}

function forgetSession (control: Control): void {
  const [name, session] = control.sessions.entries().next().value ?? []
  if (name === undefined || session === undefined) return
  for (const [sequence, answer] of session.answers) excludeAnswer(control, session, sequence, answer)
  excludeFloor(control, session)
  control.sessions.delete(name)
}
