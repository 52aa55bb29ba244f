/**
 * As much of serf's RPC as a bench needs: asking an agent over a kept connection, so that no command line is measured.
 *
 * Touches the network. Requests and answers are maps in MessagePack, of which serf uses little here: short keys, texts
 * and small numbers. Source: https://github.com/hashicorp/serf/blob/master/docs/agent/rpc.html.markdown
 */
import { connect, type Socket } from 'node:net'

type Value = string | number | boolean
interface Header { readonly Seq: number, readonly Error: string }

export class SerfRpc {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (header: Header) => void>()
  #unread: Buffer = Buffer.alloc(0)
  #sequence = 0

  private constructor (socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('error', error => this.#end(String(error)))
    socket.on('close', () => this.#end('the connection closed'))
  }

  /** @throws {Error} when nobody listens, or who does is no serf agent */
  static async connect (port: number): Promise<SerfRpc> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    await new Promise<void>((resolve, reject) => { socket.once('connect', resolve).once('error', reject) })
    const rpc = new SerfRpc(socket)
    await rpc.call('handshake', { Version: 1 })
    return rpc
  }

  /** Ask, and wait for the answer. @throws {Error} when serf answers an error */
  async call (command: string, body?: Readonly<Record<string, Value>>): Promise<void> {
    const Seq = this.#sequence++
    const answered = new Promise<Header>(resolve => { this.#waiting.set(Seq, resolve) })
    const header = packed({ Command: command, Seq })
    this.#socket.write(body === undefined ? header : Buffer.concat([header, packed(body)]))
    const answer = await answered
    if (answer.Error !== '') throw new Error(`serf answered ${command}: ${answer.Error}`)
  }

  close (): void { this.#socket.destroy() }

  /** Answers to what is asked here are headers without bodies. */
  #read (chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk])
    for (let found = unpacked(this.#unread); found !== null; found = unpacked(this.#unread)) {
      this.#unread = this.#unread.subarray(found.bytes)
      this.#waiting.get(found.header.Seq)?.(found.header)
      this.#waiting.delete(found.header.Seq)
    }
  }

  #end (why: string): void {
    for (const [Seq, resolve] of this.#waiting) resolve({ Seq, Error: why })
    this.#waiting.clear()
  }
}

/** A map of up to fifteen fields. */
function packed (fields: Readonly<Record<string, Value>>): Buffer {
  const pairs = Object.entries(fields).flatMap(([key, value]) => [packedValue(key), packedValue(value)])
  return Buffer.concat([Buffer.of(0x80 | Object.keys(fields).length), ...pairs])
}

function packedValue (value: Value): Buffer {
  if (typeof value === 'boolean') return Buffer.of(value ? 0xc3 : 0xc2)
  if (typeof value === 'number') return Buffer.of(0xcd, value >> 8, value & 0xff)
  const text = Buffer.from(value)
  return Buffer.concat([Buffer.of(0xda, text.length >> 8, text.length & 0xff), text])
}

/** The first header and how long it is; null while it is not whole. @throws {Error} when it is no header */
function unpacked (bytes: Buffer): { readonly header: Header, readonly bytes: number } | null {
  const reading = { bytes, at: 1 }
  if (bytes.length === 0) return null
  const fields = new Map<Value, Value>()
  for (let left = (bytes[0] ?? 0) & 0x0f; left > 0; left--) {
    const [key, value] = [unpackedValue(reading), unpackedValue(reading)]
    if (key === null || value === null) return null
    fields.set(key, value)
  }
  return { header: { Seq: Number(fields.get('Seq')), Error: String(fields.get('Error')) }, bytes: reading.at }
}

/** Moves `at` past the value; null when bytes are missing. */
function unpackedValue (reading: { readonly bytes: Buffer, at: number }): Value | null {
  const { bytes, at } = reading
  const kind = bytes[at]
  if (kind === undefined) return null
  if (kind < 0x80) return took(reading, 1, () => kind)
  if (kind >= 0xa0 && kind < 0xc0) return took(reading, 1 + (kind & 0x1f), one => one.toString('utf8', 1))
  if (kind === 0xcc) return took(reading, 2, one => one.readUInt8(1))
  if (kind === 0xcd) return took(reading, 3, one => one.readUInt16BE(1))
  if (kind === 0xce) return took(reading, 5, one => one.readUInt32BE(1))
  if (kind === 0xcf) return took(reading, 9, one => Number(one.readBigUInt64BE(1)))
  if (kind === 0xda && bytes.length >= at + 3)
    return took(reading, 3 + bytes.readUInt16BE(at + 1), one => one.toString('utf8', 3))
  if (kind === 0xda) return null
  throw new Error(`serf answered a value of kind ${kind}, expected a text or a number`)
}

function took (
  reading: { readonly bytes: Buffer, at: number }, length: number, read: (one: Buffer) => Value
): Value | null {
  if (reading.bytes.length < reading.at + length) return null
  const value = read(reading.bytes.subarray(reading.at, reading.at + length))
  reading.at += length
  return value
}
