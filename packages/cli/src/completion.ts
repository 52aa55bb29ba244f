/**
 * Completion scripts, made from the tables of the commands.
 *
 * Pure. The scripts hold only words of ours, so nothing in them needs quoting beyond what is done here.
 */
import type { AnyCommand, OptionTable } from './command.ts'
import { globalOptions } from './options.ts'

export type Shell = 'bash' | 'zsh' | 'fish'

const flagsOf = (table: OptionTable): string[] =>
  Object.entries(table).flatMap(([name, row]) => [`--${name}`, ...(row.short === undefined ? [] : [`-${row.short}`])])

/** The words after a first word, and the flags after a whole command. */
interface Tree {
  readonly first: readonly string[]
  readonly second: ReadonlyMap<string, readonly string[]>
  readonly flags: ReadonlyMap<string, readonly string[]>
}

function treeOf (commands: readonly AnyCommand[]): Tree {
  const second = new Map<string, string[]>()
  const flags = new Map<string, string[]>()
  for (const { name, options } of commands) {
    const [noun = '', verb] = name.split(' ')
    second.set(noun, [...(second.get(noun) ?? []), ...(verb === undefined ? [] : [verb])])
    flags.set(name, flagsOf({ ...options, ...globalOptions }))
  }
  second.set('completion', ['bash', 'zsh', 'fish'])
  return { first: [...second.keys()], second, flags }
}

export function completionScript (shell: Shell, commands: readonly AnyCommand[]): string {
  if (shell === 'fish') return fish(commands)
  const body = bash(treeOf(commands))
  return shell === 'bash' ? body : `autoload -U +X bashcompinit && bashcompinit\n${body}`
}

/** Global options whose next word is a value, as a pattern of the shell. */
const VALUED = flagsOf(Object.fromEntries(Object.entries(globalOptions).filter(([, row]) => row.kind !== 'flag')))
  .join('|')

/** Which words stand before the one being typed. */
const BASH_WORDS = `# hivemind completion, made by: hivemind completion
_hivemind () {
  local current previous noun verb word choices at
  current="\${COMP_WORDS[COMP_CWORD]}"
  previous="\${COMP_WORDS[COMP_CWORD-1]}"
  noun="" verb=""
  for (( at = 1; at < COMP_CWORD; at++ )); do
    word="\${COMP_WORDS[at]}"
    case "$word" in
      ${VALUED}) at=$((at + 1)) ;;
      -*) ;;
      *) if [ -z "$noun" ]; then noun="$word"; elif [ -z "$verb" ]; then verb="$word"; fi ;;
    esac
  done
  case "$previous" in
    --data-dir|--token-file) COMPREPLY=( $(compgen -f -- "$current") ); return ;;
    -o|--output) COMPREPLY=( $(compgen -W "table wide json ndjson" -- "$current") ); return ;;
  esac`

/** The bash script serves zsh through its bashcompinit. */
function bash ({ first, second, flags }: Tree): string {
  const words = [...second]
    .filter(([, verbs]) => verbs.length > 0)
    .map(([noun, verbs]) => `    ${noun}) choices="${verbs.join(' ')}" ;;`)
  // A command of one word has its flags whatever follows; one of two words only when both are there.
  const options = [...flags].map(([name, list]) =>
    `    ${name.includes(' ') ? `"${name}"` : `"${name} "*`}) choices="${list.join(' ')}" ;;`)
  return `${BASH_WORDS}
  choices=""
  if [ "\${current#-}" != "$current" ]; then
    case "$noun $verb" in
${options.join('\n')}
      *) choices="${flagsOf(globalOptions).join(' ')}" ;;
    esac
  elif [ -z "$noun" ]; then
    choices="${first.join(' ')}"
  elif [ -z "$verb" ]; then
    case "$noun" in
${words.join('\n')}
    esac
  fi
  COMPREPLY=( $(compgen -W "$choices" -- "$current") )
}
complete -F _hivemind hivemind
`
}

const quoted = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, '\\\'')}'`

function fish (commands: readonly AnyCommand[]): string {
  const { first, second } = treeOf(commands)
  const lines = ['# hivemind completion, made by: hivemind completion fish', 'complete -c hivemind -f']
  const none = `not __fish_seen_subcommand_from ${first.join(' ')}`
  for (const noun of first) {
    const about = commands.find(({ name }) => name === noun)?.about
    lines.push(`complete -c hivemind -n ${quoted(none)} -a ${noun}${about === undefined ? '' : ` -d ${quoted(about)}`}`)
  }
  for (const [noun, verbs] of second) {
    const open = `__fish_seen_subcommand_from ${noun}; and not __fish_seen_subcommand_from ${verbs.join(' ')}`
    for (const verb of verbs) {
      const about = commands.find(({ name }) => name === `${noun} ${verb}`)?.about
      lines.push(`complete -c hivemind -n ${quoted(open)} -a ${verb}${about === undefined ? '' : ` -d ${quoted(about)}`}`)
    }
  }
  for (const { name, options } of commands) {
    const condition = name.split(' ').map(word => `__fish_seen_subcommand_from ${word}`).join('; and ')
    lines.push(...fishOptions(options, ` -n ${quoted(condition)}`))
  }
  return `${[...lines, ...fishOptions(globalOptions, '')].join('\n')}\n`
}

function fishOptions (table: OptionTable, condition: string): string[] {
  return Object.entries(table).map(([name, row]) => {
    const value =
      row.kind === 'flag' ? '' : row.choices === undefined ? ' -r' : ` -x -a ${quoted(row.choices.join(' '))}`
    const short = row.short === undefined ? '' : ` -s ${row.short}`
    return `complete -c hivemind${condition} -l ${name}${short}${value} -d ${quoted(row.about)}`
  })
}
