/** What `hivemind-lite` understands. Pure. */
import type { OptionTable } from '../command.ts'

export const LITE_COMMANDS = {
  'status': 'The cluster on one screen (also without a word).',
  'nodes': 'The machines and their state.',
  'log': 'The newest entries of the log; -f goes on.',
  'dns': 'What a name of the cluster stands for: dns NAME [TYPE]; the name server of this machine is asked.',
  'health': 'One line for monitoring; exit code 0 ok, 1 warning, 2 critical, 3 unknown.',
  'who-leads': 'The leader\'s name; exit code 7 when there is none.',
  'version': 'Versions of this program and of the agent.'
} as const
export type LiteCommand = keyof typeof LITE_COMMANDS

export const liteOptions = {
  'data-dir': { kind: 'text', value: 'DIR', about: 'Data directory of the agent [HIVEMIND_DATA_DIR].' },
  addr: { kind: 'text', value: 'ADDR', about: 'Address of the agent\'s API [HIVEMIND_ADDR].' },
  peer: { kind: 'text', value: 'ADDR', about: 'The same as --addr.' },
  output: {
    kind: 'text',
    short: 'o',
    value: 'FORM',
    choices: ['table', 'json', 'ndjson'],
    about: 'table, json or ndjson [HIVEMIND_OUTPUT].'
  },
  json: { kind: 'flag', about: 'The same as -o json.' },
  watch: { kind: 'flag', short: 'w', about: 'Show it again whenever it changes.' },
  follow: { kind: 'flag', short: 'f', about: 'log: go on with what is appended from now on.' },
  number: { kind: 'count', short: 'n', value: 'N', standard: '20', about: 'log: so many entries at most.' },
  timeout: { kind: 'duration', value: 'TIME', standard: '3s', about: 'Longest wait for an answer.' },
  'no-color': { kind: 'flag', about: 'No colours [NO_COLOR].' },
  ascii: { kind: 'flag', about: 'No characters outside ASCII.' },
  help: { kind: 'flag', short: 'h', about: 'Show this help.' },
  version: { kind: 'flag', about: 'Show the version.' }
} as const satisfies OptionTable
