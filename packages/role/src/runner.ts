/**
 * Runs one role: selects, compares, reconciles, one at a time; tries again after a failure; stops when its fence ends.
 *
 * Touches timers, and whatever the role touches. The harness and the process of a role run the same runner.
 */
import { HivemindError, LIMITS } from '@hivemind/base'
import { type Act, type Acted, actOn, interrupted } from './acting.ts'
import type { Context, Role } from './definition.ts'
import { refuse } from './errors.ts'
import { wordsOf } from './manifest.ts'
import type { Place, RoleFact, RoleState, Self } from './state.ts'

/** What the runner tells whoever runs it. */
export type Said =
  | { readonly type: 'reconciled', readonly index: number, readonly ready: boolean }
  | { readonly type: 'failed', readonly message: string, readonly tries: number }
  | { readonly type: 'health', readonly problem: string | null }
  | { readonly type: 'report', readonly text: string }
  | {
      readonly type: 'log'
      readonly level: 'debug' | 'info' | 'warn' | 'error'
      readonly message: string
      readonly fields: Readonly<Record<string, unknown>>
    }

export interface RunnerNeeds {
  readonly self: Self
  readonly config: unknown
  readonly propose: (fact: RoleFact, fence: number) => Promise<Place>
  readonly publish: (topic: string, facts: Readonly<Record<string, unknown>>) => void
  readonly observe: (seen: Readonly<Record<string, unknown>>) => void
  readonly say: (said: Said) => void
  /** Pause before the first retry, milliseconds; each next one is twice as long, up to `againMsMax`. */
  readonly againMs?: number
  readonly againMsMax?: number
}

/** What the role is to work on. */
export interface Given {
  readonly state: RoleState
  readonly index: number
  readonly fence: number
  readonly degraded: boolean
}

const AGAIN_MS = 100
const AGAIN_MS_MAX = 10_000
const HEALTH_MS = 10_000

export class Runner {
  readonly #role: Role
  readonly #needs: RunnerNeeds
  /** The last thing given; null while the role is not held. */
  #given: Given | null = null
  #view: { readonly text: string, readonly value: unknown } | null = null
  /** The view that the world agrees with. */
  #done: string | null = null
  #working: Promise<void> | null = null
  readonly #acting = new Set<Promise<Acted>>()
  #ending = new AbortController()
  #tries = 0
  #timer: NodeJS.Timeout | null = null
  readonly #checking: NodeJS.Timeout | null

  constructor (role: Role, needs: RunnerNeeds) {
    this.#role = role
    this.#needs = needs
    this.#checking = role.health === null ? null : setInterval(() => void this.#check(), HEALTH_MS).unref()
  }

  /** A newer state, or the first one. */
  give (given: Given): void {
    if (this.#given !== null && given.fence !== this.#given.fence) this.#abort()
    this.#given = given
    try {
      const value = this.#role.select(given.state, this.#needs.config)
      this.#view = { text: JSON.stringify(value) ?? 'null', value }
    } catch (error) {
      return this.#failed(error)
    }
    this.#work()
  }

  /**
   * The role is not held here any more: nothing begins, and what runs is told to end.
   *
   * @returns when it has; a role that pays no attention never does
   */
  async revoke (): Promise<void> {
    this.#abort()
    this.#given = null
    this.#view = null
    await Promise.all(this.#acting)
    while (this.#working !== null) await this.#working
  }

  /**
   * Answer a question.
   *
   * @param readsOnly - whether who asks may not change anything
   * @throws {HivemindError} HIVE_ROLE_ASK, HIVE_ROLE_ELSEWHERE, HIVE_ROLE_DECLINED
   */
  async ask (name: string, input: unknown, readsOnly: boolean): Promise<unknown> {
    const { name: role } = this.#role.manifest
    const ask = Object.hasOwn(this.#role.asks, name) ? this.#role.asks[name] : undefined
    if (ask === undefined || (readsOnly && !ask.reads)) {
      const known = Object.keys(this.#role.asks).join(', ') || 'nothing'
      throw refused('HIVE_ROLE_ASK', `role ${role} does not answer "${name}"${ask === undefined ? '' : ' to who may only read'}; it answers ${known}`)
    }
    const read = ask.input.safeParse(input)
    if (!read.success) throw refused('HIVE_ROLE_ASK', `${role} ${name}: ${wordsOf(read.error)}`)
    if (this.#given === null) throw refused('HIVE_ROLE_ELSEWHERE', `role ${role} does not work here now`)
    try {
      return await ask.answer(read.data as never, this.#context(this.#given, this.#ending.signal))
    } catch (error) {
      if (error instanceof HivemindError) throw error
      throw refused('HIVE_ROLE_DECLINED', (error instanceof Error ? error.message : String(error)).slice(0, 1_000))
    }
  }

  /**
   * Do what an action does, beside everything else.
   *
   * @param cease - aborted when this one is not wanted any more
   * @returns how it ended; never rejects
   */
  async act (act: Act, cease: AbortSignal): Promise<Acted> {
    const given = this.#given
    if (given === null) return interrupted('the role is not held here')
    const context = this.#context(given, AbortSignal.any([this.#ending.signal, cease]))
    const acting = actOn(this.#role, act, { ...context, task: act.task, attempt: act.attempt })
    this.#acting.add(acting)
    return await acting.finally(() => this.#acting.delete(acting))
  }

  /** Let go of everything, as a process that ends. */
  async stop (): Promise<void> {
    if (this.#checking !== null) clearInterval(this.#checking)
    await this.revoke()
  }

  /** Resolves when the world agrees with the last view, or the role is not held. */
  async settled (): Promise<void> {
    while (this.#view !== null && (this.#working !== null || this.#done !== this.#view.text)) {
      await (this.#working ?? new Promise(resolve => setTimeout(resolve, 1)))
    }
  }

  #abort (): void {
    this.#ending.abort(new HivemindError(refuse('HIVE_ROLE_REVOKED', 'the role is not held here any more')))
    this.#ending = new AbortController()
    this.#done = null // Under the next fence everything is looked at again.
    this.#tries = 0
    this.#wait(null)
  }

  #work (): void {
    if (this.#working !== null || this.#timer !== null || this.#given === null || this.#view === null) return
    if (this.#view.text === this.#done) return
    this.#working = this.#reconcile(this.#given, this.#view, this.#ending.signal).finally(() => {
      this.#working = null
      this.#work()
    })
  }

  async #reconcile (
    given: Given,
    view: { readonly text: string, readonly value: unknown },
    signal: AbortSignal
  ): Promise<void> {
    try {
      const context = this.#context(given, signal)
      await this.#role.reconcile(view.value, context)
      const ready = await this.#role.ready(context)
      if (signal.aborted) return
      this.#done = view.text
      this.#tries = 0
      this.#needs.say({ type: 'reconciled', index: given.index, ready })
    } catch (error) {
      if (!signal.aborted) this.#failed(error)
    }
  }

  #failed (error: unknown): void {
    const message = (error instanceof Error ? error.message : String(error)).slice(0, 1_000)
    this.#tries++
    this.#needs.say({ type: 'failed', message, tries: this.#tries })
    const { againMs = AGAIN_MS, againMsMax = AGAIN_MS_MAX } = this.#needs
    this.#wait(Math.min(againMs * 2 ** (this.#tries - 1), againMsMax))
  }

  #wait (ms: number | null): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = ms === null ? null : setTimeout(() => { this.#timer = null; this.#work() }, ms)
  }

  async #check (): Promise<void> {
    if (this.#given === null || this.#role.health === null) return
    const { signal } = this.#ending
    const problem = await this.#role.health(this.#context(this.#given, signal)).catch((error: unknown) => String(error))
    if (!signal.aborted) this.#needs.say({ type: 'health', problem })
  }

  #context ({ fence, index, degraded }: Given, signal: AbortSignal): Context<unknown> {
    const { self, config, propose, publish, observe, say } = this.#needs
    const { publishes, observes, name } = this.#role.manifest
    return {
      self, config, fence, index, degraded, signal,
      log: (level, message, fields = {}) => say({ type: 'log', level, message, fields }),
      report: text => { if (!signal.aborted) say({ type: 'report', text: text.slice(0, 256) }) },
      async propose (fact) {
        signal.throwIfAborted()
        const place = await propose(fact, fence)
        signal.throwIfAborted()
        return place
      },
      publish (topic, facts) {
        if (signal.aborted) return // Another machine may speak now, and this one's words were taken back.
        const wrong = publishes.includes(topic) ? factsRefused(facts) : `${name} does not declare the topic ${topic}`
        if (wrong !== null) throw refused('HIVE_ROLE_FACTS', wrong)
        publish(topic, facts)
      },
      observe (seen) {
        if (signal.aborted) return
        const wrong = observes.length > 0
          ? factsRefused(seen, LIMITS.observationsMax, LIMITS.observationsBytesMax)
          : `${name} declares no kinds in "observes"`
        if (wrong !== null) throw refused('HIVE_ROLE_FACTS', wrong)
        observe(seen)
      }
    }
  }
}

const refused = (...given: Parameters<typeof refuse>): HivemindError => new HivemindError(refuse(...given))

/** Why so much cannot be said at once; null when it can. The feed checks it again. */
function factsRefused (
  facts: Readonly<Record<string, unknown>>, countMax: number = LIMITS.feedFactsMax,
  bytesMax: number = LIMITS.feedBytesMax
): string | null {
  const rows = Object.entries(facts).map(([key, value]) => ({
    key,
    bytes: Buffer.byteLength(JSON.stringify(value) ?? '')
  }))
  const bytes = rows.reduce((sum, row) => sum + row.key.length + row.bytes, 0)
  const { feedValueBytesMax } = LIMITS
  const large = rows.find(row => row.bytes > feedValueBytesMax)
  if (large !== undefined) return `fact ${large.key} has ${large.bytes} bytes, expected at most ${feedValueBytesMax}`
  if (rows.length > countMax) return `${rows.length} facts, expected at most ${countMax}`
  return bytes <= bytesMax ? null : `facts of ${bytes} bytes, expected at most ${bytesMax}`
}
