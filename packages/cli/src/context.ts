/**
 * All that a command may touch: the agent's client, the two streams, the place, the person at the keyboard.
 *
 * Touches nothing by itself; `contextOf` puts the pieces together.
 */
import type { Client } from '@hivemind/api'
import { type ExitCode, HivemindError } from '@hivemind/base'
import { refuse } from './errors.ts'
import type { GlobalValues } from './options.ts'
import { type Form, type Output, outputTo } from './output.ts'
import { type Environment, type Place, placeOf } from './place.ts'
import { Talk } from './talk.ts'
import { lookOf, type Sink } from './terminal.ts'

/** The streams and circumstances of one run, as the process or a test has them. */
export interface World {
  readonly stdout: Sink
  readonly stderr: Sink
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly env: Environment
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal
}

export interface Context {
  readonly world: World
  readonly globals: GlobalValues
  readonly place: Place
  readonly output: Output
  readonly talk: Talk
  /** Connected when first asked for; the same one afterwards. */
  readonly client: () => Promise<Client>
  /** Run the body once, or with `-w` again and again. */
  readonly closing: Array<() => unknown>
}

export function contextOf (world: World, globals: GlobalValues): Context {
  const { env } = world
  const wishes = { noColor: globals['no-color'], ascii: globals.ascii, env }
  const form = formOf(globals, env)
  const talk = new Talk(world.stderr, form, lookOf(world.stderr, wishes))
  const place = placeOf(globals, env)
  const closing: Array<() => unknown> = []
  let client: Promise<Client> | null = null
  const connectOnce = (): Promise<Client> => {
    if (client === null && place.from === 'lab') talk.hint(`(the agent of the lab: ${place.addr})`)
    client ??= dial(place.addr, globals.timeout).then(connected => {
      closing.push(() => connected.close())
      return connected
    })
    return client
  }
  return {
    world,
    globals,
    place,
    output: outputTo(world.stdout, form, lookOf(world.stdout, wishes)),
    talk,
    client: connectOnce,
    closing
  }
}

/** Connect to an agent's API. */
export async function dial (addr: string, deadlineMs: number): Promise<Client> {
  const { connect } = await import('@hivemind/api')
  return await connect({ addr, deadlineMs })
}

function formOf (globals: GlobalValues, env: Environment): Form {
  if (globals.json) return 'json'
  const asked = globals.output ?? env['HIVEMIND_OUTPUT']
  if (asked === 'json' || asked === 'ndjson' || asked === 'table') return asked
  return 'table'
}

/** Whether more is to be shown than fits everybody's screen; a program is always shown all. */
export const showsAll = ({ globals, world: { env }, output }: Pick<Context, 'globals' | 'world' | 'output'>): boolean =>
  output.form !== 'table' || (globals.output ?? env['HIVEMIND_OUTPUT']) === 'wide'

/** Stop here when Ctrl-C was pressed. */
export function throwIfStopped (stop: AbortSignal, goesOn: string): void {
  if (stop.aborted) throw new HivemindError(refuse('HIVE_CLI_INTERRUPTED', 'stopped waiting', { hint: goesOn }))
}

/** A pause that Ctrl-C ends early. */
export const pause = (ms: number, stop: AbortSignal): Promise<void> => new Promise(resolve => {
  if (stop.aborted) return resolve()
  const over = (): void => {
    clearTimeout(timer)
    stop.removeEventListener('abort', over)
    resolve()
  }
  const timer = setTimeout(over, ms)
  stop.addEventListener('abort', over)
})

export type Run = (context: Context) => Promise<ExitCode>
