/**
 * From the bytes of a query to those of its answer: read, look up, write, limit, sign.
 *
 * Pure but for the crypto of signatures; clocks are handed in. Whatever comes in, something well-formed or nothing goes
 * out.
 */
import { BlockList, isIPv4 } from 'node:net'
import { answer, type Live, refusal } from './answering.ts'
import { COUNTED, type Counts, count, countRcode, counts } from './counting.ts'
import { hashOf, Limiter, networkOf } from './limiting.ts'
import { type Area, MESSAGE_AT, MESSAGE_SPARE, Remembered, TURNS_MAX } from './remembering.ts'
import { copies } from './transfer.ts'
import { type Key, refusedSignature, Signing, type Verified, verify } from './tsig.ts'
import { keyOf, type NameKey } from './wire/name.ts'
import { OPCODE, RCODE, TCP_BYTES_MAX, TYPE, UDP_BYTES_EDNS, UDP_BYTES_PLAIN } from './wire/numbers.ts'
import { type Query, readQuery } from './wire/reading.ts'
import { type Answer, writeAnswer, writeCut, writeRefusal } from './wire/writing.ts'
import type { Kept } from './zone/history.ts'
import type { Zone } from './zone/zone.ts'

export interface Transfers { readonly allow: readonly string[], readonly key: Key | null }

export interface ResponderChoices {
  readonly transfers: Transfers
  readonly responsesPerSecond: number
  readonly live: Live
  /** What threads that answer for the same address share; its own when left out. */
  readonly limits?: Int32Array
  readonly counts?: Counts
  /** Any number that is not known outside; hashes begin with it. */
  readonly seed?: number
}

export type Transport = 'udp' | 'tcp'

/** A packet over UDP has at most so many bytes, with what behind it is needed to look at it in words. */
const DATAGRAM_MAX = 65_536

export class Responder {
  readonly counts: Counts
  readonly #choices: ResponderChoices
  readonly #limiter: Limiter
  readonly #allowed = new BlockList()
  #kept: ReadonlyMap<NameKey, Kept> = new Map()
  #zones: ReadonlyMap<NameKey, Zone> = new Map()
  #turn = 0
  readonly #remembered: Remembered
  /** Where a datagram lies that came alone. */
  #alone: Area | null = null

  constructor (choices: ResponderChoices) {
    const { responsesPerSecond, limits, seed = 0 } = choices
    this.#choices = choices
    this.counts = choices.counts ?? counts()
    this.#limiter = new Limiter(responsesPerSecond, limits, seed)
    this.#remembered = new Remembered(seed)
    for (const range of choices.transfers.allow) {
      const [address = '', bits] = range.split('/')
      const family = isIPv4(address) ? 'ipv4' : 'ipv6'
      this.#allowed.addSubnet(address, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family)
    }
  }

  /** What is answered from now on. */
  serve (kept: ReadonlyMap<NameKey, Kept>): void {
    this.#kept = kept
    this.#zones = new Map([...kept].map(([key, { zone }]) => [key, zone]))
    this.#remembered.forget()
  }

  get zones (): ReadonlyMap<NameKey, Zone> { return this.#zones }

  /** @returns the packets of the answer, in order; none when nothing is to be said */
  * respond (packet: Buffer, address: string, transport: Transport, now: number): Generator<Buffer> {
    if (transport === 'tcp') return yield * this.#connected(packet, address, now)
    this.#alone ??= areaOf(DATAGRAM_MAX)
    const area = this.#alone
    const length = packet.copy(area.bytes, MESSAGE_AT)
    const answer = this.datagram(area, MESSAGE_AT, length, networkOf(address), now)
    if (answer > 0) yield Buffer.from(area.bytes.subarray(MESSAGE_AT, MESSAGE_AT + answer))
  }

  /**
   * Answer a datagram where it lies: its answer is written over it, 1,232 bytes at most.
   *
   * @param at - where it begins, `MESSAGE_AT` beyond a multiple of four; behind it are `MESSAGE_SPARE` bytes
   * @param network - hash of whom it is from, as `networkOf` and `networkAt` have it
   * @returns bytes of the answer, 0 when nothing is to be said
   */
  datagram (area: Area, at: number, length: number, network: number, now: number): number {
    count(this.counts, COUNTED.queries)
    const entry = this.#remembered.find(area, at, length)
    if (entry > 0) return this.#given(entry, area, at, network, now)
    // What was read is kept by others; here the next one will lie.
    const packet = Buffer.from(area.bytes.subarray(at, at + length))
    const read = readQuery(packet)
    if (read.type === 'silence') return 0
    if (read.type === 'refused') {
      countRcode(this.counts, read.rcode)
      return writeRefusal(read).copy(area.bytes, at)
    }
    const { query } = read
    if (query.tsig === null) return this.#asked(query, area, at, length, network, now)
    const [signed] = this.#signed(packet, query, query.tsig, '', 'udp', now)
    return signed?.copy(area.bytes, at) ?? 0
  }

  /** Answer what was not asked before, and remember it. */
  #asked (query: Query, area: Area, at: number, length: number, network: number, now: number): number {
    const answered = this.#answer(query, 'udp')
    const kind = hashOf(this.#kind(query, answered))
    const cut = writeCut(query, answered.authoritative)
    const turn = this.#turn++
    // What is made when it is asked for is true once.
    if (answered.answers.every(({ ttl }) => ttl > 0)) {
      const most = Math.min(TURNS_MAX, Math.max(1, ...answered.answers.map(({ rdatas }) => rdatas.length)))
      const turns = Array.from({ length: most }, (_, nth) => this.#written(query, answered, 'udp', 0, nth))
      const entry = this.#remembered.keep(area, at, length, { rcode: answered.rcode, kind, cut, turns }, turn)
      if (entry > 0) return this.#given(entry, area, at, network, now)
    }
    countRcode(this.counts, answered.rcode)
    const verdict = this.#judged(network, kind, now)
    if (verdict === 'drop') return 0
    return (verdict === 'cut' ? cut : this.#written(query, answered, 'udp', 0, turn)).copy(area.bytes, at)
  }

  #given (entry: number, area: Area, at: number, network: number, now: number): number {
    countRcode(this.counts, this.#remembered.rcodeOf(entry))
    const verdict = this.#judged(network, this.#remembered.kindOf(entry), now)
    if (verdict === 'drop') return 0
    return verdict === 'cut' ? this.#remembered.giveCut(entry, area, at) : this.#remembered.give(entry, area, at)
  }

  #judged (network: number, kind: number, now: number): ReturnType<Limiter['judge']> {
    const verdict = this.#limiter.judge(network, kind, now)
    if (verdict === 'cut') count(this.counts, COUNTED.cut)
    else if (verdict === 'drop') count(this.counts, COUNTED.dropped)
    return verdict
  }

  /** Over TCP nobody's address is forged: nothing is limited, and copies may be had. */
  * #connected (packet: Buffer, address: string, now: number): Generator<Buffer> {
    count(this.counts, COUNTED.queries)
    const read = readQuery(packet)
    if (read.type === 'silence') return
    if (read.type === 'refused') {
      countRcode(this.counts, read.rcode)
      return yield writeRefusal(read)
    }
    const { query } = read
    if (query.tsig !== null) return yield * this.#signed(packet, query, query.tsig, address, 'tcp', now)
    if (isTransfer(query)) return yield * this.#copy(query, address, null)
    const answered = this.#answer(query, 'tcp')
    countRcode(this.counts, answered.rcode)
    yield this.#written(query, answered, 'tcp', 0, this.#turn++)
  }

  #answer (query: Query, transport: Transport): Answer {
    return query.opcode === OPCODE.query ? this.#looked(query, transport) : refusal(RCODE.notAuth)
  }

  /** RFC 1995 2: over UDP who asks what changed is told the serial, and comes over TCP when its own is another. */
  #looked (query: Query, transport: Transport): Answer {
    const zone = query.type === TYPE.IXFR && transport === 'udp' ? this.#zones.get(keyOf(query.name)) : undefined
    if (zone === undefined) return answer(this.#zones, query, this.#choices.live)
    return { rcode: RCODE.noError, authoritative: true, answers: [zone.soa], authority: [], additional: [] }
  }

  #written (query: Query, answered: Answer, transport: Transport, reserve: number, turn: number): Buffer {
    const udp = query.edns === null
      ? UDP_BYTES_PLAIN
      : Math.min(Math.max(query.edns.udpBytes, UDP_BYTES_PLAIN), UDP_BYTES_EDNS)
    return writeAnswer(query, answered, (transport === 'tcp' ? TCP_BYTES_MAX : udp) - reserve, turn & 0xffff)
  }

  /** An answer with room for a signature. */
  #plain (query: Query, transport: Transport): Buffer {
    const answered = this.#answer(query, transport)
    countRcode(this.counts, answered.rcode)
    return this.#written(query, answered, transport, SIGNATURE_BYTES, this.#turn++)
  }

  /** What makes answers alike: names that are there by themselves, those that are not by their zone. */
  #kind (query: Query, { rcode, authority: [first] }: Answer): string {
    if (rcode === RCODE.noError) return keyOf(query.name)
    return `${rcode} ${first === undefined ? '' : keyOf(first.name)}`
  }

  * #signed (
    packet: Buffer, query: Query, tsig: NonNullable<Query['tsig']>, address: string, transport: Transport, now: number
  ): Generator<Buffer> {
    const { key } = this.#choices.transfers
    const seconds = Math.floor(now / 1_000)
    const verified: Verified = verify(packet, tsig, key, seconds)
    if (verified.type === 'wrong' || key === null) {
      countRcode(this.counts, RCODE.notAuth)
      const refused = writeAnswer({ ...query, edns: null }, refusal(RCODE.notAuth), UDP_BYTES_PLAIN)
      return yield refusedSignature(refused, tsig, verified.type === 'wrong' ? verified.error : RCODE.badKey)
    }
    const signing = new Signing(key, verified.mac)
    const packets = isTransfer(query) && transport === 'tcp'
      ? this.#copy(query, address, key)
      : [this.#plain(query, transport)]
    for (const one of packets) yield signing.sign(one, seconds)
  }

  /** Whoever is allowed by address or proved the key is given a copy; with both settings both are asked for. */
  * #copy (query: Query, address: string, key: Key | null): Generator<Buffer> {
    const { transfers } = this.#choices
    const byAddress = transfers.allow.length === 0 || this.#allowed.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')
    const byKey = transfers.key === null || key !== null
    const kept = this.#kept.get(keyOf(query.name))
    const open = transfers.allow.length > 0 || transfers.key !== null
    if (kept === undefined || !open || !byAddress || !byKey) {
      const rcode = kept === undefined ? RCODE.notAuth : RCODE.refused
      countRcode(this.counts, rcode)
      return yield writeAnswer(query, refusal(rcode), TCP_BYTES_MAX)
    }
    countRcode(this.counts, RCODE.noError)
    count(this.counts, COUNTED.copies)
    yield * copies(query, kept)
  }
}

/** Room for the record of a signature: names of key and algorithm, SHA-512, fixed fields. */
const SIGNATURE_BYTES = 400

const isTransfer = ({ type, opcode, class: of }: Query): boolean =>
  (type === TYPE.AXFR || type === TYPE.IXFR) && opcode === OPCODE.query && of === 1

/** Memory for one message, of at most so many bytes. */
export function areaOf (most: number): Area {
  const words = new Int32Array((MESSAGE_AT + most + MESSAGE_SPARE + 3) >> 2)
  return { words, bytes: Buffer.from(words.buffer) }
}
