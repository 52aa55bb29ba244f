/** Refusals of bytes that came from outside, and of messages that no receiver would take. Pure. */
import { defineErrors, EXIT, HivemindError, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_WIRE_MALFORMED: {
    about: 'Bytes from a peer or from disk are not a message of the kind that was expected.',
    hint: 'Compare the versions of both agents: hivemind node list.',
    exit: EXIT.failure, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_WIRE_TOO_LARGE: {
    about: 'A message, or a part of it, is larger than the limit for its kind.',
    hint: 'Send less at once; the message names the limit.',
    exit: EXIT.failure, status: 413, changed: 'no', retry: 'no'
  },
  HIVE_WIRE_RANGE: {
    about: 'A field of a message has a value that it must not have.',
    hint: 'Compare the versions of both agents: hivemind node list.',
    exit: EXIT.failure, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_WIRE_CONFIGURATION: {
    about: 'A log entry that changes the voters does not say who they are.',
    hint: 'Report it with the output of hivemind debug state; the log may be of another release.',
    exit: EXIT.failure, status: 400, changed: 'no', retry: 'no'
  }
})

export const refuse = refusing(errors)

/** No message of the kind that was expected. */
export const malformed = (message: string, options?: ErrorOptions): HivemindError =>
  new HivemindError(refuse('HIVE_WIRE_MALFORMED', message), options)

/** More than the limit. */
export const tooLarge = (what: string, found: number, most: number): HivemindError =>
  new HivemindError(refuse('HIVE_WIRE_TOO_LARGE', `${what}: ${found} found, at most ${most} expected`))

/** A value that the field must not have. */
export const outOfRange = (what: string, found: unknown, expected: string): HivemindError =>
  new HivemindError(refuse('HIVE_WIRE_RANGE', `${what} is ${shown(found)}, ${expected} expected`))

/** How a found value is shown: short, whatever a stranger sent. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80)
