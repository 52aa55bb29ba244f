/**
 * Every refusal of the consensus core.
 *
 * Pure. docs/errors.md is locked to this table. The core hands codes out in its `refused` effects.
 */
import { defineErrors, EXIT, refusing, sharedErrors } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_RAFT_NOT_LEADER: {
    about: 'The node does not lead, leads no longer, or is handing leadership over.',
    hint: 'Ask the current leader; during an election, try again within a second.',
    exit: EXIT.degraded, status: 503, changed: 'no', retry: 'yes'
  },
  HIVE_RAFT_CHANGE_PENDING: {
    about: 'A change of the voters or learners is not committed yet, or the leader has not committed in its term yet.',
    hint: 'Wait until the change before it is committed, then try again.',
    exit: EXIT.conflict, status: 409, changed: 'no', retry: 'yes'
  },
  HIVE_RAFT_CHANGE_TOO_LARGE: {
    about: 'A change would add or remove more than one voter in one step, so two majorities might not overlap.',
    hint: 'Change one voter at a time, or several through a joint configuration.',
    exit: EXIT.conflict, status: 409, changed: 'no', retry: 'no'
  },
  HIVE_RAFT_CHANGE_INVALID: {
    about: 'A proposed configuration is not one, or does not follow the one in force.',
    hint: 'Give sorted, distinct ids, each a voter or a learner, with at least one voter.',
    exit: EXIT.usage, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_RAFT_TRANSFER_TARGET: {
    about: 'Leadership cannot be handed to that node: it is no voter, or there is none to choose.',
    hint: 'Name a voter (hivemind cp peers lists them).',
    exit: EXIT.conflict, status: 409, changed: 'no', retry: 'no'
  },
  HIVE_RAFT_ENTRY_TOO_LARGE: {
    about: 'A proposal is larger than an entry may be.',
    hint: 'Store large things elsewhere and put their name into the log.',
    exit: EXIT.usage, status: 413, changed: 'no', retry: 'no'
  }
})

export const refuse = refusing({ ...sharedErrors, ...errors })
