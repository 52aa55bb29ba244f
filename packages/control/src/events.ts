/**
 * Clients' own events: the log carries them, the applied state only counts them.
 *
 * Pure.
 */

import type { Change } from './effect.ts'
import { countEvent } from './hashing.ts'
import type { Control } from './state.ts'

/** An event's own name: a letter, then letters, digits, dots, slashes, dashes and underscores. */
export const EVENT_NAME = /^[A-Za-z][A-Za-z0-9._/-]{0,127}$/

export function eventAppended (control: Control): readonly Change[] {
  countEvent(control)
  return []
}
