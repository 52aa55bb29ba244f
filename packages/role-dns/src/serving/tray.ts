/**
 * Datagrams of one batch: where each lies, whom it is from, and what the system is told of them.
 *
 * Touches memory that the C library reads and writes, laid out once: `struct mmsghdr`, `iovec` and `sockaddr` of Linux
 * on 64-bit processors. An answer lies where its query lay and goes to where that came from.
 */
import { networkAt } from '../limiting.ts'
import { type Area, MESSAGE_AT, MESSAGE_SPARE } from '../remembering.ts'
import { ADDRESS_BYTES_MAX, type Libc, socketAddress } from './libc.ts'

/** Datagrams of a batch. */
export const BATCH = 64
/** A query that is longer than it is cut, and so malformed; answers have 1,232 bytes at most, and a signature. */
const SLOT_BYTES = 2_048
const MESSAGE_BYTES_MAX = SLOT_BYTES - MESSAGE_AT - MESSAGE_SPARE - 1

/** Sizes and places in bytes. */
const HEADER = { bytes: 64, name: 0, nameBytes: 8, vector: 16, vectors: 24, length: 56 } as const
const VECTOR = { bytes: 16, base: 0, length: 8 } as const
const NAME_BYTES = 32

const WORD = 4

/** Where in the area what is told to the system begins. */
function places () {
  const taken = BATCH * SLOT_BYTES
  const sent = taken + BATCH * HEADER.bytes
  const takenVectors = sent + BATCH * HEADER.bytes
  const sentVectors = takenVectors + BATCH * VECTOR.bytes
  const names = sentVectors + BATCH * VECTOR.bytes
  return { taken, sent, takenVectors, sentVectors, names, end: names + BATCH * NAME_BYTES } as const
}

export class Tray {
  readonly area: Area
  readonly #libc: Libc
  /** Addresses of the headers of what is taken and of what is sent. */
  readonly #taken: number
  readonly #sent: number
  readonly #at = places()

  constructor (libc: Libc) {
    this.#libc = libc
    const memory = new ArrayBuffer(this.#at.end)
    this.area = { bytes: Buffer.from(memory), words: new Int32Array(memory) }
    const base = libc.addressOf(memory)
    this.#taken = base + this.#at.taken
    this.#sent = base + this.#at.sent
    for (let nth = 0; nth < BATCH; nth++) this.#lay(nth, base)
  }

  #lay (nth: number, base: number): void {
    const { taken, sent, takenVectors, sentVectors, names } = this.#at
    const name = base + names + nth * NAME_BYTES
    for (const [header, vector] of [[taken, takenVectors], [sent, sentVectors]] as const) {
      const at = header + nth * HEADER.bytes
      this.#address(at + HEADER.name, name)
      this.#word(at + HEADER.nameBytes, ADDRESS_BYTES_MAX)
      this.#address(at + HEADER.vector, base + vector + nth * VECTOR.bytes)
      this.#word(at + HEADER.vectors, 1)
      this.#address(vector + nth * VECTOR.bytes + VECTOR.base, base + this.at(nth))
      this.#word(vector + nth * VECTOR.bytes + VECTOR.length, MESSAGE_BYTES_MAX)
    }
  }

  #word (at: number, value: number): void { this.area.words[at / WORD] = value }
  #address (at: number, value: number): void {
    this.#word(at, value | 0)
    this.#word(at + WORD, Math.floor(value / 2 ** 32))
  }

  /** Take what has come. @returns how many, or a negative error number */
  receive (socket: number): number {
    const { words } = this.area
    for (let at = (this.#at.taken + HEADER.nameBytes) / WORD, nth = 0; nth < BATCH; nth++, at += HEADER.bytes / WORD)
      words[at] = ADDRESS_BYTES_MAX // The system writes how long it is into it.
    return this.#libc.receive(socket, this.#taken, BATCH)
  }

  /** Where the datagram lies in the area. */
  at (nth: number): number { return nth * SLOT_BYTES + MESSAGE_AT }
  bytesOf (nth: number): number {
    return this.area.words[(this.#at.taken + nth * HEADER.bytes + HEADER.length) / WORD] as number
  }

  /** A hash of the network that it is from. */
  networkOf (nth: number): number { return networkAt(this.area.bytes, this.#at.names + nth * NAME_BYTES) }

  /** The port that it is from. */
  portOf (nth: number): number { return this.area.bytes.readUInt16BE(this.#at.names + nth * NAME_BYTES + 2) }

  /** Whatever is sent goes to this port of 127.0.0.1, until something is taken. */
  aim (port: number): void {
    const address = socketAddress('127.0.0.1', port)
    for (let nth = 0; nth < BATCH; nth++) {
      address.copy(this.area.bytes, this.#at.names + nth * NAME_BYTES)
      this.#word(this.#at.taken + nth * HEADER.bytes + HEADER.nameBytes, address.length)
    }
  }

  /** The answer that is `place` in what is sent is the one to datagram `nth`. */
  put (place: number, nth: number, bytes: number): void {
    const { words } = this.area
    const from = (this.#at.taken + nth * HEADER.bytes) / WORD
    const to = (this.#at.sent + place * HEADER.bytes) / WORD
    words[to] = words[from] as number
    words[to + 1] = words[from + 1] as number
    words[to + HEADER.nameBytes / WORD] = words[from + HEADER.nameBytes / WORD] as number
    const fromVector = (this.#at.takenVectors + nth * VECTOR.bytes) / WORD
    const toVector = (this.#at.sentVectors + place * VECTOR.bytes) / WORD
    words[toVector] = words[fromVector] as number
    words[toVector + 1] = words[fromVector + 1] as number
    words[toVector + VECTOR.length / WORD] = bytes
  }

  /** Send the first answers. What cannot be sent is left out, as a network loses it. @returns how many were not sent */
  send (socket: number, count: number): number {
    let lost = 0
    for (let at = 0; at < count;) {
      const sent = this.#libc.send(socket, this.#sent + at * HEADER.bytes, count - at)
      if (sent > 0) at += sent
      else {
        at++
        lost++
      }
    }
    return lost
  }
}
