/**
 * The door to what runs roles: it is loaded with the first role that is enabled or described, so that a member without
 * roles pays nothing for them.
 *
 * Touches nothing by itself.
 */
import type { Held, Publication } from '@hivemind/feed'
import { isDegraded, type Kernel, waitsToBegin } from '@hivemind/kernel'
import type { Body } from './body.ts'
import type { Logger } from './logging.ts'
import type { RoleHere } from './roles/here.ts'
import type { Described, Roles, RolesNeeds } from './roles/roles.ts'

const NOTHING_HELD: ReadonlyMap<string, Held> = new Map()

/** What is to be said so that these facts hold, and no others. */
const changesOf = (said: readonly string[], facts: Readonly<Record<string, unknown>>): readonly Publication[] => [
  ...said.filter(key => !Object.hasOwn(facts, key)).map(key => ({ key, value: null })),
  ...Object.entries(facts).map(([key, value]) => ({ key, value: new Uint8Array(Buffer.from(JSON.stringify(value))) }))
]

export interface RoleSideNeeds {
  readonly kernel: Kernel
  readonly body: Pick<Body, 'feed' | 'onChanged' | 'request' | 'waiters'>
  readonly dataDirectory: string
  readonly log: Pick<Logger, 'info' | 'warn'>
}

export class RoleSide {
  readonly #needs: RolesNeeds
  #roles: Promise<Roles> | null = null
  #loaded: Roles | null = null
  #over = false
  readonly #applied: (look: () => void) => void

  constructor ({ kernel, body, dataDirectory, log }: RoleSideNeeds) {
    this.#needs = {
      self: { id: kernel.self, name: kernel.name }, dataDirectory, log,
      control: () => kernel.control,
      degraded: () => isDegraded(kernel),
      waits: role => waitsToBegin(kernel, role),
      request: async (request, deadlineMs) => await body.request(request, deadlineMs),
      topics: topic => kernel.topics.get(topic)?.held ?? NOTHING_HELD,
      say: facts => body.feed({ type: 'publish', facts }),
      publish: (topic, facts) => {
        const said = kernel.topics.get(topic)?.own.facts.filter(({ value }) => value !== null) ?? []
        body.feed({ type: 'publish', topic, facts: changesOf(said.map(({ key }) => key), facts) })
      }
    }
    this.#applied = look => {
      body.waiters.on(look)
      let revision = 0
      body.onChanged(() => {
        if (revision === kernel.topicsRevision) return
        revision = kernel.topicsRevision
        look()
      })
    }
  }

  /** From here on roles run as the log wants it. */
  start (): void {
    this.#applied(() => this.#look())
    this.#look()
  }

  #look (): void {
    if (this.#loaded !== null) this.#loaded.look()
    else if (!this.#over && this.#isWanted()) void this.#load()
  }

  /** What began before its role was disabled is to be reported, too. */
  #isWanted (): boolean {
    const { roles, pending } = this.#needs.control()
    return roles.size > 0 || pending.size > 0
  }

  /** How a role is on this machine; null when it does not run here. */
  here (name: string): RoleHere | null { return this.#loaded?.here(name) ?? null }

  /** Ask a role that works here. @throws {HivemindError} as `Roles.ask` */
  async ask (...given: Parameters<Roles['ask']>): Promise<unknown> {
    return await (await this.#load()).ask(...given)
  }

  async describe (...given: Parameters<Roles['describe']>): Promise<Described> {
    return await (await this.#load()).describe(...given)
  }

  async examine (...given: Parameters<Roles['examine']>): ReturnType<Roles['examine']> {
    return await (await this.#load()).examine(...given)
  }

  async stop (): Promise<void> {
    this.#over = true
    await (await this.#roles)?.stop()
  }

  #load (): Promise<Roles> {
    this.#roles ??= import('./roles/roles.ts').then(({ Roles }) => {
      this.#loaded = new Roles(this.#needs)
      return this.#loaded
    })
    return this.#roles
  }
}
