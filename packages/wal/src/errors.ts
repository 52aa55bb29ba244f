/**
 * Every refusal of the log on disk.
 *
 * Pure. docs/errors.md is locked to this table.
 */
import { defineErrors, EXIT, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_WAL_FAILED: {
    about: 'A write or a sync of the log failed; what is on the disk is not known any more.',
    hint: 'Look at the disk (dmesg, SMART), then start the agent again; it must not go on in this process.',
    exit: EXIT.failure, status: 500, changed: 'unknown', retry: 'no'
  },
  HIVE_WAL_FULL: {
    about: 'The disk has no room for the next segment of the log; nothing of it was written.',
    hint: 'Free space on the disk that holds the data directory; the agent goes on by itself, and the same call succeeds.',
    exit: EXIT.failure, status: 507, changed: 'no', retry: 'yes'
  },
  HIVE_WAL_COMPACTED: {
    about: 'The entries asked for are older than the first one that is kept.',
    hint: 'Take a snapshot of the applied state instead, or ask a member with a longer history.',
    exit: EXIT.notFound, status: 410, changed: 'no', retry: 'no'
  },
  HIVE_WAL_DAMAGED: {
    about: 'Stored entries do not match their checksum or the hash chain.',
    hint: 'Restart the agent, so that it marks the damage and is repaired from its peers; then replace the disk.',
    exit: EXIT.failure, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_WAL_ORDER: {
    about: 'A batch does not continue the log.',
    hint: 'Report it: the caller must append right after the last entry, or truncate first.',
    exit: EXIT.failure, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_WAL_LIMIT: {
    about: 'Something is larger than the format can hold.',
    hint: 'Make it smaller; docs/wal-format.md lists the limits.',
    exit: EXIT.usage, status: 413, changed: 'no', retry: 'no'
  },
  HIVE_WAL_FOREIGN: {
    about: 'A segment was written by another identity.',
    hint: 'Point the agent at its own directory; never copy the log of one machine to another.',
    exit: EXIT.configuration, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_WAL_VERSION: {
    about: 'A segment has a format version that this release does not read.',
    hint: 'Run the release that wrote it, or a newer one; see UPGRADING.md.',
    exit: EXIT.configuration, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_WAL_CLOSED: {
    about: 'The log was closed.',
    hint: 'Open it again.',
    exit: EXIT.failure, status: 503, changed: 'no', retry: 'no'
  }
})

export const refuse = refusing(errors)
