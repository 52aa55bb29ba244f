/**
 * One role on this member: as long as it holds the role, a process of it runs and knows the state; when not, none
 * works.
 *
 * Touches its process and timers. Levels, not edges: it is told what is so, and brings it about.
 */
import type { Index } from '@hivemind/base'
import { type Act, type Acted, type FromRole, fits, protocolProblem } from '@hivemind/role/protocol'
import { AccountWait } from './account-wait.ts'
import { Acting } from './acting.ts'
import { againMs, endsAfter } from './again.ts'
import { Asked } from './asked.ts'
import type { RoleHere } from './here.ts'
import type { KeepingNeeds, Level } from './level.ts'
import { concerning } from './observing.ts'
import { Proposals } from './proposals.ts'
import { type End, ROLE_TIMES, RoleProcess } from './role-process.ts'
import { nothingTold, type Told, untold } from './slicing.ts'

const UNWANTED = 'it is not wanted any more'

export class Keeping {
  readonly #needs: KeepingNeeds
  #level: Level
  #process: RoleProcess | null = null
  #startedAt = 0
  #phase: 'off' | 'starting' | 'idle' | 'working' | 'revoking' = 'off'
  #told: Told = nothingTold()
  #said: { readonly fence: Index, readonly degraded: boolean } | null = null
  #revision = 0
  #crashes = 0
  #lastEnd = ''
  #words: readonly string[] = []
  #againAt = 0
  #timer: NodeJS.Timeout | null = null
  #ready = false
  #problem = ''
  #refused = ''
  #report = ''
  #reconciledIndex = 0
  readonly #proposals: Proposals
  readonly #account: AccountWait
  readonly #asked = new Asked()
  #stopped: (() => void) | null = null
  readonly #acting = new Acting(message => this.#process?.say(message))

  constructor (needs: KeepingNeeds, level: Level) {
    this.#needs = needs
    this.#proposals = new Proposals(needs)
    this.#account = new AccountWait({
      account: needs.account, changed: () => this.#settle(), warn: message => this.#warn(message)
    })
    this.#level = level
    this.#settle()
  }

  /** Topics that the role says something on. */
  get publishes (): readonly string[] { return this.#level.role.publishes ?? [] }

  /** Something may be otherwise than before. */
  look (level: Level): void {
    if (level.role.revision !== this.#level.role.revision) this.#anew()
    this.#level = level
    this.#settle()
  }

  /** The revision of the role that its process is of; the last one's when there is none. */
  get revision (): number { return this.#revision }

  /** What went wrong in another version says nothing of this one. */
  #anew (): void {
    [this.#refused, this.#crashes] = ['', 0]
    this.#account.anew()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  /** Whether it does now what its actions do. */
  get acts (): boolean { return this.#phase === 'working' && this.#process?.keepsUp === true }

  /** Do what an action does. @returns how it ended; never rejects */
  async act (act: Act, cease: AbortSignal): Promise<Acted> { return await this.#acting.act(act, cease) }

  /** End its work and its process. */
  async stop (): Promise<void> {
    this.#level = { ...this.#level, fence: null }
    const stopped = new Promise<void>(resolve => { this.#stopped = resolve })
    this.#settle()
    if (this.#process === null) this.#stopped?.()
    await stopped
  }

  /**
   * Ask the role something.
   *
   * @throws {HivemindError} HIVE_ROLE_ELSEWHERE, HIVE_ROLE_ASK, HIVE_ROLE_DECLINED, HIVE_BUSY, HIVE_TIMEOUT
   */
  async ask (ask: string, input: unknown, readsOnly: boolean, deadlineMs: number): Promise<unknown> {
    const process = this.#process
    const say = process === null || this.#phase !== 'working'
      ? null
      : (id: number): void => process.say({ type: 'ask', id, ask, input, readsOnly })
    return await this.#asked.ask(`role ${this.#level.role.id}`, say, deadlineMs)
  }

  here (): RoleHere {
    return {
      state: this.#state(), pid: this.#process?.pid ?? null, fence: this.#level.fence, crashes: this.#crashes,
      lastEnd: this.#lastEnd, reconciledIndex: this.#reconciledIndex, report: this.#report,
      againMs: this.#timer === null ? null : Math.max(0, this.#againAt - Date.now()),
      problem: this.#refused || this.#account.problem || this.#problem, rssBytes: this.#process?.rssBytes() ?? 0,
      words: (this.#process?.words.length ?? 0) > 0 ? this.#process?.words ?? [] : this.#words
    }
  }

  #state (): RoleHere['state'] {
    if (this.#refused !== '' || this.#account.problem !== '') return 'refused'
    switch (this.#phase) {
      case 'off': return 'waiting'
      case 'starting': return 'starting'
      case 'idle': return 'suspended'
      case 'revoking': return 'stopping'
      case 'working': return this.#problem !== '' ? 'failing' : this.#ready ? 'ready' : 'working'
    }
  }

  /** Whether it may work now: it holds the role, and has a quorum or goes on without one. */
  #mayWork (): boolean {
    const { fence, degraded, role } = this.#level
    return fence !== null && !(degraded && role.degraded === 'stop')
  }

  #settle (): void {
    const { role, fence } = this.#level
    const other = this.#process !== null && this.#revision !== role.revision
    const unwanted = fence === null || other
    switch (this.#phase) {
      case 'off': return this.#mayWork() && this.#refused === '' ? this.#begin() : undefined
      case 'starting': return unwanted ? this.#process?.kill(UNWANTED) : undefined
      case 'idle':
        if (unwanted) return this.#process?.kill(UNWANTED)
        return this.#mayWork() ? this.#tell() : undefined
      case 'working': return !this.#mayWork() || other ? this.#revoke() : this.#tell()
      case 'revoking': return
    }
  }

  #begin (): void {
    if (this.#timer !== null || this.#stopped !== null) return
    const { main, directory, log, self, locate } = this.#needs
    const { role } = this.#level
    const account = this.#account.take(role)
    if (account === undefined) return
    this.#phase = 'starting'
    this.#startedAt = Date.now()
    this.#revision = role.revision
    const started = new RoleProcess({
      role: role.id, main, directory, account, log,
      heard: message => { if (this.#process === started) this.#heard(message) },
      ended: end => { if (this.#process === started) this.#ended(end) }
    })
    this.#process = started
    started.say({ type: 'begin', path: locate(role.source), self, config: { ...role.config } })
  }

  /** Tell it what it does not know; what it cannot take yet it is told later. */
  #tell (): void {
    const { role, fence, degraded, control } = this.#level
    const process = this.#process
    if (process === null || fence === null || !process.keepsUp) return
    const rows = untold(control, this.#needs.topics, role.watches, this.#told)
    if (rows.length === 0 && this.#said?.fence === fence && this.#said.degraded === degraded) return
    for (const piece of rows) process.say(piece)
    process.say({ type: 'now', index: control.appliedIndex, fence, degraded })
    this.#said = { fence, degraded }
    this.#phase = 'working'
  }

  #revoke (): void {
    const process = this.#process
    if (process === null) return
    this.#phase = 'revoking'
    this.#said = null
    this.#ready = false
    process.say({ type: 'revoke' })
    setTimeout(() => {
      if (this.#process === process && this.#phase === 'revoking') process.kill('it worked on after it was told to end')
    }, ROLE_TIMES.revokeMs).unref()
  }

  #heard (message: FromRole): void {
    switch (message.type) {
      case 'hello': return this.#met(message)
      case 'unfit': return this.#refuse(`${message.refusal.code}: ${message.refusal.message}`)
      case 'reconciled':
        this.#reconciledIndex = message.index
        this.#ready = message.ready
        this.#problem = ''
        return
      case 'failed':
        this.#problem = message.message
        if (message.tries === 1) this.#warn(`it failed and is tried again: ${message.message}`)
        return
      case 'health': this.#problem = message.problem ?? ''; return
      case 'report': this.#report = message.text; return
      case 'log': {
        const { level, message: text, fields } = message
        const tell = level === 'warn' || level === 'error' ? this.#needs.log.warn : this.#needs.log.info
        return tell.call(this.#needs.log, { ...fields, role: this.#level.role.id }, text)
      }
      case 'revoked':
        if (this.#phase === 'revoking') this.#phase = 'idle'
        return this.#settle()
      case 'propose':
        return void this.#proposals.propose(this.#level.role.id, message, said => this.#process?.say(said))
      case 'publish': return this.#publish(message)
      case 'observe': return this.#observe(message)
      case 'answered': return this.#asked.answered(message)
      case 'acted': return this.#acting.ended(message)
      case 'pong': return
    }
  }

  #met ({ manifest, protocol }: FromRole & { type: 'hello' }): void {
    const { role } = this.#level
    if (this.#phase !== 'starting') return this.#process?.kill('it greeted twice')
    const foreign = protocolProblem(protocol)
    if (foreign !== null) return this.#refuse(`HIVE_ROLE_VERSION: ${foreign}`)
    if (manifest.name !== role.id || !fits(manifest.version, role.version)) {
      const found = `${manifest.name} ${manifest.version}`
      return this.#refuse(`HIVE_ROLE_VERSION: here is ${found}, enabled is ${role.id} ${role.version}`)
    }
    this.#phase = 'idle'
    this.#settle()
  }

  /** Code that does not fit is not tried again by itself; another revision of the role is. */
  #refuse (reason: string): void {
    this.#refused = reason
    this.#warn(reason)
    this.#process?.kill(reason)
  }

  #warn (message: string): void { this.#needs.log.warn({ role: this.#level.role.id }, message) }

  #ended (end: End): void {
    const { role } = this.#level
    this.#words = this.#process?.words ?? []
    this.#process = null
    this.#phase = 'off'
    this.#acting.lost(end)
    this.#told = nothingTold()
    this.#said = null
    this.#ready = false
    this.#asked.ended()
    this.#stopped?.()
    if (!this.#mayWork() || this.#revision !== role.revision) return this.#settle()
    this.#lastEnd = end
    this.#crashes = endsAfter(this.#crashes, Date.now() - this.#startedAt)
    const ms = againMs(this.#crashes)
    if (this.#refused !== '') return
    this.#warn(`its process is gone, for the ${this.#crashes}. time; again in ${ms} ms: ${end}`)
    this.#againAt = Date.now() + ms
    this.#timer = setTimeout(() => { this.#timer = null; this.#settle() }, ms).unref()
  }

  /** What a role says whose fence is over was said before it knew: what it had said is taken back already. */
  #publish ({ topic, facts }: FromRole & { type: 'publish' }): void {
    const { role } = this.#level
    if (role.publishes?.includes(topic) !== true)
      return this.#process?.kill(`it published on ${topic}, which it did not declare`)
    if (this.#phase === 'working') this.#needs.publish(topic, facts)
  }

  #observe ({ seen }: FromRole & { type: 'observe' }): void {
    const { role: { observes = [] }, control } = this.#level
    if (observes.length === 0) return this.#process?.kill('it observes, and declared no kinds')
    const problem = this.#phase === 'working' ? this.#needs.observe(concerning(control, observes, seen)) : null
    if (problem !== null) this.#warn(problem)
  }
}
