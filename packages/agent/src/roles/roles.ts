/**
 * The roles of this member: which of the enabled ones run here, and what a role that is to be enabled says of itself.
 *
 * Touches processes and the directory of roles. Loaded with the first role; a member without one has nothing of it.
 */
import { createRequire } from 'node:module'
import { isAbsolute, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HivemindError, type NodeId } from '@hivemind/base'
import { type Control, fenceOf, type Role, type RoleFact, refusalOf, roleAt } from '@hivemind/control'
import type { Publication } from '@hivemind/feed'
import type { Answer, Request } from '@hivemind/kernel'
import { type FromRole, fits, holdersCount, protocolProblem, refuseRole } from '@hivemind/role/protocol'
import { type Account, accountFor } from '../account.ts'
import type { Logger } from '../logging.ts'
import type { RoleHere } from './here.ts'
import { Keeping } from './keeping.ts'
import { Observing } from './observing.ts'
import { RoleProcess } from './role-process.ts'
import type { Topics } from './slicing.ts'
import { Tasks } from './tasks.ts'
import { Updating } from './updating.ts'

export interface RolesNeeds {
  readonly self: { readonly id: NodeId, readonly name: string }
  readonly dataDirectory: string
  readonly control: () => Readonly<Control>
  readonly degraded: () => boolean
  /** Whether a role does not begin here yet, since it lacks what it needs for that. */
  readonly waits: (role: string) => boolean
  readonly request: (request: Request, deadlineMs: number) => Promise<Answer>
  readonly topics: Topics
  readonly publish: (topic: string, facts: Readonly<Record<string, unknown>>) => void
  /** Facts of the machine itself. */
  readonly say: (facts: readonly Publication[]) => void
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** What a role says of itself, as the entry that enables it needs it. */
export interface Described extends RoleFact { readonly name: string }

/** Whether there is a quorum is looked at so often. */
const LOOK_MS = 250
const DESCRIBE_MS = 15_000

export class Roles {
  readonly #needs: RolesNeeds
  readonly #kept = new Map<string, Keeping>()
  readonly #main = fileURLToPath(import.meta.resolve('@hivemind/role/main'))
  readonly #timer: NodeJS.Timeout
  readonly #tasks: Tasks
  readonly #updating: Updating
  readonly #observing: Observing
  /** Those that are on their way out: the next process of a role does not begin before they are gone. */
  readonly #leaving = new Set<string>()
  #over = false

  constructor (needs: RolesNeeds) {
    this.#needs = needs
    const { self, control, degraded, request, log } = needs
    this.#tasks = new Tasks({
      self, control, degraded, request, log, directory: join(needs.dataDirectory, 'roles', '.outcomes'),
      doer: role => this.#kept.get(role)
    })
    this.#updating = new Updating({ self, request })
    this.#observing = new Observing(needs.say)
    this.#timer = setInterval(() => this.look(), LOOK_MS).unref()
    this.look()
  }

  /** Bring about what the applied state wants of this member. */
  look (): void {
    if (this.#over) return
    const control = this.#needs.control()
    const degraded = this.#needs.degraded()
    for (const enabled of control.roles.values()) {
      const role = roleAt(enabled, this.#needs.self.id)
      const level = { role, fence: fenceOf(control, role.id, this.#needs.self.id), degraded, control }
      const kept = this.#kept.get(role.id)
      if (kept !== undefined) kept.look(level)
      else if (level.fence !== null && !this.#leaving.has(role.id) && !this.#needs.waits(role.id))
        this.#kept.set(role.id, new Keeping(this.#keepingNeeds(role.id), level))
    }
    for (const [name, kept] of this.#kept) {
      if (fenceOf(control, name, this.#needs.self.id) !== null) continue
      for (const topic of kept.publishes) this.#needs.publish(topic, {})
      this.#observing.say(name, {}, Date.now())
      this.#kept.delete(name)
      this.#leaving.add(name)
      void kept.stop().then(() => this.#leaving.delete(name))
    }
    this.#tasks.look()
    this.#updating.look(control.roles.values(), role => this.#kept.get(role))
  }

  here (name: string): RoleHere | null { return this.#kept.get(name)?.here() ?? null }

  /** Ask a role that works here. @throws {HivemindError} as `Keeping.ask` */
  async ask (name: string, ...given: Parameters<Keeping['ask']>): Promise<unknown> {
    const kept = this.#kept.get(name)
    if (kept !== undefined) return await kept.ask(...given)
    throw new HivemindError(refuseRole('HIVE_ROLE_ELSEWHERE', `role ${name} does not work on ${this.#needs.self.name}`))
  }

  async stop (): Promise<void> {
    this.#over = true
    clearInterval(this.#timer)
    this.#tasks.stop()
    await Promise.all([...this.#kept.values()].map(kept => kept.stop()))
  }

  /**
   * Load a role's code in a process of its own and ask what it is.
   *
   * @param user - the account that the code runs as, the agent's own when left out
   * @throws {HivemindError} HIVE_ROLE_LOAD, HIVE_ROLE_MANIFEST, HIVE_ROLE_CONFIG, HIVE_ROLE_ENDED, HIVE_ROLE_USER
   */
  async describe (
    source: Role['source'], config: Readonly<Record<string, unknown>>, user?: string
  ): Promise<Described> {
    const { self, log } = this.#needs
    const path = this.#locate(source)
    const directory = this.#directory(user === undefined ? '.described' : `.described-${user}`)
    const account = user === undefined ? null : await this.#account(user, source, directory)
    const said = await new Promise<FromRole | string>(resolve => {
      const process = new RoleProcess({
        role: 'described', main: this.#main, directory, account, log,
        heard: message => { resolve(message); process.kill('it said all that was asked') },
        ended: end => resolve([end, ...process.words].join('; '))
      })
      setTimeout(() => process.kill('it did not say what it is'), DESCRIBE_MS).unref()
      process.say({ type: 'begin', path, self, config: { ...config } })
    })
    if (typeof said === 'string')
      throw new HivemindError(refuseRole('HIVE_ROLE_ENDED', `${path}: ${said.slice(0, 2_000)}`))
    if (said.type === 'unfit') throw new HivemindError(refusalFor(said.refusal))
    if (said.type !== 'hello')
      throw new HivemindError(refuseRole('HIVE_ROLE_PROTOCOL', `${path} began with ${said.type}`))
    const foreign = protocolProblem(said.protocol)
    if (foreign !== null) throw new HivemindError(refuseRole('HIVE_ROLE_VERSION', `${path}: ${foreign}`))
    const { name, version, holders, performs, requires, bootstrapRequires, degraded, watches, proposes, actions } =
      said.manifest
    const { publishes, observes, processes, kinds } = said.manifest
    const { feeds, ...watched } = watches
    return {
      name, version, holders: holdersCount(holders), performs, requires, bootstrapRequires, degraded, proposes,
      // Members of an earlier release hold what they know of it; a role without topics looks to them as it always did.
      watches: feeds.length === 0 ? watched : { ...watched, feeds },
      ...publishes.length === 0 ? {} : { publishes },
      ...observes.length === 0 ? {} : { observes },
      config: said.config, ...(actions.length === 0 ? {} : { actions }),
      ...(processes.length === 0 ? {} : { processes }),
      ...(kinds.length === 0 ? {} : { kinds })
    }
  }

  /** Read the code of an enabled role again. @throws {HivemindError} as `describe` */
  async examine (
    role: Pick<Role, 'id' | 'version' | 'source' | 'config' | 'user'>
  ): Promise<Described & { fits: boolean }> {
    const found = await this.describe(role.source, role.config, role.user)
    return { ...found, fits: found.name === role.id && fits(found.version, role.version) }
  }

  async #account (user: string, source: Role['source'], directory: string): Promise<Account | null> {
    const { dataDirectory } = this.#needs
    const reads = [process.execPath, this.#main, this.#locate(source)]
    return await accountFor(user, { what: 'a role', dataDirectory, directory, reads })
  }

  #directory (role: string): string { return join(this.#needs.dataDirectory, 'roles', role) }

  /** A package is looked for beside the roles' directories first, then where the agent's own packages are. */
  #locate ({ type, at }: Role['source']): string {
    if (type === 'path') return at
    // A plain word is first of all a role that is shipped with the agent: `dns` is @hivemind/role-dns, not Node's own.
    const names = /^[a-z][a-z0-9-]*$/.test(at) ? [`@hivemind/role-${at}`, at] : [at]
    for (const name of names) {
      for (const from of [this.#directory('package.json'), import.meta.url]) {
        try {
          const found = createRequire(from).resolve(name)
          if (isAbsolute(found)) return found
        } catch { /* The next place may have it. */ }
      }
    }
    return at
  }

  #keepingNeeds (role: string) {
    const { self, log, request, topics, publish } = this.#needs
    return {
      self, log, request, topics, publish, main: this.#main, directory: this.#directory(role),
      locate: (source: Role['source']) => this.#locate(source),
      account: async (user: string, source: Role['source']) =>
        await this.#account(user, source, this.#directory(role)),
      observe: (seen: Readonly<Record<string, unknown>>) => this.#observing.say(role, seen, Date.now())
    }
  }
}

/** A refusal of the role's own process, with the hint that its code has here. */
function refusalFor ({ code, message }: { readonly code: string, readonly message: string }) {
  if (code === 'HIVE_ROLE_LOAD' || code === 'HIVE_ROLE_MANIFEST' || code === 'HIVE_ROLE_CONFIG')
    return refuseRole(code, message)
  return refusalOf(code, message)
}
