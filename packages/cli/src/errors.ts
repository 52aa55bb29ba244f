/** Refusals of the command line itself; what the agent refuses keeps the agent's code. Pure. */
import { defineErrors, refusing } from '@hivemind/base'

export const errors = defineErrors({
  HIVE_CLI_USAGE: {
    about: 'The command line cannot be understood.',
    hint: 'Add --help to see what the command takes.',
    exit: 2, status: 400, changed: 'no', retry: 'no'
  },
  HIVE_CLI_TAKEN: {
    about: 'The data directory belongs to an agent already.',
    hint: 'Start that agent with: hivemind agent start --data-dir DIR; or choose an empty directory.',
    exit: 6, status: 409, changed: 'no', retry: 'no'
  },
  HIVE_CLI_UNCONFIRMED: {
    about: 'A command that takes something away was not confirmed.',
    hint: 'Add --yes, or type the name when asked on a terminal.',
    exit: 6, status: 409, changed: 'no', retry: 'no'
  },
  HIVE_CLI_LAB_RUNS: {
    about: 'A lab runs in the directory already.',
    hint: 'Look at it with: hivemind lab status; stop it with: hivemind lab down.',
    exit: 6, status: 409, changed: 'no', retry: 'no'
  },
  HIVE_CLI_NO_LAB: {
    about: 'There is no lab in the directory.',
    hint: 'Start one with: hivemind lab up.',
    exit: 5, status: 404, changed: 'no', retry: 'no'
  },
  HIVE_CLI_WAIT_OVER: {
    about: 'The wait was given up; the work goes on without it.',
    hint: 'Look at it later with: hivemind status.',
    exit: 8, status: 504, changed: 'unknown', retry: 'yes'
  },
  HIVE_CLI_LACKS: {
    about: 'The machine is a member, and nobody else performs what its roles need to begin (bootstrapRequires).',
    hint: 'Enable a role that performs it on another member, or start the machine that has it: hivemind role list.',
    exit: 8, status: 504, changed: 'unknown', retry: 'yes'
  },
  HIVE_CLI_AGENT_DIED: {
    about: 'The agent ended while the command waited for it.',
    hint: 'Read the last lines of agent.log in its data directory.',
    exit: 1, status: 500, changed: 'unknown', retry: 'yes'
  },
  HIVE_CLI_CONFIGURATION: {
    about: 'The data directory has no agent.json, or one that cannot be read.',
    hint: 'Make a cluster with: hivemind init; or join one with: hivemind join PEER.',
    exit: 78, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_CLI_VERIFY: {
    about: 'The throw-away cluster from a backup is not what the backup promises.',
    hint: 'Use another backup, and report this one.',
    exit: 1, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_CLI_INTERRUPTED: {
    about: 'The wait was stopped from the keyboard; the work goes on without it.',
    hint: 'Look at it later with: hivemind status.',
    exit: 130, status: 499, changed: 'unknown', retry: 'yes'
  },
  HIVE_CLI_NODE: {
    about: 'The Node.js that started the command is too old, and no newer one was found beside it.',
    hint: 'Run npm ci in a checkout, or npm install node@24 in your project; then use npx hivemind.',
    exit: 78, status: 500, changed: 'no', retry: 'no'
  },
  HIVE_CLI_UNEXPECTED: {
    about: 'Something failed that should not have: a bug, or a world we did not foresee.',
    hint: 'Run it again with HIVEMIND_DEBUG=1 to see where, and report it.',
    exit: 1, status: 500, changed: 'unknown', retry: 'yes'
  }
})

export const refuse = refusing(errors)
