/**
 * Clients' own events: the log carries them, the applied state only counts them.
 *
 * Pure.
 */

import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { countEvent } from './hashing.ts'
import type { Control } from './state.ts'

/** An event's own name: a letter, then letters, digits, dots, slashes, dashes and underscores. */
export const EVENT_NAME = /^[A-Za-z][A-Za-z0-9._/-]{0,127}$/

/** The event that an entry appended, by a client or by a role; null for all others. */
export function eventIn ({ type, body }: Pick<Envelope, 'type' | 'body'>): Facts['event-appended'] | null {
  if (type === 'event-appended') return body as Facts['event-appended']
  const { fact } = type === 'role-wrote' ? body as Facts['role-wrote'] : { fact: null }
  return fact?.type === 'event-appended' ? fact.body : null
}

export function eventAppended (control: Control): readonly Change[] {
  countEvent(control)
  return []
}
