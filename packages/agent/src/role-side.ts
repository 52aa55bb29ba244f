/**
 * The door to what runs roles: it is loaded with the first role that is enabled or described, so that a member without
 * roles pays nothing for them.
 *
 * Touches nothing by itself.
 */
import type { Role } from '@hivemind/control'
import { isDegraded, type Kernel } from '@hivemind/kernel'
import type { Body } from './body.ts'
import type { Logger } from './logging.ts'
import type { RoleHere } from './roles/keeping.ts'
import type { Described, Roles, RolesNeeds } from './roles/roles.ts'

export interface RoleSideNeeds {
  readonly kernel: Kernel
  readonly body: Pick<Body, 'request' | 'waiters'>
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
    this.#applied = look => { body.waiters.on(look) }
    this.#needs = {
      self: { id: kernel.self, name: kernel.name }, dataDirectory, log,
      control: () => kernel.control,
      degraded: () => isDegraded(kernel),
      request: async (request, deadlineMs) => await body.request(request, deadlineMs)
    }
  }

  /** From here on roles run as the log wants it. */
  start (): void {
    this.#applied(() => this.#look())
    this.#look()
  }

  #look (): void {
    if (this.#loaded !== null) this.#loaded.look()
    else if (!this.#over && this.#needs.control().roles.size > 0) void this.#load()
  }

  /** How a role is on this machine; null when it does not run here. */
  here (name: string): RoleHere | null { return this.#loaded?.here(name) ?? null }

  async describe (source: Role['source'], config: Readonly<Record<string, unknown>>): Promise<Described> {
    return await (await this.#load()).describe(source, config)
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
