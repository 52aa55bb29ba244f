/**
 * Measuring whole processes: wall time of commands in turn, memory and CPU of what keeps running.
 *
 * Touches processes it starts and /proc.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface Timed { readonly minMs: number, readonly medianMs: number, readonly maxMs: number }

/** A command to time; both are run in turn, so that a noisy machine disturbs both alike. */
export interface Timable { readonly name: string, readonly command: string, readonly words: readonly string[] }

/** The environment a user has: without what slows Node's start on build machines. */
export function plainEnvironment (): NodeJS.ProcessEnv {
  const { NODE_EXTRA_CA_CERTS: _certs, NODE_OPTIONS: _options, ...env } = process.env
  return { ...env, NO_COLOR: '1' }
}

/**
 * Time commands in turn.
 *
 * @param runs - times each is run, after one run that does not count
 * @throws {Error} when a command fails: a figure of a failure means nothing
 */
export function timeInTurn (commands: readonly Timable[], runs: number): ReadonlyMap<string, Timed> {
  const times = new Map<string, number[]>(commands.map(({ name }) => [name, []]))
  for (let round = 0; round <= runs; round++) {
    for (const { name, command, words } of commands) {
      const began = performance.now()
      const { status, stderr, error } = spawnSync(command, words, { env: plainEnvironment(), encoding: 'utf8' })
      const took = performance.now() - began
      if (status !== 0) throw new Error(`${name} failed: ${error?.message ?? stderr}`)
      if (round > 0) times.get(name)?.push(took)
    }
  }
  return new Map([...times].map(([name, taken]) => [name, spread(taken)]))
}

function spread (values: readonly number[]): Timed {
  const sorted = [...values].sort((a, b) => a - b)
  return { minMs: sorted[0] ?? 0, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, maxMs: sorted.at(-1) ?? 0 }
}

/** Resident memory of a process, bytes. */
export function residentBytes (pid: number): number {
  const row = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(row?.[1] ?? 0) * 1_024
}

/** What no other process shares of it, bytes: processes of one program have its executable in memory once together. */
export function ownBytes (pid: number): number {
  const rows = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8').matchAll(/^Private_\w+:\s+(\d+) kB/gm)
  return [...rows].reduce((sum, [, kb]) => sum + Number(kb), 0) * 1_024
}

/** CPU time a process has used since its start, milliseconds. */
export function cpuMs (pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** How often the threads of a process have waited for something and were woken. */
export function wakesOf (pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const statuses = threads.map(thread => readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))
  return statuses.reduce((sum, text) => sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(text)?.[1] ?? 0), 0)
}

export const isInstalled = (command: string): boolean => spawnSync('which', [command]).status === 0
