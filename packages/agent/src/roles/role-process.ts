/**
 * One process of a role: starts it, speaks with it, watches it, ends it. What it says beyond reason ends it too.
 *
 * Touches processes it started itself, and /proc for their memory. The environment of a role is empty but for its name
 * and a plain PATH.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import type { Duplex, Readable } from 'node:stream'
import { type FromAgent, type FromRole, Lines, ROLE_LINE_MAX, readFromRole } from '@hivemind/role/protocol'
import type { Account } from '../account.ts'
import type { Logger } from '../logging.ts'
import { Output } from './output.ts'

/** How its process ended, in words. */
export type End = string

export interface RoleProcessNeeds {
  readonly role: string
  /** The program of role processes. */
  readonly main: string
  /** A directory of its own, where it starts. */
  readonly directory: string
  /** What it runs as; null for the agent's own account. */
  readonly account: Account | null
  readonly log: Pick<Logger, 'info' | 'warn'>
  readonly heard: (message: FromRole) => void
  readonly ended: (end: End) => void
}

export const ROLE_TIMES = {
  /** A role is asked so often whether it turns, and ended when it has not answered for so long. */
  pingMs: 2_000,
  silenceMs: 10_000,
  /** Loading its code may take longer, on a machine that is busy with other things. */
  startMs: 30_000,
  /** A role that is told to end its work has so long before it is killed. */
  revokeMs: 2_000
} as const

/** Heap of one role; with what is around it a role stays below about twice as much. */
const HEAP_MB = 128
const RSS_BYTES_MAX = 2 * HEAP_MB * 1024 * 1024
/** Messages of a role in one second: more is no work but a flood. */
const MESSAGES_PER_SECOND = 2_000

export class RoleProcess {
  readonly #needs: RoleProcessNeeds
  readonly #child: ChildProcess
  readonly #lines: Lines
  readonly #output: Output
  readonly #watch: NodeJS.Timeout
  #heardAt = Date.now()
  #greeted = false
  #messages = 0
  #secondAt = 0
  #pings = 0
  #reason: string | null = null
  #over = false

  constructor (needs: RoleProcessNeeds) {
    this.#needs = needs
    const { role, main, directory, account, log } = needs
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const conditions = process.execArgv.filter(word => word.startsWith('--conditions'))
    this.#child = spawn(process.execPath, [...conditions, `--max-old-space-size=${HEAP_MB}`, main], {
      cwd: directory,
      env: {
        HIVEMIND_ROLE: role,
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        HOME: directory,
        ...account === null ? {} : { USER: account.user }
      },
      ...account === null ? {} : { uid: account.uid, gid: account.gid },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe']
    })
    this.#output = new Output((stream, line) => log.info({ role, stream }, line))
    this.#output.read('stdout', this.#child.stdout as Readable)
    this.#output.read('stderr', this.#child.stderr as Readable)
    this.#lines = new Lines({
      stream: this.#child.stdio[3] as unknown as Duplex,
      lineMax: ROLE_LINE_MAX,
      read: value => this.#read(value),
      broken: reason => this.kill(`it said what nobody understands: ${reason}`)
    })
    this.#child.on('error', error => this.#ended(`it could not be started: ${error.message}`))
    this.#child.on('exit', (code, signal) =>
      this.#ended(signal === null ? `it ended with code ${code}` : `it ended by ${signal}`))
    this.#watch = setInterval(() => this.#look(), ROLE_TIMES.pingMs).unref()
  }

  get pid (): number { return this.#child.pid ?? 0 }
  /** Its last lines of output, oldest first. */
  get words (): readonly string[] { return this.#output.last }
  /** Whether it takes what it is told; while it does not, nothing more is sent. */
  get keepsUp (): boolean { return this.#lines.waiting < ROLE_LINE_MAX }

  say (message: FromAgent): void { this.#lines.write(message) }

  /** End it at once. @param reason - what its end is told as */
  kill (reason: string): void {
    this.#reason ??= reason
    this.#child.kill('SIGKILL')
  }

  /** Resident memory in bytes, as the system says; 0 when it is gone. */
  rssBytes (): number {
    try {
      const pages = Number(readFileSync(`/proc/${this.pid}/statm`, 'utf8').split(' ')[1] ?? 0)
      return pages * 4_096
    } catch { return 0 }
  }

  #read (value: unknown): void {
    if (this.#over) return
    const now = Date.now()
    this.#heardAt = now
    if (now - this.#secondAt >= 1_000) [this.#secondAt, this.#messages] = [now, 0]
    if (++this.#messages > MESSAGES_PER_SECOND)
      return this.kill(`it said more than ${MESSAGES_PER_SECOND} things in a second`)
    const message = readFromRole(value)
    if (message === null) return this.kill(`it said what nobody understands: ${JSON.stringify(value)?.slice(0, 120)}`)
    this.#greeted = true
    if (message.type !== 'pong') this.#needs.heard(message)
  }

  #look (): void {
    const rss = this.rssBytes()
    if (rss > RSS_BYTES_MAX) return this.kill(`it used ${Math.round(rss / 1024 / 1024)} MiB, at most ${RSS_BYTES_MAX / 1024 / 1024} are given`)
    const silentMs = Date.now() - this.#heardAt
    if (silentMs > (this.#greeted ? ROLE_TIMES.silenceMs : ROLE_TIMES.startMs))
      return this.kill(`it has not answered for ${Math.round(silentMs / 1_000)} s`)
    this.say({ type: 'ping', id: ++this.#pings })
  }

  #ended (end: End): void {
    if (this.#over) return
    this.#over = true
    clearInterval(this.#watch)
    this.#needs.ended(this.#reason ?? end)
  }
}
