/**
 * This process as a world to run in.
 *
 * Touches the process: streams, SIGINT, exit.
 */
import type { World } from './context.ts'

/**
 * Streams and signals of this process. The first Ctrl-C asks the command to stop; one a second later ends it at once.
 */
export function thisWorld (): World {
  const stop = new AbortController()
  let askedAt = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A terminal and a launcher may both deliver the same key press.
      if (stop.signal.aborted && performance.now() - askedAt > 1_000) process.exit(130)
      if (!stop.signal.aborted) askedAt = performance.now()
      stop.abort(signal)
    })
  }
  // Whoever reads us may stop reading, as `head` does.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => { process.exit(error.code === 'EPIPE' ? 0 : 1) })
  }
  return { stdout: process.stdout, stderr: process.stderr, stdin: process.stdin, env: process.env, stop: stop.signal }
}

/** Leave with a code once everything is written. */
export function leave (code: number): void {
  process.exitCode = code
  process.stdout.write('', () => { process.stderr.write('', () => { process.exit(code) }) })
}
