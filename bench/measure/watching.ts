/**
 * Preloaded into an agent (`node --import`): it answers each SIGUSR2 with how late its event loop was since the last
 * one, and with `HIVEMIND_PROFILE` set to a directory every second one ends a CPU profile that the one before began.
 *
 * Touches a file `PID.json` in the directory `HIVEMIND_WATCH`, and profiles.
 */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'

/** Where this file is, for whoever wants it preloaded. */
export const WATCHING = fileURLToPath(import.meta.url)

/** What a watched agent writes. */
export interface Watched { readonly number: number, readonly delayP99Ms: number, readonly delayMaxMs: number }

const RESOLUTION_MS = 5
const directory = process.env['HIVEMIND_WATCH']
const profiles = process.env['HIVEMIND_PROFILE']

function watch (into: string): void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  let number = 0
  let session: Session | null = null
  process.on('SIGUSR2', () => {
    const late = (ns: number): number => Math.max(0, ns / 1e6 - RESOLUTION_MS)
    const watched: Watched = { number: ++number, delayP99Ms: late(delay.percentile(99)), delayMaxMs: late(delay.max) }
    delay.reset()
    if (profiles !== undefined) session = session === null ? profiling() : profiled(session, profiles, number)
    writeFileSync(join(into, `${process.pid}.json`), JSON.stringify(watched))
  })
}

function profiling (): Session {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.setSamplingInterval', { interval: 200 })
  session.post('Profiler.start')
  return session
}

function profiled (session: Session, into: string, number: number): null {
  session.post('Profiler.stop', (_error, { profile }) =>
    writeFileSync(join(into, `${process.pid}-${number}.cpuprofile`), JSON.stringify(profile)))
  session.disconnect()
  return null
}

// Whatever else is started with this environment (command line, compiler) is left alone.
if (directory !== undefined && process.argv.includes('run')) watch(directory)
