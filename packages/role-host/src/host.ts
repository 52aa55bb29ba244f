/**
 * The services of one machine while the role works: checked in turn, kept on disk, told to others when they change.
 *
 * Touches timers, the disk, and what the checks touch.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '@hivemind/role'
import { probe } from './probing.ts'
import { factOf, type Health, observed, SERVICES_MAX, type Service, unchecked } from './service.ts'
import { readServices, writeServices } from './services-file.ts'

/** The topic of feeds on which machines say what they serve. */
export const TOPIC = 'services'

interface Kept { readonly service: Service, health: Health, readonly ending: AbortController }

type HostNeeds = Pick<Context<unknown>, 'publish' | 'report' | 'signal' | 'log'>

export class Host {
  readonly #kept = new Map<string, Kept>()
  readonly #context: HostNeeds
  /** Changes of the file, one after another. */
  #writing: Promise<void> = Promise.resolve()

  private constructor (context: HostNeeds) { this.#context = context }

  /** Begin to check what is registered, until the signal of the context is aborted. */
  static async begin (context: HostNeeds): Promise<Host> {
    const host = new Host(context)
    const services = await readServices()
    context.signal.throwIfAborted() // It was held for so short that nothing began.
    for (const service of services) host.#begin(service)
    context.signal.addEventListener('abort', () => host.#end(), { once: true })
    host.#tell()
    return host
  }

  /** Every service: what is wanted of it, and what is seen. */
  list (): ReadonlyArray<{ readonly service: Service, readonly health: Health }> {
    return [...this.#kept.values()].map(({ service, health }) => ({ service, health }))
  }

  /** Register a service, or register it otherwise. @returns whether it was there */
  async register (service: Service): Promise<boolean> {
    const before = this.#kept.has(service.name)
    if (!before && this.#kept.size >= SERVICES_MAX)
      throw new Error(`this machine has ${SERVICES_MAX} services, its most`)
    await this.#write(all => [...all.filter(({ name }) => name !== service.name), service])
    this.#kept.get(service.name)?.ending.abort()
    this.#begin(service)
    this.#tell()
    return before
  }

  /** @throws {Error} when there is none of that name */
  async deregister (name: string): Promise<void> {
    const kept = this.#kept.get(name)
    if (kept === undefined) throw new Error(`no service "${name}" is registered on this machine`)
    await this.#write(all => all.filter(one => one.name !== name))
    kept.ending.abort()
    this.#kept.delete(name)
    this.#tell()
  }

  #write (change: (all: readonly Service[]) => readonly Service[]): Promise<void> {
    const written = this.#writing.then(async () => {
      await writeServices(change(await readServices()))
    })
    this.#writing = written.catch(() => {}) // Whoever asked for it is told; the next one begins from what is there.
    return written
  }

  #begin (service: Service): void {
    const kept: Kept = { service, health: unchecked(service, Date.now()), ending: new AbortController() }
    this.#kept.set(service.name, kept)
    if (service.check !== null) void this.#check(kept, service.check)
  }

  async #check (kept: Kept, check: NonNullable<Service['check']>): Promise<void> {
    const { service, ending: { signal } } = kept
    while (!signal.aborted) {
      const result = await probe(check, service.timeoutMs, signal)
      if (signal.aborted) return
      const before = kept.health.state
      kept.health = observed(kept.health, result, service, Date.now())
      if (kept.health.state !== before) this.#changed(kept, before)
      await pause(service.intervalMs, undefined, { signal }).catch(() => {})
    }
  }

  #changed ({ service: { name }, health: { state, reason } }: Kept, before: Health['state']): void {
    const level = state === 'failing' ? 'warn' : 'info'
    this.#context.log(level, `service ${name} is ${state}`, { service: name, before, reason })
    this.#tell()
  }

  #tell (): void {
    const rows = this.list()
    this.#context.publish(TOPIC, Object.fromEntries(
      rows.map(({ service, health }) => [`service/${service.name}`, factOf(service, health)])))
    const passing = rows.filter(({ health }) => health.state === 'passing').length
    this.#context.report(`${rows.length} services, ${passing} passing`)
  }

  #end (): void { for (const { ending } of this.#kept.values()) ending.abort() }
}
