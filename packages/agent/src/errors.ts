/** Refusals of the agent's body: its directory, its settings, its disk. */
import { defineErrors, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_AGENT_SETTINGS: {
    about: 'The settings of the agent cannot be used.',
    hint: 'Correct agent.json in the data directory, or start afresh with hivemind init or hivemind join.',
    exit: 78,
    status: 500,
    changed: 'no',
    retry: 'no'
  },
  HIVE_AGENT_RUNNING: {
    about: 'Another agent uses the data directory.',
    hint: 'Stop it first: hivemind agent stop; or choose another --data-dir.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_AGENT_KEY_OPEN: {
    about: 'The identity key can be read by others than its owner.',
    hint: 'Close it with chmod 600, and if others may have read it, remove this member and join as a new one.',
    exit: 78,
    status: 500,
    changed: 'no',
    retry: 'no'
  },
  HIVE_PROCESS_ELSEWHERE: {
    about: 'The process is of another machine, where its lines are.',
    hint: 'Ask the agent of its machine, with --addr or --data-dir; hivemind process list says which that is.',
    exit: 5,
    status: 404,
    changed: 'no',
    retry: 'no'
  },
  HIVE_MEMBER_PROCESSES: {
    about: 'Processes are on the member that is to be removed.',
    hint: 'Let the plan be carried out that removes them first: hivemind node remove NAME.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_LOOK_NAME: {
    about: 'The name of a peer does not resolve to an address.',
    hint: 'Correct the name, or use the address itself: hivemind join 10.0.0.5:7400.',
    exit: 3,
    status: 503,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_LOOK_CONNECT: {
    about: 'Nothing accepts a connection at the address of a peer.',
    hint: 'Start the agent there (hivemind agent start), correct the port, or open it in the firewall.',
    exit: 3,
    status: 503,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_LOOK_ANSWER: {
    about: 'What answers at the address of a peer is no agent that can be joined.',
    hint: 'Look at it there with: hivemind status; and compare versions with: hivemind version.',
    exit: 3,
    status: 503,
    changed: 'no',
    retry: 'no'
  },
  HIVE_AGENT_AMNESIA: {
    about: 'The machine was a member, and its log or its vote is gone: it must not vote again under this identity.',
    hint: 'On another member: hivemind cp remove NAME, hivemind node remove NAME; then move the data directory away and join again.',
    exit: 79,
    status: 500,
    changed: 'no',
    retry: 'no'
  },
  HIVE_AGENT_DISK: {
    about: 'The disk failed; an agent that cannot remember must not vote, so it stops.',
    hint: 'Repair the disk or make room, then start the agent again.',
    exit: 1,
    status: 500,
    changed: 'unknown',
    retry: 'no'
  },
  HIVE_AGENT_TRACE: {
    about: 'The file for the trace cannot be opened.',
    hint: 'Name a file in a directory that the agent may write to, or start it without --trace.',
    exit: 78,
    status: 500,
    changed: 'no',
    retry: 'no'
  },
  HIVE_RECOVER_UNUSABLE: {
    about: 'The directory holds no member of a cluster whose log and state can be read.',
    hint: 'Name the data directory of a stopped agent that was a member, or leave this machine out.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_RECOVER_REPORT: {
    about: 'The file is no report of a survivor.',
    hint: 'Make one where the data directory is: hivemind recover inspect DIR -o json > FILE.',
    exit: 2,
    status: 400,
    changed: 'no',
    retry: 'no'
  },
  HIVE_RECOVER_MOVED: {
    about: 'The plan that is named is not the plan that follows from what the survivors hold now.',
    hint: 'Make the plan again, read it, and apply that one: hivemind recover plan.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_RECOVER_ELSEWHERE: {
    about: 'The survivor that the plan chose is known by a report only; its disk is on another machine.',
    hint: 'Run the same command on that machine, with its data directory in place of its report.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_BACKUP_FORMAT: {
    about: 'The file is no backup of hivemind, or of a format that this release does not know.',
    hint: 'Check the file name; a backup of a later release needs that release.',
    exit: 2,
    status: 400,
    changed: 'no',
    retry: 'no'
  },
  HIVE_BACKUP_DAMAGED: {
    about: 'The backup is cut, changed, or says something that no log can have made.',
    hint: 'Use another backup; nothing of this one was used.',
    exit: 1,
    status: 500,
    changed: 'no',
    retry: 'no'
  },
  HIVE_BACKUP_TARGET: {
    about: 'The directory to restore into is not empty.',
    hint: 'Choose an empty or new --data-dir; a restore never writes over anything.',
    exit: 6,
    status: 409,
    changed: 'no',
    retry: 'no'
  },
  HIVE_CRON_SCHEDULE: {
    about: 'The schedule of a job is no cron expression, names no time zone, or never comes.',
    hint: 'Write five fields such as "30 2 * * *", or @daily; and a zone such as Europe/Amsterdam.',
    exit: 2,
    status: 400,
    changed: 'no',
    retry: 'no'
  },
  HIVE_READ_TIMEOUT: {
    about: 'This member has not applied the entries that a read needs in time.',
    hint: 'Read from another member, or read stale.',
    exit: 8,
    status: 504,
    changed: 'no',
    retry: 'yes'
  },
  HIVE_PULL_DIVERGED: {
    about: 'Two members hold different entries at the same place of the log.',
    hint: 'Stop and report this: it must never happen. Keep both data directories.',
    exit: 1,
    status: 500,
    changed: 'no',
    retry: 'no'
  },
  HIVE_PULL_ORDER: {
    about: 'A peer sent log entries or a state that do not continue ours.',
    hint: 'None: another peer is tried.',
    exit: 1,
    status: 500,
    changed: 'no',
    retry: 'yes'
  }
})

export const refuse = refusing(errors)
