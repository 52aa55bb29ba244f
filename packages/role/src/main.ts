/**
 * The process of one role: loads its code, runs it, and speaks with the agent over file descriptor 3.
 *
 * Touches that pipe and whatever the role touches. Its end is the end of the role: an agent that went away, a word that
 * nobody understands, or an error that nobody caught end it at once.
 */
import { Socket } from 'node:net'
import { HivemindError, type Refusal } from '@hivemind/base'
import { interrupted } from './acting.ts'
import type { Role } from './definition.ts'
import { refusalFrom } from './errors.ts'
import { Lines } from './lines.ts'
import { lendPackages, loadRole } from './loading.ts'
import { AGENT_LINE_MAX, type FromAgent, type FromRole, PROTOCOL, ROLE_LINE_MAX, readFromAgent } from './protocol.ts'
import { Runner } from './runner.ts'
import type { FeedRow, MemberRow, Place, ResourceRow, RoleFact, Self } from './state.ts'

/** Ended by what the agent said, not by the role. */
const EXIT_PROTOCOL = 76

class RoleMain {
  readonly #lines: Lines
  readonly #members = new Map<string, MemberRow>()
  readonly #resources = new Map<string, ResourceRow>()
  readonly #feeds = new Map<string, FeedRow>()
  readonly #asked = new Map<
    number,
    { readonly resolve: (place: Place) => void, readonly reject: (error: Error) => void }
  >()
  readonly #acts = new Map<number, AbortController>()
  #self: Self = { id: '', name: '' }
  #runner: Runner | null = null
  #nextId = 1

  constructor (socket: Socket) {
    this.#lines = new Lines({
      stream: socket,
      lineMax: AGENT_LINE_MAX,
      read: value => this.#read(value),
      broken: reason => this.#end(reason)
    })
  }

  #say (message: FromRole): void { this.#lines.write(message) }

  #end (reason: string): void {
    process.stderr.write(`the agent spoke in no way of this release: ${reason}\n`)
    process.exit(EXIT_PROTOCOL)
  }

  #read (value: unknown): void {
    const message = readFromAgent(value)
    if (message === null) return this.#end(JSON.stringify(value)?.slice(0, 200) ?? 'nothing')
    switch (message.type) {
      case 'begin': return void this.#begin(message)
      case 'rows': return this.#rows(message)
      case 'now': return this.#now(message)
      case 'revoke': return void this.#revoke()
      case 'answer': return this.#answer(message)
      case 'ask': return void this.#ask(message)
      case 'act': return void this.#act(message)
      case 'cease': return this.#acts.get(message.id)?.abort(new Error('it is not wanted any more'))
      case 'ping': return this.#say({ type: 'pong', id: message.id, rssBytes: process.memoryUsage.rss() })
    }
  }

  async #begin ({ path, self, config: raw }: FromAgent & { type: 'begin' }): Promise<void> {
    this.#self = self
    const role = await loadRole(path)
    if ('code' in role) return this.#unfit(role)
    const read = role.readConfig(raw)
    if ('refusal' in read) return this.#unfit(read.refusal)
    this.#runner = this.#running(role, read.config)
    const { manifest } = role
    this.#say({ type: 'hello', protocol: PROTOCOL, manifest, config: read.config, rssBytes: process.memoryUsage.rss() })
  }

  #unfit ({ code, message }: Refusal): void { this.#say({ type: 'unfit', refusal: { code, message } }) }

  #running (role: Role, config: unknown): Runner {
    return new Runner(role, {
      self: this.#self,
      config,
      say: said => this.#say(said),
      propose: async (fact, fence) => await this.#propose(fact, fence),
      publish: (topic, facts) => this.#say({ type: 'publish', topic, facts: { ...facts } }),
      observe: seen => this.#say({ type: 'observe', seen: { ...seen } })
    })
  }

  #propose (fact: RoleFact, fence: number): Promise<Place> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject })
      this.#say({ type: 'propose', id, fence, fact: { type: fact.type, body: { ...fact.body } } })
    })
  }

  #answer ({ id, place, refusal }: FromAgent & { type: 'answer' }): void {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    if (place !== null) asked?.resolve(place)
    else asked?.reject(new HivemindError(refusalFrom(refusal?.code ?? '', refusal?.message ?? 'no reason was given')))
  }

  async #ask ({ id, ask, input, readsOnly }: FromAgent & { type: 'ask' }): Promise<void> {
    try {
      const value = await this.#runner?.ask(ask, input, readsOnly) ?? null
      const size = JSON.stringify(value).length
      if (size > ROLE_LINE_MAX / 2) throw new Error(`the answer has ${size} characters, expected at most ${ROLE_LINE_MAX / 2}`)
      this.#say({ type: 'answered', id, value, refusal: null })
    } catch (error) {
      const { code, message } = error instanceof HivemindError
        ? error
        : { code: 'HIVE_ROLE_DECLINED', message: String((error as Error).message) }
      this.#say({ type: 'answered', id, value: null, refusal: { code, message: message.slice(0, 4_000) } })
    }
  }

  #rows ({ members, resources, feeds }: FromAgent & { type: 'rows' }): void {
    for (const { topic, origin } of feeds.drop) this.#feeds.delete(`${topic}/${origin}`)
    for (const row of feeds.put) this.#feeds.set(`${row.topic}/${row.origin}`, row)
    for (const one of members.drop) this.#members.delete(one)
    for (const one of resources.drop) this.#resources.delete(one)
    for (const row of members.put) this.#members.set(row.id, row)
    for (const row of resources.put) this.#resources.set(row.id, row)
  }

  #now ({ index, fence, degraded }: FromAgent & { type: 'now' }): void {
    const state = {
      self: this.#self, degraded, members: [...this.#members.values()], resources: [...this.#resources.values()],
      feeds: [...this.#feeds.values()]
    }
    this.#runner?.give({ state, index, fence, degraded })
  }

  async #act ({ id, type: _type, ...act }: FromAgent & { type: 'act' }): Promise<void> {
    const ending = new AbortController()
    this.#acts.set(id, ending)
    const acted = await this.#runner?.act(act, ending.signal) ?? interrupted('it does not run yet')
    const { outcome, result, problem } = acted
    this.#acts.delete(id)
    this.#say({ type: 'acted', id, outcome, result: result as (FromRole & { type: 'acted' })['result'], problem })
  }

  async #revoke (): Promise<void> {
    await this.#runner?.revoke()
    this.#say({ type: 'revoked' })
  }
}

lendPackages()
const socket = new Socket({ fd: 3, readable: true, writable: true })
socket.on('close', () => process.exit(0)) // The agent ended; nobody holds this role here any more.
new RoleMain(socket)
