/**
 * From the words of a command line to the command that is meant: aliases, global options in front, near misses.
 *
 * Pure.
 */
import { type CommandName, commands, groups } from './commands/index.ts'
import { didYouMean } from './nearest.ts'
import { globalOptions, misused } from './options.ts'

/** Other spellings of a command's first word: plurals, and what people type first. */
const ALIASES: Readonly<Record<string, string>> = {
  nodes: 'node',
  members: 'member',
  logs: 'log',
  epochs: 'epoch',
  tokens: 'join-token',
  'join-tokens': 'join-token',
  'join-requests': 'join-request',
  requests: 'join-request',
  agents: 'agent',
  labs: 'lab',
  voters: 'cp',
  backups: 'backup',
  processes: 'process',
  resources: 'resource',
  roles: 'role',
  keys: 'key',
  recovery: 'recover'
}
/** Other spellings of the second word. */
const VERBS: Readonly<Record<string, string>> = { ls: 'list', rm: 'remove', delete: 'remove', get: 'show' }

export type Found =
  | { readonly type: 'command', readonly name: CommandName, readonly rest: readonly string[] }
  | { readonly type: 'group', readonly name: string, readonly rest: readonly string[] }
  | { readonly type: 'nothing', readonly rest: readonly string[] }

/**
 * Find the command; the remaining words, options and operands, keep their order.
 *
 * @throws {HivemindError} HIVE_CLI_USAGE when the words name no command
 */
export function findCommand (argv: readonly string[]): Found {
  const [first, second] = commandWords(argv)
  if (first === undefined) return { type: 'nothing', rest: argv }
  const noun = ALIASES[first.word] ?? first.word
  const rest = argv.filter((_, at) => at !== first.at)
  if (isCommand(noun)) return { type: 'command', name: noun, rest }
  if (!(noun in groups))
    throw misused(
      `there is no command "${first.word}"${didYouMean(first.word, topWords())}`,
      'See all commands with: hivemind help'
    )
  if (second === undefined) return { type: 'group', name: noun, rest }
  const verbs = verbsOf(noun)
  const verb = verbs.includes(second.word) ? second.word : VERBS[second.word] ?? second.word
  const name = `${noun} ${verb}`
  if (!isCommand(name))
    throw misused(
      `"${noun}" has no command "${second.word}"${didYouMean(second.word, verbs)}`,
      `It has: ${verbs.join(', ')}.`
    )
  return { type: 'command', name, rest: argv.filter((_, at) => at !== first.at && at !== second.at) }
}

const isCommand = (name: string): name is CommandName => Object.hasOwn(commands, name)

/** Second words of a noun, in the order of the table. */
export const verbsOf = (noun: string): string[] =>
  Object.keys(commands).filter(name => name.startsWith(`${noun} `)).map(name => name.slice(noun.length + 1))

/** First words that mean something, in the order of the table. */
export const topWords = (): string[] => [...new Set(Object.keys(commands).map(name => name.split(' ')[0] ?? ''))]

/** The first two words that are neither options nor values of global options. */
function commandWords (argv: readonly string[]): Array<{ word: string, at: number }> {
  const found: Array<{ word: string, at: number }> = []
  for (let at = 0; at < argv.length && found.length < 2; at++) {
    const word = argv[at] ?? ''
    if (word === '--') break
    if (!word.startsWith('-') || word === '-') found.push({ word, at })
    else if (takesNext(word)) at++
    else if (found.length === 1 && !isGlobal(word)) break
  }
  return found
}

function takesNext (word: string): boolean {
  if (word.includes('=')) return false
  return Object.entries(globalOptions).some(([name, row]) =>
    row.kind !== 'flag' && (word === `--${name}` || ('short' in row && word === `-${row.short}`)))
}

const isGlobal = (word: string): boolean => Object.entries(globalOptions).some(([name, row]) =>
  word === `--${name}` || ('short' in row && word === `-${row.short}`) || word.startsWith(`--${name}=`))
