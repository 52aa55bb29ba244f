/**
 * Refusals that several rooms give for the same reason: one text each, wherever they arise.
 *
 * Pure. A room's own `refuse` knows them beside its own table.
 */
import { defineErrors, EXIT } from './error.ts'

export const errors = defineErrors({
  HIVE_TIMEOUT: {
    about: 'The deadline passed before an answer came; a write may still take effect.',
    hint: 'Look at the log to learn whether it happened, then try again with a longer --timeout.',
    exit: EXIT.timeout, status: 504, changed: 'unknown', retry: 'yes'
  },
  HIVE_BUSY: {
    about: 'More work is waiting than the agent or the leader takes on.',
    hint: 'Wait a moment and try again, with fewer calls at once; if it lasts, look for a slow disk or a missing voter.',
    exit: EXIT.failure, status: 429, changed: 'no', retry: 'yes'
  },
  HIVE_SELECTOR: {
    about: 'The selector cannot be read.',
    hint: 'Write key=value, key!=value, key or !key, with commas between them.',
    exit: EXIT.usage, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_AGENT_STOPPING: {
    about: 'The agent is shutting down and takes no new calls.',
    hint: 'Try again once the agent has started anew, or ask another member.',
    exit: EXIT.unreachable, status: 503, changed: 'no', retry: 'yes'
  }
})
