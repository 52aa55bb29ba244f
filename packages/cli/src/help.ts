/**
 * Help, made from the tables of the commands: for people, and for programs that make documents of it.
 *
 * Pure, but for loading the commands.
 */
import { EXIT } from '@hivemind/base'
import { type AnyCommand, type OptionTable, usageOf } from './command.ts'
import { commands, groups } from './commands/index.ts'
import { globalOptions } from './options.ts'
import { verbsOf } from './words.ts'

/** What each exit code means. */
export const EXIT_CODES: Readonly<Record<number, string>> = {
  [EXIT.ok]: 'done',
  [EXIT.failure]: 'unexpected failure',
  [EXIT.usage]: 'the command line makes no sense',
  [EXIT.unreachable]: 'no agent or peer answers',
  [EXIT.permission]: 'not permitted',
  [EXIT.notFound]: 'not found',
  [EXIT.conflict]: 'conflict: something must change first',
  [EXIT.degraded]: 'degraded: no quorum',
  [EXIT.timeout]: 'the wait was over; the work goes on',
  [EXIT.policy]: 'refused by policy, such as a denied join',
  [EXIT.partial]: 'partly done',
  [EXIT.configuration]: 'agent: bad configuration, do not restart it',
  [EXIT.fenced]: 'agent: fenced (removed, or of an old epoch), do not restart it',
  [EXIT.interrupted]: 'stopped from the keyboard'
}

/** Every command, in the order of the table. */
export const loadAll = (): Promise<AnyCommand[]> => Promise.all(Object.values(commands).map(load => load()))

/** `-o, --output FORM` and what it does, one row each. */
export function optionRows (table: OptionTable): Array<readonly [flag: string, about: string]> {
  return Object.entries(table).map(([name, row]) => {
    const short = row.short === undefined ? '    ' : `-${row.short}, `
    const value = row.kind === 'flag' ? '' : ` ${row.value ?? 'VALUE'}`
    return [`${short}--${name}${value}`, row.standard === undefined ? row.about : `${row.about} (${row.standard})`]
  })
}

const WIDTH = 96

/** Names and what they mean, in two columns. */
export function columns (rows: ReadonlyArray<readonly [string, string]>): string {
  const left = Math.min(26, Math.max(...rows.map(([name]) => name.length))) + 2
  return rows.map(([name, about]) => {
    const lines = wrap(about, WIDTH - left - 2)
    const first = name.length > left - 2 ? `  ${name}\n  ${' '.repeat(left)}` : `  ${name.padEnd(left)}`
    return `${first}${lines.join(`\n  ${' '.repeat(left)}`)}`
  }).join('\n')
}

/** Break a text into lines of at most so many characters. */
export function wrap (text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** Help of one command. */
export function commandHelp (command: AnyCommand): string {
  const parts = [
    `${usageOf(command)}\n\n${wrap(command.about, WIDTH).join('\n')}`,
    ...(command.details === undefined ? [] : [wrap(command.details, WIDTH).join('\n')]),
    ...(command.operands.length === 0 ? [] : [`Operands:\n${columns(command.operands.map(({ name, about }) => [name, about]))}`]),
    ...(Object.keys(command.options).length === 0 ? [] : [`Options:\n${columns(optionRows(command.options))}`]),
    `Examples:\n${command.examples.map(example => `  ${example}`).join('\n')}`,
    `Options of every command:\n${columns(optionRows(shownGlobals(command)))}`
  ]
  return `${parts.join('\n\n')}\n`
}

function shownGlobals (command: AnyCommand): OptionTable {
  const { watch, version: _version, ...others } = globalOptions
  const all: OptionTable = command.watches === true ? { ...others, watch } : others
  return Object.fromEntries(Object.entries(all).filter(([name]) => !(name in command.options)))
}

/** Help of a first word alone. */
export async function groupHelp (group: string): Promise<string> {
  const all = await loadAll()
  const rows = verbsOf(group).map(
    verb => [verb, all.find(({ name }) => name === `${group} ${verb}`)?.about ?? ''] as const
  )
  return `hivemind ${group} <command> [options]\n\n${groups[group] ?? ''}\n\nCommands:\n${columns(rows)}\n\nHelp of one: hivemind ${group} ${rows[0]?.[0] ?? ''} --help\n`
}

/** Help of the program. */
export async function overview (): Promise<string> {
  const all = await loadAll()
  const rows = all.map(({ name, about }) => [name, about] as const)
  return [
    'hivemind <command> [options]\n\nA peer-to-peer cluster agent: every machine runs it, three decide, all know.',
    `Commands:\n${columns(rows)}`,
    `Options of every command:\n${columns(optionRows(globalOptions))}`,
    'Begin:\n  hivemind lab up           a whole cluster on this machine, to try things with\n  hivemind init             a real cluster, this machine first\n  hivemind join --help      how another machine comes in',
    `Exit codes:\n${columns(Object.entries(EXIT_CODES).map(([code, about]) => [code, about]))}`,
    'Help of one command: hivemind join --help. Read-only and quick: hivemind-lite --help.\n'
  ].join('\n\n')
}

/** Everything there is to know of the commands, as plain data. */
export async function reference (): Promise<unknown[]> {
  return (await loadAll()).map(({ run: _run, ...command }) => ({
    ...command,
    usage: usageOf(command),
    options: { ...command.options }
  }))
}
