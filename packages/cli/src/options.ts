/**
 * Options that every command takes, and the reading of a command line against a table.
 *
 * Pure.
 */
import { parseArgs } from 'node:util'
import { HivemindError } from '@hivemind/base'
import type { OptionRow, OptionTable, Values } from './command.ts'
import { parseDuration, showDuration } from './duration.ts'
import { refuse } from './errors.ts'
import { didYouMean } from './nearest.ts'

export const globalOptions = {
  'data-dir': {
    kind: 'text',
    value: 'DIR',
    about: 'Data directory of the agent to talk to or to start [HIVEMIND_DATA_DIR].'
  },
  addr: {
    kind: 'text',
    value: 'ADDR',
    about: "Address of the agent's API, such as unix:///run/hivemind/agent.sock [HIVEMIND_ADDR]."
  },
  output: {
    kind: 'text',
    short: 'o',
    value: 'FORM',
    choices: ['table', 'wide', 'json', 'ndjson'],
    about: 'How data is written: table, wide (more of it), json or ndjson [HIVEMIND_OUTPUT].'
  },
  json: { kind: 'flag', about: 'The same as -o json.' },
  'no-color': { kind: 'flag', about: 'No colours [NO_COLOR].' },
  ascii: { kind: 'flag', about: 'No characters outside ASCII.' },
  timeout: { kind: 'duration', value: 'TIME', standard: '10s', about: 'Longest wait for one answer of the agent.' },
  watch: { kind: 'flag', short: 'w', about: 'Show it again whenever it changes (lists, shows and status).' },
  help: { kind: 'flag', short: 'h', about: 'Show the help of a command.' },
  version: { kind: 'flag', about: 'Show the version.' }
} as const satisfies OptionTable
export type GlobalValues = Values<typeof globalOptions>

/** A refusal because the command line makes no sense. */
export const misused = (message: string, hint?: string): HivemindError =>
  new HivemindError(refuse('HIVE_CLI_USAGE', message, hint === undefined ? {} : { hint }))

/**
 * Read words against a table.
 *
 * @returns options by long name (kinds applied, standards filled in) and the operands in order
 * @throws {HivemindError} HIVE_CLI_USAGE with the offending word and what was expected
 */
export function readOptions<Table extends OptionTable>(
  table: Table,
  words: readonly string[]
): { options: Values<Table>, operands: string[] } {
  refuseSingleDash(table, words)
  const options: Record<string, { type: 'string' | 'boolean', short?: string }> = {}
  for (const [name, row] of Object.entries(table)) {
    options[name] = {
      type: row.kind === 'flag' ? 'boolean' : 'string',
      ...(row.short === undefined ? {} : { short: row.short })
    }
  }
  const { values, positionals } = parsed(table, words, options)
  const read: Record<string, unknown> = {}
  for (const [name, row] of Object.entries(table)) read[name] = valueFor(name, row, values[name])
  return { options: read as Values<Table>, operands: positionals }
}

function parsed (
  table: OptionTable,
  words: readonly string[],
  options: NonNullable<Parameters<typeof parseArgs>[0]>['options']
) {
  try {
    return parseArgs({ args: [...words], options: options ?? {}, allowPositionals: true, strict: true })
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    const unknown = /Unknown option '(-{1,2}[^']*)'/.exec(cause.message)?.[1]
    if (unknown === undefined) throw misused((cause.message.split('. ')[0] ?? cause.message).replace(/\.$/, ''))
    const known = Object.keys(table).map(name => `--${name}`)
    throw misused(`unknown option ${unknown}${didYouMean(unknown, known)}`)
  }
}

function valueFor (name: string, row: OptionRow, given: unknown): unknown {
  if (row.kind === 'flag') return given === true
  const text = typeof given === 'string' ? given : row.standard
  if (text === undefined) return undefined
  if (row.choices !== undefined && !row.choices.includes(text)) {
    throw misused(`--${name} is ${row.choices.join(', ')}; found "${text}"${didYouMean(text, row.choices)}`)
  }
  if (row.kind === 'duration') {
    const ms = parseDuration(text)
    if (ms === null) throw misused(`--${name} is a time with its unit, such as 30s, 5m or 1h30m; found "${text}"`)
    if (ms < (row.least ?? 0)) throw misused(`--${name} is ${showDuration(row.least ?? 0)} or more; found "${text}"`)
    return ms
  }
  if (row.kind === 'count') {
    const least = row.least ?? 0
    if (!/^\d{1,15}$/.test(text) || Number(text) < least)
      throw misused(`--${name} is a whole number, ${least} or more; found "${text}"`)
    return Number(text)
  }
  return text
}

/** `-type` would be read as `-t -y -p -e`, and the complaint would be about `-t`: say what was meant instead. */
export function refuseSingleDash (table: OptionTable, words: readonly string[]): void {
  for (const word of words) {
    if (word === '--') return
    const long = /^-([a-z][a-z-]{1,})(=.*)?$/i.exec(word)?.[1]
    if (long !== undefined && long in table)
      throw misused(`${word} has one dash; long options have two`, `Write -${word}.`)
  }
}
