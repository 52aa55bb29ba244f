/** Runs one command line in this process, with streams that remember. */
import { PassThrough } from 'node:stream'
import { run, type World } from '../src/index.ts'
import { runLite } from '../src/lite/run.ts'

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
}
interface Circumstances {
  readonly env?: Record<string, string>
  readonly stdin?: string
  readonly columns?: number
  readonly stop?: AbortSignal
  readonly onOut?: (text: string) => void
}

export const ran = (argv: readonly string[], given: Circumstances = {}): Promise<Ran> =>
  capture(given, world => run(argv, world))
export const ranLite = (argv: readonly string[], given: Circumstances = {}): Promise<Ran> =>
  capture(given, world => runLite(argv, world))

async function capture (given: Circumstances, body: (world: World) => Promise<number>): Promise<Ran> {
  let out = ''
  let err = ''
  const stdin = new PassThrough()
  stdin.end(given.stdin ?? '')
  const terminal = given.columns === undefined ? {} : { isTTY: true, columns: given.columns }
  const exit = await body({
    stdout: { write: text => { out += text; given.onOut?.(text) }, ...terminal },
    stderr: { write: text => { err += text } },
    stdin,
    // A home of nobody: whatever runs on this machine must not be found.
    env: { HOME: '/nonexistent', ...given.env },
    stop: given.stop ?? new AbortController().signal
  })
  return { exit, out, err }
}
