/**
 * One process of this machine: does what its life says, and tells what is so.
 *
 * Touches the process, its files and its check. A process is the leader of a group of its own and holds nothing of the
 * agent's, so it goes on when the agent ends, and the next one finds it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { environmentOf, type Process } from '@hivemind/control'
import type { Account } from '../account.ts'
import type { Logger } from '../logging.ts'
import { look } from './checking.ts'
import { type Aim, begin, type Effect, type Input, type Life, runs, step } from './life.ts'
import type { Observed } from './observed.ts'
import { openPrinted, trimPrinted } from './printed.ts'
import { forget, readKept, writeKept } from './record.ts'
import { type Born, bornAs, foundWith, lives, MARK, signal } from './system.ts'

export interface KeeperNeeds {
  /** Name of this machine. */
  readonly node: string
  /** Directory of the process. */
  readonly home: string
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Make the machine ready for an account that is to run a program in a directory. @throws when it cannot */
  readonly account: (user: string, directory: string, program: string) => Promise<Account | null>
  /** Something of what is so is otherwise. */
  readonly changed: () => void
}

const PROBLEM_MAX = 120
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const aimOf = (
  { resource: { version }, definition: { wanted, restarted = 0, restarts, stop, check } }: Process
): Aim => ({ wanted, version, restarted, restarts, stop, checks: check.type !== 'none' })

export class Keeper {
  readonly #needs: KeeperNeeds
  readonly #life: Life
  #process: Process
  #born: Born | null = null
  #child: ChildProcess | null = null
  /** An account is looked for, to start it under; each look is another. */
  #asking: symbol | null = null
  #looking = false
  #said = ''
  #written = ''
  #over = false

  constructor (needs: KeeperNeeds, process: Process) {
    this.#needs = needs
    this.#process = process
    this.#life = begin(aimOf(process), Date.now())
    if (process.definition.managed) this.#resume()
    this.#input({ type: 'tick' })
  }

  /** What the log wants may be otherwise than before. */
  aim (process: Process): void {
    if (process.resource === this.#process.resource) return
    this.#process = process
    this.#input({ type: 'aim', aim: aimOf(process) })
  }

  /** The log knows it no more: what runs of it ends, if it is ours to end. @returns whether nothing is left to do */
  release (): boolean {
    const { aim, phase } = this.#life
    const over = aim.wanted === 'watched' || phase === 'stuck' || !runs(this.#life)
    if (!over && aim.wanted !== 'offline')
      this.#input({ type: 'aim', aim: { ...aim, wanted: 'offline', version: aim.version + 1 } })
    if (!over) return false
    this.#over = true
    if (aim.wanted !== 'watched') forget(this.#needs.home)
    return true
  }

  tick (): void {
    if (this.#born !== null && this.#child === null && !lives(this.#born)) this.#ended('it ended')
    if (runs(this.#life)) trimPrinted(this.#needs.home)
    this.#input({ type: 'tick' })
  }

  /** The agent ends, and what runs goes on. */
  leave (): void { this.#over = true }

  /** Null until it is known. */
  observed (): Observed | null {
    const { state, sinceMs, aim: { version }, ends, problem } = this.#life
    if (state === null) return null
    return { state, sinceMs, version, pid: this.#born?.pid ?? null, ends, problem: problem.slice(0, PROBLEM_MAX) }
  }

  /** Go on where the last life of the agent stopped: with what runs still, or with what is known of its end. */
  #resume (): void {
    const kept = readKept(this.#needs.home)
    if (kept === null) return
    const { version, phase, ends, problem, startedMs, startedVersion, sinceMs, born } = kept
    const life = this.#life
    Object.assign(life, { ends, startedVersion })
    const there = born === null ? foundWith(this.#needs.home) : lives(born) ? born : null
    if (there !== null) {
      this.#born = there
      this.#note('it runs since before the agent, and is kept')
      // One that worked works on; every other one has to show it, or to end, as if it had just begun.
      if (phase === 'on') Object.assign(life, { phase, state: 'ONLINE', startedMs, sinceMs })
      else this.#input({ type: 'found', startedMs })
    } else if (phase === 'spent' && version === life.aim.version) {
      Object.assign(life, { phase, state: 'FAILED', problem, sinceMs })
    } else if (runs({ phase }) && life.aim.wanted === 'online') {
      Object.assign(life, { phase: 'starting', state: 'STARTING', startedMs })
      this.#input({ type: 'ended', how: 'it ended while the agent was away' })
    }
  }

  #input (input: Input): void {
    if (this.#over) return
    const effects = step(this.#life, input, Date.now())
    this.#keep(effects.some(({ type }) => type === 'start'))
    for (const effect of effects) this.#perform(effect)
    this.#tell()
  }

  /** Written down before anything is started: whoever comes after us looks for what may have been. */
  #keep (starts = false): void {
    const { aim: { wanted, version }, phase, ends, problem, startedMs, startedVersion, sinceMs } = this.#life
    if (wanted === 'watched') return
    const born = starts ? null : this.#born
    const kept = { version, phase, ends, problem, startedMs, startedVersion, sinceMs, born }
    const text = JSON.stringify(kept)
    if (text === this.#written) return
    this.#written = text
    try {
      writeKept(this.#needs.home, kept)
    } catch (error) { this.#note(`what is known of it could not be written down: ${String(error)}`, 'warn') }
  }

  #perform (effect: Effect): void {
    switch (effect.type) {
      case 'start': return this.#start()
      case 'check': return void this.#check()
      case 'signal': return this.#signal(effect.signal as NodeJS.Signals)
      case 'kill': return this.#signal('SIGKILL')
    }
  }

  /** As the agent at once; as another account when the machine is ready for it. */
  #start (): void {
    const { definition: { command: [program = ''], user } } = this.#process
    if (user === undefined) return this.#spawn(null)
    const asking = Symbol(user)
    this.#asking = asking
    this.#needs.account(user, this.#workplace, program).then(account => {
      if (this.#asking !== asking || this.#over) return
      this.#asking = null
      this.#spawn(account)
    }, (error: Error) => {
      if (this.#asking === asking) this.#ended(error.message)
    })
  }

  /** What it works in: what we know of it lies above, out of its reach. */
  get #workplace (): string { return join(this.#needs.home, 'work') }

  #spawn (account: Account | null): void {
    const { home, node } = this.#needs
    const { definition: { command: [program = '', ...words] } } = this.#process
    const cwd = this.#workplace
    const [user, ids] = account === null ? [{}, {}] : [{ USER: account.user }, { uid: account.uid, gid: account.gid }]
    const env = { PATH, HOME: cwd, ...user, ...environmentOf(this.#process, node), [MARK]: home }
    let child: ChildProcess
    try {
      mkdirSync(cwd, { recursive: true, mode: 0o700 })
      const printed = openPrinted(home)
      try {
        child = spawn(program, words, { cwd, env, ...ids, detached: true, stdio: ['ignore', printed, printed] })
      } finally { closeSync(printed) }
    } catch (error) { return this.#later(`it could not be started: ${String(error)}`) }
    child.unref()
    this.#child = child
    child.on('error', error => { if (this.#child === child) this.#ended(`it could not be started: ${error.message}`) })
    child.on('exit', (code, name) => {
      if (this.#child === child) this.#ended(name === null ? `it ended with code ${code}` : `it ended by ${name}`)
    })
    this.#born = child.pid === undefined ? null : bornAs(child.pid)
    this.#note(`started, pid ${child.pid ?? 'none'}`)
    this.#keep()
  }

  /** An end that is known at once is an input of its own, after the present one. */
  #later (how: string): void { setImmediate(() => this.#ended(how)) }

  #signal (name: NodeJS.Signals): void {
    if (this.#asking !== null) return this.#later('it was not started yet')
    if (this.#born === null) return
    // Between a look and a signal its number may have become another's, unless it is our child.
    if (this.#child === null && !lives(this.#born)) return this.#later('it ended')
    const problem = signal(this.#born, name)
    this.#note(problem === '' ? `told to end by ${name}` : problem)
  }

  async #check (): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    const found = await look(this.#process.definition.check)
    this.#looking = false
    this.#input({ type: 'checked', ...found })
  }

  #ended (how: string): void {
    this.#asking = null
    this.#child = null
    this.#born = null
    this.#note(how)
    this.#input({ type: 'ended', how })
  }

  #tell (): void {
    const text = JSON.stringify(this.observed())
    if (text === this.#said) return
    this.#said = text
    this.#needs.changed()
  }

  #note (message: string, level: 'info' | 'warn' = 'info'): void {
    this.#needs.log[level]({ process: this.#process.resource.name }, message)
  }
}
