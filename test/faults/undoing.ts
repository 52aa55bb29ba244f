/**
 * What a test did to the machine and how it is undone: namespaces, mounts, files. Undone at the end, on a failure, and
 * on Ctrl-C.
 *
 * Touches the process's signals, and runs the system's commands.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Run a command of the system to its end.
 *
 * @returns its standard output
 * @throws when it fails, with what it said
 */
export function system (...words: readonly string[]): string {
  const [command = '', ...rest] = words
  const { status, stdout, stderr, error } = spawnSync(command, rest, { encoding: 'utf8' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${words.join(' ')}: exit ${status}: ${stderr.trim()}`)
  return stdout
}

/** What root may still lack in a container: bits of capabilities(7). */
const CAPABILITIES = { CAP_NET_ADMIN: 12n, CAP_SYS_PTRACE: 19n, CAP_SYS_ADMIN: 21n } as const

/** @returns why tests that need all of root and these commands cannot run here; false when they can */
export function missing (...commands: readonly string[]): string | false {
  if (process.getuid?.() !== 0) return 'needs root'
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`)
  const lacking = Object.entries(CAPABILITIES).filter(([, bit]) => (effective >> bit & 1n) === 0n)
  if (lacking.length > 0) return `needs ${lacking.map(([name]) => name).join(', ')}`
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  const absent = commands.filter(command => !folders.some(folder => mayRun(join(folder, command))))
  return absent.length === 0 ? false : `needs ${absent.join(', ')}`
}

function mayRun (path: string): boolean {
  try { accessSync(path, constants.X_OK); return true } catch { return false }
}

export class Undoing {
  readonly #steps: Array<() => void> = []
  readonly #atExit = (): void => { this.run() }
  readonly #atSignal = (signal: NodeJS.Signals): void => {
    this.run()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  }

  constructor () {
    process.on('exit', this.#atExit)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.#atSignal)
  }

  /** Remember how to undo what is done next; the last one is undone first. */
  later (step: () => void): void { this.#steps.push(step) }

  /** Undo everything. A step that fails keeps no other from being tried. */
  run (): void {
    process.off('exit', this.#atExit)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.#atSignal)
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try { step() } catch (error) { process.stderr.write(`not undone: ${String(error)}\n`) }
    }
  }
}
