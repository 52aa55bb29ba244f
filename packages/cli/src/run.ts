/**
 * One run of the program: words in, exit code out. Every error leaves through here.
 *
 * Touches the world only through what it is handed.
 */
import { EXIT, type ExitCode, HivemindError, type Refusal } from '@hivemind/base'
import type { AnyCommand } from './command.ts'
import { usageOf } from './command.ts'
import { commands } from './commands/index.ts'
import { contextOf, type World } from './context.ts'
import { refuse } from './errors.ts'
import { globalOptions, misused, readOptions, refuseSingleDash } from './options.ts'
import { errorJson, errorText } from './talk.ts'
import { lookOf } from './terminal.ts'
import { findCommand } from './words.ts'

/** Run one command line, without the program's own name. Never rejects. */
export async function run (argv: readonly string[], world: World): Promise<ExitCode> {
  try {
    return await perform(argv, world)
  } catch (error) {
    const refusal = refusalOf(error, world)
    world.stderr.write(`${wantsJson(argv, world) ? errorJson(refusal) : errorText(refusal, lookOf(world.stderr, { noColor: argv.includes('--no-color'), ascii: argv.includes('--ascii'), env: world.env }))}\n`)
    return refusal.exit
  }
}

async function perform (argv: readonly string[], world: World): Promise<ExitCode> {
  refuseSingleDash(globalOptions, argv)
  const found = findCommand(argv)
  if (found.type !== 'command') {
    const { options } = readOptions(globalOptions, found.rest)
    return await showOverview(found.type === 'group' ? found.name : null, options.version, world)
  }
  if (asksForHelp(found.rest)) {
    const { commandHelp } = await import('./help.ts')
    world.stdout.write(commandHelp(await commands[found.name]()))
    return EXIT.ok
  }
  const command = await commands[found.name]()
  const { options, operands } = readOptions({ ...globalOptions, ...command.options }, found.rest)
  checkOperands(command, operands)
  if (options.watch && command.watches !== true)
    throw misused(`"${command.name}" has nothing to watch`, 'Leave -w away.')
  const context = contextOf(world, options)
  try {
    return await command.run({ options: options as never, operands }, context)
  } finally {
    context.talk.quiet()
    for (const close of context.closing) await close()
  }
}

async function showOverview (group: string | null, version: boolean, world: World): Promise<ExitCode> {
  if (version) {
    const { VERSION } = await import('./version.ts')
    world.stdout.write(`hivemind ${VERSION}\n`)
    return EXIT.ok
  }
  const { groupHelp, overview } = await import('./help.ts')
  world.stdout.write(group === null ? await overview() : await groupHelp(group))
  return EXIT.ok
}

function asksForHelp (words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return words.slice(0, end === -1 ? words.length : end).some(word => word === '--help' || word === '-h')
}

function checkOperands (command: AnyCommand, operands: readonly string[]): void {
  const least = command.operands.filter(({ optional }) => optional !== true).length
  const most = command.operands.some(({ many }) => many === true) ? Number.POSITIVE_INFINITY : command.operands.length
  const missing = command.operands[operands.length]
  if (operands.length < least && missing !== undefined)
    throw misused(`${missing.name} is missing: ${missing.about}`, `Usage: ${usageOf(command)}`)
  const extra = operands[most]
  if (operands.length > most) throw misused(`"${extra}" is one word too many`, `Usage: ${usageOf(command)}`)
}

function refusalOf (error: unknown, world: World): Refusal {
  if (error instanceof HivemindError) return error.refusal
  const failure = error instanceof Error ? error : new Error(String(error))
  const trace = world.env['HIVEMIND_DEBUG'] ? `\n${failure.stack}` : ''
  return refuse('HIVE_CLI_UNEXPECTED', `${failure.message}${trace}`)
}

function wantsJson (argv: readonly string[], world: World): boolean {
  if (argv.includes('--json')) return true
  const at = argv.findIndex(word => word === '-o' || word === '--output')
  const asked = argv[at + 1]
  if (at !== -1) return asked === 'json' || asked === 'ndjson'
  return (
    argv.some(word => /^(-o|--output=)(nd)?json$/.test(word)) || /^(nd)?json$/.test(world.env['HIVEMIND_OUTPUT'] ?? '')
  )
}
