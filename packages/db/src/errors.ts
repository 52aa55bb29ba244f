/** Refusals of the database. Pure. */
import { defineErrors, EXIT, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_DB_LOCKED: {
    about: 'Another process has the database of this data directory open.',
    hint: 'Stop the other agent first: hivemind agent stop; or choose another --data-dir.',
    exit: EXIT.conflict, status: 409, changed: 'no', retry: 'yes'
  },
  HIVE_DB_OPEN: {
    about: 'The database can neither be opened nor be moved aside for a fresh one.',
    hint: 'Check owner, mode and free space of the data directory; its database may be deleted and is built again.',
    exit: EXIT.failure, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_DB_FULL: {
    about: 'The disk has no room for the database.',
    hint: 'Free space on the disk that holds the data directory; the agent tries again by itself.',
    exit: EXIT.failure, status: 507, changed: 'no', retry: 'yes'
  },
  HIVE_DB_FAILED: {
    about: 'A read or a write of the database failed.',
    hint: 'Look at the disk (dmesg, df), then start the agent again; what the database holds is built again.',
    exit: EXIT.failure, status: 500, changed: 'unknown', retry: 'yes'
  },
  HIVE_DB_TOO_LARGE: {
    about: 'A state or a fact is larger than the database takes.',
    hint: 'Report it with the sizes in the message.',
    exit: EXIT.failure, status: 413, changed: 'no', retry: 'no'
  }
})

export const refuse = refusing(errors)
