/** Refusals of bytes that came from outside, and of messages too large to send. Pure. */
import { defineErrors, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_WIRE_MALFORMED: { about: 'Bytes from a peer or from disk are not a message of the kind that was expected.', hint: 'Compare the versions of both agents: hivemind node list.', exit: 1, status: 400, changed: 'no', retry: 'no' },
  HIVE_WIRE_TOO_LARGE: { about: 'A message, or a part of it, is larger than the limit for its kind.', hint: 'Send less at once; docs/limits.md lists the limits.', exit: 1, status: 413, changed: 'no', retry: 'no' },
  HIVE_WIRE_RANGE: { about: 'A field of a message has a value that it must not have.', hint: 'Compare the versions of both agents: hivemind node list.', exit: 1, status: 400, changed: 'no', retry: 'no' },
  HIVE_WIRE_CONFIGURATION: { about: 'A log entry that changes the voters does not say who they are.', hint: 'Report it with the output of hivemind debug state; the log may come from another release.', exit: 1, status: 400, changed: 'no', retry: 'no' }
})

export const refuse = refusing(errors)
