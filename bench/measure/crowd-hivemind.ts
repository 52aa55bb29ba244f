/**
 * A crowd of our own agents, three of them voters, with the settings that a user gets.
 *
 * Touches real agents through the fleet of the tests. Each is watched on one stream of its own log: it knows what it
 * has applied.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@hivemind/api'
import { expectOk, Fleet, type Machine, until } from '../../test/fleet.ts'
import { type Crowd, settled } from './crowd.ts'
import { leave } from './leaving.ts'
import { type Item, News } from './news.ts'

const VOTERS = ['a', 'b', 'c']
/** Agents that are started at once while a crowd grows. */
const AT_ONCE = 4

export async function hivemindCrowd (): Promise<Crowd> {
  const crowd = new HivemindCrowd()
  try {
    await crowd.found()
    return crowd
  } catch (error) {
    await crowd.stop()
    throw error
  }
}

class HivemindCrowd implements Crowd {
  readonly product = 'hivemind'
  readonly news = new News()
  readonly #fleet = new Fleet({ NODE_EXTRA_CA_CERTS: undefined })
  readonly #watches = new Map<string, AbortController>()
  readonly #faults: string[] = []
  #tokenFile = ''
  #grown = 0

  async found (): Promise<void> {
    for (const { name } of await this.#fleet.voters(VOTERS.length)) this.#watch(name)
    const { item } = await this.#client('a').call('join-token-create', { body: { uses: 10_000 } })
    this.#tokenFile = join(this.#fleet.directory, 'token')
    writeFileSync(this.#tokenFile, item.token)
  }

  living (): readonly string[] {
    return [...this.#fleet.machines.values()].filter(({ pid }) => pid !== 0).map(({ name }) => name)
  }

  pid (name: string): number { return this.#fleet.machine(name).pid }

  async grow (members: number): Promise<void> {
    while (this.living().length < members) {
      const wanted = Math.min(AT_ONCE, members - this.living().length)
      await Promise.all(Array.from({ length: wanted }, () => this.#add(`n${this.#grown++}`)))
    }
    await settled(this)
  }

  /** As `hivemind join` does, without a command line for each. */
  async #add (name: string): Promise<void> {
    const { dataDir, address, client } = await this.#fleet.place(name)
    const start = { type: 'join', peers: [this.#fleet.machine('a').address], voter: false, tokenFile: 'join-token' }
    mkdirSync(dataDir, { mode: 0o700 })
    writeFileSync(join(dataDir, 'join-token'), readFileSync(this.#tokenFile))
    writeFileSync(join(dataDir, 'agent.json'), JSON.stringify({ name, listen: [address], start }))
    await this.#fleet.start(name)
    await until(`${name} to be a member`, async () => (await client.status()).phase === 'member')
    this.#watch(name)
  }

  kill (name: string): void {
    process.kill(this.pid(name), 'SIGKILL')
    this.#fleet.machine(name).pid = 0
    this.#unwatch(name)
  }

  async restart (name: string): Promise<void> {
    await this.#fleet.start(name)
    this.#watch(name)
    await settled(this)
  }

  async leave (name: string): Promise<void> {
    this.#unwatch(name)
    await leave(this.#fleet, name)
  }

  mayLeave (name: string): boolean { return !VOTERS.includes(name) }

  async join (name: string): Promise<void> {
    const { ran } = await this.#fleet.tryJoin(name, 'a', ['--token-file', this.#tokenFile])
    expectOk(ran)
    this.#watch(name)
  }

  async event (from: string, word: string): Promise<void> {
    await this.#client(from).log.append({ type: `bench.${word}`, payload: {} })
  }

  check (): void {
    for (const { name, dataDir } of this.#fleet.machines.values()) {
      const wrong = readFileSync(join(dataDir, 'agent.log'), 'utf8').split('\n')
        .find(line => /"level":"(error|fatal)"|^error/.test(line))
      if (wrong !== undefined) this.#faults.push(`${name}: ${wrong}`)
    }
    if (this.#faults.length > 0) throw new Error(`agents answered errors, so nothing is reported:\n${this.#faults.join('\n')}`)
  }

  async stop (): Promise<void> {
    for (const name of [...this.#watches.keys()]) this.#unwatch(name)
    await this.#fleet.stop()
  }

  #client (name: string): Client { return this.#fleet.machine(name).client }

  #watch (name: string): void {
    const stop = new AbortController()
    this.#watches.set(name, stop)
    this.#listen(this.#fleet.machine(name), stop.signal).catch(error => {
      if (!stop.signal.aborted) this.#faults.push(`${name}: ${String(error)}`)
    })
  }

  #unwatch (name: string): void {
    this.#watches.get(name)?.abort()
    this.#watches.delete(name)
  }

  /**
   * From the first entry on, so that whoever is named later is known by name: one who asked to join between a look at
   * the members and the beginning of the stream would be heard of for ever under an identity that nobody waits for.
   */
  async #listen ({ name, client }: Machine, signal: AbortSignal): Promise<void> {
    const ids = new Map<string, string>()
    const requests = new Map<string, string>()
    for await (const { type, payload } of client.log.follow({ from: 1, signal })) {
      const item = itemOf(type, (payload ?? {}) as Facts, ids, requests) // Nothing is in a no-op.
      if (item !== null) this.news.heard(name, item)
    }
  }
}

/** What bodies of entries about members hold. */
interface Facts {
  readonly member?: string
  readonly request?: string
  readonly claim?: { readonly id: string, readonly name: string }
  readonly founder?: { readonly id: string, readonly name: string }
}

/**
 * What an entry tells; null when it is no news here.
 *
 * @param ids - names of members by their ids, which grows by who asks to join
 * @param requests - names of those who asked, by their request
 */
function itemOf (type: string, facts: Facts, ids: Map<string, string>, requests: Map<string, string>): Item | null {
  const { member = '', request = '', claim, founder } = facts
  if (founder !== undefined) ids.set(founder.id, founder.name) // It asked nobody to be let in.
  if (claim !== undefined) {
    ids.set(claim.id, claim.name)
    requests.set(request, claim.name)
  }
  if (type.startsWith('bench.')) return `event ${type.slice('bench.'.length)}`
  switch (type) {
    case 'member-failed': return `failed ${ids.get(member) ?? member}`
    case 'member-left': return `left ${ids.get(member) ?? member}`
    case 'join-approved': return `joined ${requests.get(request) ?? request}`
    default: return null
  }
}
