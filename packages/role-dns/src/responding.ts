/**
 * From the bytes of a query to those of its answer: read, look up, write, limit, sign.
 *
 * Pure but for the crypto of signatures; clocks are handed in. Whatever comes in, something well-formed or nothing goes
 * out.
 */
import { BlockList, isIPv4 } from 'node:net'
import { answer, type Live, refusal } from './answering.ts'
import { Limiter } from './limiting.ts'
import { Remembered, type Said } from './remembering.ts'
import { copies } from './transfer.ts'
import { type Key, refusedSignature, Signing, type Verified, verify } from './tsig.ts'
import { keyOf, type NameKey } from './wire/name.ts'
import { OPCODE, RCODE, rcodeText, TCP_BYTES_MAX, TYPE, UDP_BYTES_EDNS, UDP_BYTES_PLAIN } from './wire/numbers.ts'
import { type Query, readQuery } from './wire/reading.ts'
import { type Answer, writeAnswer, writeCut, writeRefusal } from './wire/writing.ts'
import type { Kept } from './zone/history.ts'
import type { Zone } from './zone/zone.ts'

export interface Counters {
  queries: number
  readonly rcodes: Record<string, number>
  cut: number
  dropped: number
  copies: number
}

export interface Transfers { readonly allow: readonly string[], readonly key: Key | null }

export interface ResponderChoices {
  readonly transfers: Transfers
  readonly responsesPerSecond: number
  readonly live: Live
}

export type Transport = 'udp' | 'tcp'

export class Responder {
  readonly counters: Counters = { queries: 0, rcodes: {}, cut: 0, dropped: 0, copies: 0 }
  readonly #choices: ResponderChoices
  readonly #limiter: Limiter
  readonly #allowed = new BlockList()
  #kept: ReadonlyMap<NameKey, Kept> = new Map()
  #zones: ReadonlyMap<NameKey, Zone> = new Map()
  #turn = 0
  readonly #remembered = new Remembered()

  constructor (choices: ResponderChoices) {
    this.#choices = choices
    this.#limiter = new Limiter(choices.responsesPerSecond)
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
    this.counters.queries++
    const known = transport === 'udp' ? this.#remembered.find(packet) : null
    if (known !== null) return yield * this.#limited(known, address, now)
    const read = readQuery(packet)
    if (read.type === 'silence') return
    if (read.type === 'refused') {
      this.#count(read.rcode)
      return yield writeRefusal(read)
    }
    const { query } = read
    if (query.tsig !== null) return yield * this.#signed(packet, query, query.tsig, address, transport, now)
    if (isTransfer(query) && transport === 'tcp') return yield * this.#copy(query, address, null)
    const answered = this.#answer(query, transport)
    if (transport === 'tcp') {
      this.#count(answered.rcode)
      return yield this.#written(query, answered, transport, 0, this.#turn++)
    }
    const write = (turn: number): Buffer => this.#written(query, answered, transport, 0, turn)
    const said: Said = {
      write, bytes: write(this.#turn++), rcode: answered.rcode, kind: this.#kind(query, answered),
      cut: () => writeCut(query, answered.authoritative)
    }
    // What is made when it is asked for is true once.
    if (answered.answers.every(({ ttl }) => ttl > 0))
      this.#remembered.keep(packet, said, Math.max(...answered.answers.map(({ rdatas }) => rdatas.length), 1))
    yield * this.#limited(said, address, now)
  }

  *#limited (
    { bytes, kind, rcode, cut }: Pick<Said, 'bytes' | 'kind' | 'rcode' | 'cut'>,
    address: string,
    now: number
  ): Generator<Buffer> {
    this.#count(rcode)
    const verdict = this.#limiter.judge(address, kind, now)
    if (verdict === 'send') return yield bytes
    if (verdict === 'drop') return void this.counters.dropped++
    this.counters.cut++
    const short = cut()
    short.writeUInt16BE(bytes.readUInt16BE(0), 0)
    yield short
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
    this.#count(answered.rcode)
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
      this.#count(RCODE.notAuth)
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
      this.#count(rcode)
      return yield writeAnswer(query, refusal(rcode), TCP_BYTES_MAX)
    }
    this.#count(RCODE.noError)
    this.counters.copies++
    yield * copies(query, kept)
  }

  #count (rcode: number): void {
    const name = rcodeText(rcode)
    this.counters.rcodes[name] = (this.counters.rcodes[name] ?? 0) + 1
  }
}

/** Room for the record of a signature: names of key and algorithm, SHA-512, fixed fields. */
const SIGNATURE_BYTES = 400

const isTransfer = ({ type, opcode, class: of }: Query): boolean =>
  (type === TYPE.AXFR || type === TYPE.IXFR) && opcode === OPCODE.query && of === 1
