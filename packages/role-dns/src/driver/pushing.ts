/**
 * Keeps a zone of another server equal to ours: what changed is sent as signed updates; where its contents may be other
 * than what was sent last, it is copied, and the difference is sent.
 *
 * Touches connections to that server, timers and chance for the numbers of messages. Source: RFC 2136. Each update asks
 * that the SOA is the one that was seen or made last: who else changes the zone is noticed, and nothing is changed
 * then.
 */
import { randomInt } from 'node:crypto'
import type { Key } from '../tsig.ts'
import type { AnswerRecord, ReadAnswer } from '../wire/answer-reading.ts'
import { keyOf, type Name, type NameKey, nameText } from '../wire/name.ts'
import { RCODE, rcodeText, TYPE } from '../wire/numbers.ts'
import { serialIn } from '../wire/rdata.ts'
import { type Node, nodesOf, type Zone } from '../zone/zone.ts'
import { askFor, type Change, changesOf, isTheirs, nextSoa, portions, updateOf } from './messages.ts'
import { talk } from './talking.ts'

export interface PushingNeeds {
  readonly server: string
  readonly key: Key
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void
}

/** What it is doing, for people. */
export interface Pushed {
  readonly server: string
  readonly zone: string
  /** `elsewhere`: another server of ours pushes. */
  readonly state: 'elsewhere' | 'behind' | 'equal'
  /** Serial of the zone there, when it is known. */
  readonly serial: number | null
  readonly updates: number
  readonly copies: number
  readonly problem: string | null
}

const AGAIN_MS = { least: 500, most: 30_000 } as const
/** So often it is asked whether the zone there is still as it was left. */
const LOOK_MS = 60_000

interface There { readonly soa: Buffer, readonly ttl: number, readonly nodes: ReadonlyMap<NameKey, Node> }

export class Pushing {
  readonly #needs: PushingNeeds
  readonly #apex: Name
  readonly #ending = new AbortController()
  #wanted: Zone | null = null
  /** What is there as far as we know; null when nobody knows. */
  #there: There | null = null
  #sent: Zone | null = null
  #updates = 0
  #copies = 0
  #problem: string | null = null
  #wake: () => void = () => {}

  constructor (apex: Name, needs: PushingNeeds) {
    this.#apex = apex
    this.#needs = needs
    void this.#run()
  }

  get pushed (): Pushed {
    const state = this.#wanted === null ? 'elsewhere' : this.#sent === this.#wanted ? 'equal' : 'behind'
    return {
      server: this.#needs.server, zone: nameText(this.#apex), state,
      serial: this.#there === null ? null : serialIn(this.#there.soa),
      updates: this.#updates, copies: this.#copies, problem: this.#problem
    }
  }

  /** @param zone - what the other server is to have; null while another one of ours sees to it */
  tell (zone: Zone | null): void {
    if (zone === this.#wanted) return
    if (zone === null) this.#there = null // Whoever sees to it now changes it.
    this.#wanted = zone
    this.#wake()
  }

  close (): void {
    this.#ending.abort()
    this.#wake()
  }

  async #run (): Promise<void> {
    const { signal } = this.#ending
    for (let waitMs: number = AGAIN_MS.least; !signal.aborted;) {
      const zone = this.#wanted
      try {
        if (zone !== null) await this.#bring(zone)
        if (this.#problem !== null) this.#needs.log('the zone of the other server is kept again', {})
        this.#problem = null
        waitMs = AGAIN_MS.least
        if (this.#wanted === zone) await this.#quiet(LOOK_MS)
      } catch (error) {
        if (signal.aborted) return
        this.#there = null
        this.#sent = null
        const problem = error instanceof Error ? error.message : String(error)
        if (this.#problem === null) this.#needs.log('the zone of the other server cannot be kept', { problem })
        this.#problem = problem
        await this.#quiet(waitMs)
        waitMs = Math.min(waitMs * 2, AGAIN_MS.most)
      }
    }
  }

  /** Until there is something new, or so long. */
  #quiet (ms: number): Promise<void> {
    return new Promise(resolve => {
      const end = (): void => {
        clearTimeout(timer)
        this.#wake = () => {}
        resolve()
      }
      const timer = setTimeout(end, ms)
      this.#wake = end
      if (this.#ending.signal.aborted) end()
    })
  }

  async #bring (zone: Zone): Promise<void> {
    if (this.#there !== null && this.#sent === zone && !await this.#isAsLeft(this.#there)) this.#there = null
    // Once more when somebody else changed it meanwhile; then it waits its turn.
    for (let tries = 0; tries < 2; tries++) {
      this.#there ??= await this.#copied(zone)
      if (await this.#sendAll(this.#there, zone)) {
        this.#sent = zone
        return
      }
      this.#there = null
    }
    throw new Error(`${this.#needs.server}: somebody else changes ${nameText(this.#apex)} all the time`)
  }

  /** @returns false when the zone there is not what it was */
  async #sendAll (there: There, zone: Zone): Promise<boolean> {
    for (const portion of portions(changesOf(there.nodes, zone.nodes, zone.key))) {
      const before = this.#there?.soa ?? there.soa
      const after = nextSoa(before)
      if (!await this.#update({ before, after, ttl: there.ttl }, portion)) return false
      this.#there = { ...there, soa: after }
      this.#updates++
    }
    this.#there = { ...this.#there ?? there, nodes: zone.nodes }
    return true
  }

  async #update (soa: Parameters<typeof updateOf>[2], portion: readonly Change[]): Promise<boolean> {
    let rcode = -1
    await this.#ask(updateOf(this.#apex, randomInt(0x1_0000), soa, portion), answer => {
      rcode = answer.rcode
      return true
    })
    if (rcode === RCODE.setMissing) return false
    if (rcode !== RCODE.noError) throw new Error(`${this.#needs.server} refuses an update: ${rcodeText(rcode)}`)
    return true
  }

  async #isAsLeft ({ soa }: There): Promise<boolean> {
    let same = false
    await this.#ask(askFor(this.#apex, TYPE.SOA, randomInt(0x1_0000)), ({ records: [record] }) => {
      same = record?.type === TYPE.SOA && record.rdata.equals(soa)
      return true
    })
    return same
  }

  /** The whole zone, between two of its SOA. RFC 5936 2.2. */
  async #copied (zone: Zone): Promise<There> {
    const records: AnswerRecord[] = []
    await this.#ask(askFor(this.#apex, TYPE.AXFR, randomInt(0x1_0000)), answer => {
      if (answer.rcode !== RCODE.noError)
        throw new Error(`${this.#needs.server} refuses a copy: ${rcodeText(answer.rcode)}`)
      for (const record of answer.records) records.push(record)
      if (records[0]?.type !== TYPE.SOA) throw new Error(`${this.#needs.server} sends a copy without a SOA`)
      return records.length > 1 && records.at(-1)?.type === TYPE.SOA
    })
    this.#copies++
    const stays = theirs(records, zone)
    const sets = records.filter(record => !stays(record)).map(({ rdata, ...set }) => ({ ...set, rdatas: [rdata] }))
    const [soa] = records
    return { soa: soa?.rdata as Buffer, ttl: soa?.ttl ?? 0, nodes: nodesOf(sets, this.#apex) }
  }

  async #ask (packet: Buffer, done: (answer: ReadAnswer) => boolean): Promise<void> {
    await talk(this.#needs, packet, this.#ending.signal, done)
  }
}

/** What is that server's own matter, the addresses of its name servers with it where we have nothing of these names. */
function theirs (records: readonly AnswerRecord[], { key: apex, nodes }: Zone): (record: AnswerRecord) => boolean {
  const servers = new Set(records.filter(({ name, type }) => type === TYPE.NS && keyOf(name) === apex)
    .map(({ rdata }) => keyOf(rdata.toString('latin1') as Name)).filter(name => !nodes.has(name)))
  return ({ name, type }) => isTheirs(name, type, apex) ||
    ((type === TYPE.A || type === TYPE.AAAA) && servers.has(keyOf(name)))
}
