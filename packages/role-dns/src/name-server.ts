/**
 * The name server of this machine while the role works: what is known becomes zones, zones are answered from.
 *
 * Touches sockets, the clock, and two files: the key that it is told of, and the serials of its own directory.
 */
import { randomInt } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Context } from '@hivemind/role'
import { type Config, listenOf } from './config.ts'
import { type Counters, countersOf } from './counting.ts'
import { type Pushed, Pushing } from './driver/pushing.ts'
import { liveSet, type Moment } from './live.ts'
import { Responder } from './responding.ts'
import { Notifying } from './serving/notifying.ts'
import { Doors } from './serving/sockets.ts'
import type { ToldZones } from './serving/telling.ts'
import { type Key, keyFrom } from './tsig.ts'
import { SERVERS, type View } from './view.ts'
import { keyOf, type Name, type NameKey, nameFrom, nameText } from './wire/name.ts'
import { firstOf, known } from './zone/contents.ts'
import { type Kept, next } from './zone/history.ts'

const SERIALS = 'serials.json'

type Needs = Pick<Context<unknown>, 'log' | 'publish' | 'report' | 'self'>

export class NameServer {
  readonly config: Config
  readonly main: Name
  readonly #needs: Needs
  readonly #key: Key | null
  readonly #responder: Responder
  readonly #notifying: Notifying
  readonly #pushing: Pushing | null
  /** The last serials that anybody may have seen, by zone. */
  readonly #serials: Map<string, number>
  #doors: Doors | null = null
  #kept: ReadonlyMap<NameKey, Kept> = new Map()
  #problems: readonly string[] = []
  #view: View = { self: '', degraded: false, hosts: [], records: [], problems: [] }
  #moment: Moment = { hosts: [], degradedSince: null, changedAt: 0 }
  #failures = 0

  private constructor (config: Config, needs: Needs, keys: Keys, serials: Map<string, number>) {
    const { key, pushing } = keys
    this.config = config
    this.main = nameFrom(config.zone) as Name
    this.#needs = needs
    this.#serials = serials
    this.#key = key
    const { transfer: { allow, notify: targets }, responsesPerSecond } = config
    this.#responder = new Responder({
      responsesPerSecond,
      transfers: { allow, key },
      seed: randomInt(2 ** 31),
      live: (zone, name) => liveSet(zone, name, this.main, this.#moment, Date.now())
    })
    const log = (message: string, fields: Readonly<Record<string, unknown>>): void => needs.log('warn', message, fields)
    this.#notifying = new Notifying({ targets, key, log })
    const { driver } = config
    this.#pushing = driver.kind === 'update' && pushing !== null
      ? new Pushing(nameFrom(driver.zone ?? config.zone) as Name, { server: driver.server, key: pushing, log })
      : null
  }

  /**
   * Open the doors, with something to answer behind them.
   *
   * @throws {Error} when the settings name no address for this machine, it is taken, or a key cannot be read
   */
  static async begin (config: Config, view: View, needs: Needs): Promise<NameServer> {
    const listen = listenOf(config, needs.self.name)
    if (listen === null) throw new Error(`the setting "listen" has no address for ${needs.self.name} and none for *`)
    const { driver, zone, zones, reverse } = config
    if (driver.kind === 'update' && ![zone, ...zones, ...reverse].includes(driver.zone ?? zone))
      throw new Error(`the setting "driver" names ${driver.zone}, which is none of "zone", "zones" and "reverse"`)
    const server = new NameServer(config, needs, await keysOf(config), await readSerials())
    server.update(view)
    try {
      await server.#open(listen)
    } catch (error) {
      server.close()
      throw error
    }
    return server
  }

  async #open (listen: { readonly host: string, readonly port: number }): Promise<void> {
    const { config } = this
    this.#doors = await Doors.open({
      ...listen,
      config,
      key: this.#key,
      told: () => this.#told(),
      respond: (packet, address, transport) => this.#responder.respond(packet, address, transport, Date.now()),
      failed: error => this.#failed(error)
    })
    if (this.#doors.alone !== null)
      this.#needs.log('info', 'datagrams are taken one by one, which costs more', { reason: this.#doors.alone })
    this.#needs.publish(SERVERS, { server: { host: listen.host, port: this.#doors.port } })
    this.#tell()
  }

  get port (): number { return this.#doors?.port ?? 0 }
  get kept (): ReadonlyMap<NameKey, Kept> { return this.#kept }
  get problems (): readonly string[] { return this.#problems }
  get view (): View { return this.#view }
  get moment (): Moment { return this.#moment }
  get counters (): Counters { return countersOf([this.#responder.counts, ...this.#doors?.counts ?? []]) }
  /** How the zone of another server is kept; null when none is. */
  get pushed (): Pushed | null { return this.#pushing?.pushed ?? null }
  /** Threads that take datagrams in batches; 0 where this one takes them one by one. */
  get workers (): number { return this.#doors?.counts.length ?? 0 }

  /** Something is otherwise than before. @param anew - give every zone a new serial, also those that did not change */
  update (view: View, anew = false): void {
    const now = Date.now()
    const degradedSince = view.degraded ? this.#moment.degradedSince ?? now : null
    const { contents, problems } = known(view, this.config)
    const kept = new Map<NameKey, Kept>()
    const changed: Kept[] = []
    for (const [key, one] of contents) {
      const before = anew ? null : this.#kept.get(key) ?? null
      const least = Math.max(Math.floor(now / 1_000), (this.#serials.get(nameText(key)) ?? 0) + 1)
      const after = next(before, one, least)
      kept.set(key, after)
      if (after !== before) changed.push(after)
    }
    this.#view = view
    this.#problems = problems
    const hosts = view.hosts.map(({ name, seq }) => ({ name, seq }))
    this.#moment = { hosts, degradedSince, changedAt: changed.length > 0 ? now : this.#moment.changedAt }
    this.#kept = kept
    for (const { zone } of changed) this.#serials.set(nameText(zone.key), zone.serial)
    if (changed.length > 0) {
      this.#save() // Before anybody sees them.
      this.#responder.serve(kept)
    }
    this.#doors?.tell(changed.length > 0 ? this.#told() : { type: 'moment', moment: this.#moment })
    for (const { zone } of changed) this.#notifying.tell(zone)
    this.#push()
    this.#tell()
  }

  /** The first of the servers sees to the zone elsewhere; the others would only be told that it is changed. */
  #push (): void {
    const { driver, zone } = this.config
    if (this.#pushing === null || driver.kind !== 'update') return
    const key = keyOf(nameFrom(driver.zone ?? zone) as Name)
    this.#pushing.tell(firstOf(this.#view) === this.#view.self ? this.#kept.get(key)?.zone ?? null : null)
  }

  /** All that other threads have to know. */
  #told (): ToldZones {
    const serials = new Map([...this.#kept.values()].map(({ zone }) => [nameText(zone.key), zone.serial]))
    return { type: 'zones', view: this.#view, serials, moment: this.#moment }
  }

  #tell (): void {
    const zone = this.#kept.get(keyOf(this.main))?.zone
    const { length } = this.#problems
    const wrong = length === 0 ? '' : `, ${length} problems`
    const old = this.#moment.degradedSince === null ? '' : ', no quorum'
    this.#needs.report(`${this.config.zone} serial ${zone?.serial ?? 0}, ${zone?.nodes.size ?? 0} names, port ${this.port}${wrong}${old}`)
  }

  #failed (error: unknown): void {
    if (this.#failures++ > 0) return // One is told; a packet that can be sent once can be sent a thousand times.
    this.#needs.log('error', 'a query could not be answered', {
      error: error instanceof Error ? error.stack : String(error)
    })
  }

  /** What cannot be kept costs nothing but a clock that went back: the next serial is the time. */
  #save (): void {
    try {
      writeFileSync(`${SERIALS}.next`, JSON.stringify(Object.fromEntries(this.#serials)))
      renameSync(`${SERIALS}.next`, SERIALS)
    } catch (error) {
      this.#needs.log('warn', 'serials cannot be kept', { error: String(error) })
    }
  }

  close (): void {
    this.#notifying.close()
    this.#pushing?.close()
    this.#doors?.close()
  }
}

interface Keys { readonly key: Key | null, readonly pushing: Key | null }

async function keysOf ({ transfer, driver }: Config): Promise<Keys> {
  return {
    key: await keyAt(transfer.keyFile), pushing: driver.kind === 'update' ? await keyAt(driver.keyFile) : null
  }
}

async function keyAt (path: string): Promise<Key | null> {
  if (path === '') return null
  const key = keyFrom(await readFile(path, 'utf8'))
  if (key === null) throw new Error(`${path} holds no key as tsig-keygen writes it, of hmac-sha256, -sha384 or -sha512`)
  return key
}

async function readSerials (): Promise<Map<string, number>> {
  try {
    const read = JSON.parse(await readFile(SERIALS, 'utf8')) as Record<string, unknown>
    return new Map(Object.entries(read).filter((row): row is [string, number] => Number.isSafeInteger(row[1])))
  } catch {
    return new Map() // The first life, or a file that was cut: the time is enough.
  }
}
