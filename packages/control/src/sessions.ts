/**
 * Exactly once: a command of a session that was answered before is answered the same and changes nothing. Thesis 6.3.
 *
 * Pure. A session begins with its first command and is forgotten by log position, never by a clock, so that every
 * replica forgets the same. A client may have at most `sessionAnswersMax` commands outstanding.
 */
import { LIMITS, type Refusal } from '@hivemind/base'
import type { Draft } from './envelope.ts'
import { refuse } from './errors.ts'
import { excludeAnswer, includeAnswer } from './records.ts'
import type { Control, Session, SessionAnswer } from './state.ts'

/** The first answer to a command, or null when it was never applied (or is forgotten). */
export const answered = (control: Control, session: string, sequence: number): SessionAnswer | null =>
  control.sessions.get(session)?.answers.get(sequence) ?? null

/** A command so old that its session no longer knows whether it was applied. */
export function forgotten (control: Control, { session, sequence }: Pick<Draft, 'session' | 'sequence'>): Refusal | null {
  const known = session === '' ? undefined : control.sessions.get(session)
  if (known === undefined || sequence > known.floor || known.answers.has(sequence)) return null
  return refuse('HIVE_SESSION_FORGOTTEN', `session ${session} has forgotten its commands through ${known.floor}, and this is ${sequence}`)
}

/** Remember an answer; the oldest answers and the least recently used sessions give way. */
export function remember (control: Control, name: string, sequence: number, answer: SessionAnswer): void {
  const session: Session = control.sessions.get(name) ?? { lastIndex: answer.index, floor: 0, answers: new Map() }
  session.lastIndex = answer.index
  control.sessions.delete(name) // Set anew, so that the map's own order is the order of last use.
  control.sessions.set(name, session)
  session.answers.set(sequence, answer)
  includeAnswer(control, name, sequence, answer)
  while (session.answers.size > LIMITS.sessionAnswersMax) forgetOldest(control, name, session)
  if (control.sessions.size > LIMITS.sessionsMax) forgetSession(control)
}

function forgetOldest (control: Control, name: string, session: Session): void {
  const [sequence, answer] = session.answers.entries().next().value ?? []
  if (sequence === undefined) return
  excludeAnswer(control, name, sequence, answer)
  session.answers.delete(sequence)
  session.floor = Math.max(session.floor, sequence)
}

function forgetSession (control: Control): void {
  const [name, session] = control.sessions.entries().next().value ?? []
  if (name === undefined || session === undefined) return
  for (const [sequence, answer] of session.answers) excludeAnswer(control, name, sequence, answer)
  control.sessions.delete(name)
}

