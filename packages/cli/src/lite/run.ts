/**
 * One run of `hivemind-lite`: words in, exit code out. Only what this needs is loaded, so that it starts at once.
 *
 * Touches the world only through what it is handed.
 */
import { EXIT, HivemindError } from '@hivemind/base'
import type { World } from '../context.ts'
import { refuse } from '../errors.ts'
import { didYouMean } from '../nearest.ts'
import { misused, readOptions } from '../options.ts'
import { type Form, type Output, outputTo, type Shown } from '../output.ts'
import { placeOf } from '../place.ts'
import { errorJson, errorText } from '../talk.ts'
import { lookOf } from '../terminal.ts'
import { VERSION } from '../version.ts'
import { LITE_COMMANDS, type LiteCommand, liteOptions } from './commands.ts'
import { exitOf, unknownHealth } from './health.ts'
import { type Reader, readerOf } from './reader.ts'
import { follow, show } from './show.ts'

const AGAIN_MS = 500

/** Run one command line, without the program's own name. Never rejects. */
export async function runLite (argv: readonly string[], world: World): Promise<number> {
  let form: Form = 'table'
  try {
    const { options, operands } = readOptions(liteOptions, argv)
    form = formOf(options, world)
    if (options.help) return write(world, await helpText())
    if (options.version) return write(world, `hivemind-lite ${VERSION}\n`)
    const { command, words } = commandOf(operands)
    const output = outputTo(
      world.stdout,
      form,
      lookOf(world.stdout, { noColor: options['no-color'], ascii: options.ascii, env: world.env })
    )
    return await perform(command, words, options, output, world)
  } catch (error) {
    const refusal =
      error instanceof HivemindError ? error.refusal : refuse('HIVE_CLI_UNEXPECTED', (error as Error).message)
    world.stderr.write(
      `${form === 'table' ? errorText(refusal, lookOf(world.stderr, { noColor: false, ascii: false, env: world.env })) : errorJson(refusal)}\n`
    )
    return refusal.exit
  }
}

type Options = ReturnType<typeof readOptions<typeof liteOptions>>['options']

async function perform (
  command: LiteCommand, words: readonly string[], options: Options, output: Output, world: World
): Promise<number> {
  const place = placeOf({ 'data-dir': options['data-dir'], addr: options.addr ?? options.peer }, world.env)
  const reader = readerOf(place.addr, options.timeout)
  try {
    if (command === 'log' && (options.follow || options.watch))
      return await follow(reader, output, options.number, world.stop)
    if (options.watch) return await watch(command, words, reader, options, output, world)
    const { shown, exit } = await lookOnce(command, words, reader, options)
    output.show(shown)
    return exit
  } finally {
    reader.close()
  }
}

/** One look. `health` and `version` have an answer even when no agent has. */
async function lookOnce (
  command: LiteCommand,
  words: readonly string[],
  reader: Reader,
  options: Options
): Promise<{ shown: Shown, exit: number }> {
  try {
    return await show(command, words, reader, options.number)
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    if (command === 'health') {
      const health = unknownHealth(`${error.code}: ${error.message}`)
      return { shown: { kind: 'Health', item: health, text: () => health.line }, exit: exitOf(health.level) }
    }
    if (command === 'version')
      return {
        shown: {
          kind: 'Version',
          item: { version: VERSION, agent: null },
          text: () => `hivemind-lite ${VERSION}; no agent answers`
        },
        exit: EXIT.ok
      }
    throw error
  }
}

async function watch (
  command: LiteCommand,
  words: readonly string[],
  reader: Reader,
  options: Options,
  output: Output,
  world: World
): Promise<number> {
  let exit: number = EXIT.ok
  while (!world.stop.aborted) {
    try {
      const looked = await lookOnce(command, words, reader, options)
      output.redraw(looked.shown)
      exit = looked.exit
    } catch (error) {
      if (!(error instanceof HivemindError) || error.refusal.retry === 'no') throw error
    }
    await new Promise<void>(resolve => {
      const timer = setTimeout(resolve, AGAIN_MS)
      world.stop.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      }, { once: true })
    })
  }
  return command === 'health' ? exit : EXIT.ok
}

function commandOf (operands: readonly string[]): { readonly command: LiteCommand, readonly words: readonly string[] } {
  const [word = 'status', ...words] = operands
  const [least, most] = word === 'dns' ? [1, 2] : [0, 0]
  if (words.length < least) throw misused(`${word} what?`, 'Usage: hivemind-lite dns NAME [TYPE]')
  const extra = words[most]
  if (extra !== undefined) throw misused(`"${extra}" is one word too many`, 'Usage: hivemind-lite [command] [options]')
  const singular = word === 'node' ? 'nodes' : word
  if (!Object.hasOwn(LITE_COMMANDS, singular))
    throw misused(
      `there is no command "${word}"${didYouMean(word, Object.keys(LITE_COMMANDS))}`,
      `It has: ${Object.keys(LITE_COMMANDS).join(', ')}. To change things use hivemind.`
    )
  return { command: singular as LiteCommand, words }
}

function formOf (options: Options, world: World): Form {
  if (options.json) return 'json'
  const asked = options.output ?? world.env['HIVEMIND_OUTPUT']
  return asked === 'json' || asked === 'ndjson' ? asked : 'table'
}

async function helpText (): Promise<string> {
  const { liteHelp } = await import('./help.ts')
  return liteHelp()
}

function write (world: World, text: string): number {
  world.stdout.write(text)
  return EXIT.ok
}
