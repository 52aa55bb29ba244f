/**
 * A world for one role, for tests: give it states, fence it, crash it, start it again, and see what it writes.
 *
 * Touches whatever the role touches; there is no process and no agent. The runner is the one that runs in production.
 */
import { HivemindError } from '@hivemind/base'
import type { Act, Acted } from './acting.ts'
import type { Role } from './definition.ts'
import { refusalFrom, refuse } from './errors.ts'
import { Runner, type Said } from './runner.ts'
import type { Place, RoleFact, RoleState, Self } from './state.ts'

export interface HarnessOptions {
  readonly config?: Readonly<Record<string, unknown>>
  readonly self?: Self
}

/** What the role wrote, with the fence it wrote under. */
export interface Written { readonly fence: number, readonly fact: RoleFact }

export class Harness {
  readonly #role: Role
  readonly #config: Readonly<Record<string, unknown>>
  readonly #self: Self
  readonly written: Written[] = []
  /** Attempts to write without a valid fence; none of them changed anything. */
  readonly refused: Written[] = []
  readonly said: Said[] = []
  /** What it says now, by topic. */
  readonly published = new Map<string, Readonly<Record<string, unknown>>>()
  /** What it sees now, by the id of the resource. */
  observed: Readonly<Record<string, unknown>> = {}
  #state: RoleState
  #index = 1
  #fence: number | null = null
  #degraded = false
  #runner: Runner
  #refusal: { readonly code: string, readonly message: string } | null = null

  /** @throws {HivemindError} HIVE_ROLE_CONFIG when the settings are not the role's */
  constructor (role: Role, { config = {}, self = { id: '12D3KooWa', name: 'a' } }: HarnessOptions = {}) {
    const read = role.readConfig(config)
    if ('refusal' in read) throw new HivemindError(read.refusal)
    this.#role = role
    this.#config = read.config
    this.#self = self
    this.#state = { self, members: [], resources: [], feeds: [], degraded: false }
    this.#runner = this.#begin()
  }

  /** How often it brought the world to agree with its view. */
  get reconciled (): number { return this.said.filter(({ type }) => type === 'reconciled').length }
  get failures (): readonly string[] { return this.said.flatMap(one => one.type === 'failed' ? [one.message] : []) }
  get config (): Readonly<Record<string, unknown>> { return this.#config }

  /** Change what is applied. What is left out stays. */
  apply (change: Partial<Omit<RoleState, 'self'>>): this {
    this.#state = { ...this.#state, ...change }
    this.#index++
    this.#give()
    return this
  }

  /** Make it a holder, under a fence that was never there before. */
  grant (): this {
    this.#fence = ++this.#index
    this.#give()
    return this
  }

  /** Ask it to do something, as a task does. @returns how that ended */
  async act (action: string, input: Act['input'] = {}, around: Partial<Act> = {}): Promise<Acted> {
    const act = { task: `T${++this.#index}`, attempt: 1, action, input, ...around }
    return await this.#runner.act(act, new AbortController().signal)
  }

  /** It holds the role no more. @returns when what ran has ended */
  async revoke (): Promise<void> {
    this.#fence = null
    await this.#runner.revoke()
  }

  /** The quorum is lost, or is back: a role that stops without one is revoked by the agent, and granted again. */
  async degrade (degraded: boolean): Promise<void> {
    this.#degraded = degraded
    if (degraded && this.#role.manifest.degraded === 'stop') return await this.#runner.revoke()
    this.#give()
  }

  /** It ends as a process does that is killed: nothing is said, nothing is put away. */
  crash (): void {
    void this.#runner.stop()
    this.#runner = this.#begin()
  }

  /** It begins again with the state and the fence there are. */
  restart (): this {
    this.crash()
    this.#give()
    return this
  }

  /** Refuse whatever it writes from now on; null to let it write. */
  refuseWith (refusal: { readonly code: string, readonly message: string } | null): this {
    this.#refusal = refusal
    return this
  }

  /** Ask it as somebody on its machine does. @throws {HivemindError} as `Runner.ask` */
  async ask (name: string, input: unknown = {}, readsOnly = false): Promise<unknown> {
    return await this.#runner.ask(name, input, readsOnly)
  }

  /** Resolves when the world agrees with its view, or it holds nothing. A role that always fails never gets there. */
  async settled (): Promise<void> { await this.#runner.settled() }

  async stop (): Promise<void> { await this.#runner.stop() }

  #begin (): Runner {
    return new Runner(this.#role, {
      self: this.#self,
      config: this.#config,
      say: said => { this.said.push(said) },
      propose: async (fact, fence) => this.#propose(fact, fence),
      publish: (topic, facts) => { this.published.set(topic, structuredClone(facts)) },
      observe: seen => { this.observed = structuredClone(seen) },
      againMs: 1,
      againMsMax: 20
    })
  }

  #give (): void {
    if (this.#fence === null || (this.#degraded && this.#role.manifest.degraded === 'stop')) return
    const state = { ...structuredClone(this.#state), degraded: this.#degraded }
    this.#runner.give({ state, index: this.#index, fence: this.#fence, degraded: this.#degraded })
  }

  #propose (fact: RoleFact, fence: number): Place {
    const one = { fence, fact }
    if (fence !== this.#fence) {
      this.refused.push(one)
      throw new HivemindError(refuse('HIVE_ROLE_REVOKED', `fence ${fence} is not valid`))
    }
    if (this.#degraded) throw new HivemindError(refusalFrom('HIVE_DEGRADED', 'no leader has a quorum'))
    if (this.#refusal !== null) throw new HivemindError(refusalFrom(this.#refusal.code, this.#refusal.message))
    this.written.push(one)
    return { index: ++this.#index, term: 1, epoch: 1 }
  }
}

export const harness = (role: Role, options?: HarnessOptions): Harness => new Harness(role, options)
