/**
 * The least client of gRPC that is still a correct one: unary calls, and streams of answers to one message, over one
 * HTTP/2 connection in the clear.
 *
 * Touches the network. @grpc/grpc-js takes most of a core for 5,000 calls a second, node:http2 half of that: either
 * would measure itself. Here a call is a few bytes of headers that never change and one message; the calls of a turn
 * leave in one write. Source: RFC 9113 (HTTP/2), RFC 7541 (HPACK, literals only), gRPC over HTTP/2.
 */
import { connect, type Socket } from 'node:net'

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
const [CONTENT, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE] = [0, 1, 3, 4, 6, 7, 8]
const [END_STREAM, END_HEADERS, ACK] = [1, 4, 1]
const FRAME_HEAD = 9
const MESSAGE_HEAD = 5
/** What a peer may send before it hears of more room (RFC 9113 6.9.2), and what we let it have at most. */
const WINDOW_FIRST = 65_535
const WINDOW_OURS = 0x7fff_0000

/** @param message - of the answer; empty when there is none, which is a failure */
export type Answered = (message: Buffer | null) => void

interface Call { readonly answered: Answered, message: Buffer | null }
/** Bytes of a call on their way; the last ones end our half of its stream, unless we might say more. */
interface Content { readonly stream: number, readonly content: Buffer, readonly flags: number }

/** One connection to a gRPC server. A call that fails is answered with null. */
export class Grpc {
  readonly #socket: Socket
  readonly #authority: string
  readonly #calls = new Map<number, Call>()
  readonly #listeners = new Map<number, (bytes: Buffer) => void>()
  readonly #heads = new Map<string, Buffer>()
  /** Calls that the peer's window has no room for yet. */
  readonly #waiting: Content[] = []
  #out: Buffer[] = []
  #rest: Buffer = Buffer.alloc(0)
  #stream = 1
  #window = WINDOW_FIRST
  #received = 0
  #scheduled = false

  constructor (host: string, port: number) {
    this.#authority = `${host}:${port}`
    this.#socket = connect({ host, port, noDelay: true })
    this.#socket.on('data', chunk => this.#read(chunk))
    this.#socket.on('close', () => this.#end())
    this.#socket.on('error', () => {}) // `close` follows and ends every call.
    // No table of headers: whatever the peer says, nothing has to be remembered to pass over it.
    const settings = Buffer.from([0, 1, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0, 0])
    this.#out.push(Buffer.from(PREFACE), frame(SETTINGS, 0, 0, settings), windowUpdate(WINDOW_OURS - WINDOW_FIRST))
    this.#schedule()
  }

  /** Call a method. @param path - as `/etcdserverpb.KV/Put` */
  call (path: string, message: Buffer, answered: Answered): void {
    this.#calls.set(this.#begin(path, message, END_STREAM), { answered, message: null })
  }

  /** Call a method that goes on answering. @param heard - gets the bytes of its answers as they come, heads included */
  listen (path: string, message: Buffer, heard: (bytes: Buffer) => void): void {
    this.#listeners.set(this.#begin(path, message, 0), heard)
  }

  /** @returns number of the stream */
  #begin (path: string, message: Buffer, flags: number): number {
    const stream = this.#stream
    this.#stream += 2
    this.#out.push(frame(HEADERS, END_HEADERS, stream, this.#head(path)))
    const content = Buffer.alloc(MESSAGE_HEAD + message.length)
    content.writeUInt32BE(message.length, 1)
    message.copy(content, MESSAGE_HEAD)
    this.#waiting.push({ stream, content, flags })
    this.#schedule()
    return stream
  }

  close (): void { this.#socket.destroy() }

  #head (path: string): Buffer {
    const known = this.#heads.get(path)
    if (known !== undefined) return known
    const made = Buffer.concat([
      Buffer.from([0x83, 0x86]), // :method POST, :scheme http.
      literal(':path', path), literal(':authority', this.#authority),
      literal('content-type', 'application/grpc'), literal('te', 'trailers')
    ])
    this.#heads.set(path, made)
    return made
  }

  #schedule (): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#flush()
    })
  }

  #flush (): void {
    let sent = 0
    for (const { stream, content, flags } of this.#waiting) {
      if (content.length > this.#window) break
      this.#window -= content.length
      this.#out.push(frame(CONTENT, flags, stream, content))
      sent++
    }
    this.#waiting.splice(0, sent)
    if (this.#out.length > 0) this.#socket.write(Buffer.concat(this.#out))
    this.#out = []
  }

  #read (chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (bytes.length - at >= FRAME_HEAD) {
      const length = bytes.readUIntBE(at, 3)
      if (bytes.length - at < FRAME_HEAD + length) break
      const body = bytes.subarray(at + FRAME_HEAD, at + FRAME_HEAD + length)
      this.#frame(bytes[at + 3] ?? 0, bytes[at + 4] ?? 0, bytes.readUInt32BE(at + 5) & 0x7fff_ffff, body)
      at += FRAME_HEAD + length
    }
    this.#rest = bytes.subarray(at)
  }

  #frame (type: number, flags: number, stream: number, body: Buffer): void {
    switch (type) {
      case CONTENT: return this.#content(stream, flags, body)
      case HEADERS: return (flags & END_STREAM) === 0 ? undefined : this.#done(stream)
      case RST_STREAM: return this.#failed(stream)
      case SETTINGS: return (flags & ACK) === 0 ? this.#say(frame(SETTINGS, ACK, 0, Buffer.alloc(0))) : undefined
      case PING: return (flags & ACK) === 0 ? this.#say(frame(PING, ACK, 0, Buffer.from(body))) : undefined
      case GOAWAY: return this.close()
      case WINDOW_UPDATE:
        if (stream === 0) this.#window += body.readUInt32BE(0)
        return this.#schedule()
    }
  }

  #content (stream: number, flags: number, body: Buffer): void {
    this.#received += body.length
    if (this.#received > WINDOW_OURS / 2) {
      this.#say(windowUpdate(this.#received))
      this.#received = 0
    }
    this.#listeners.get(stream)?.(body)
    const call = this.#calls.get(stream)
    // Answers of ours are small: a message comes in one frame, and what does not is taken for a failure.
    if (call !== undefined && body.length > 0)
      call.message = body.readUInt32BE(1) === body.length - MESSAGE_HEAD ? body.subarray(MESSAGE_HEAD) : null
    if ((flags & END_STREAM) !== 0) this.#done(stream)
  }

  /** A call that fails has trailers and no message. */
  #done (stream: number): void {
    const call = this.#calls.get(stream)
    this.#calls.delete(stream)
    call?.answered(call.message)
  }

  #failed (stream: number): void {
    const call = this.#calls.get(stream)
    this.#calls.delete(stream)
    call?.answered(null)
  }

  #end (): void { for (const stream of [...this.#calls.keys()]) this.#failed(stream) }

  #say (bytes: Buffer): void {
    this.#out.push(bytes)
    this.#schedule()
  }
}

function frame (type: number, flags: number, stream: number, body: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(FRAME_HEAD + body.length)
  bytes.writeUIntBE(body.length, 0, 3)
  bytes[3] = type
  bytes[4] = flags
  bytes.writeUInt32BE(stream, 5)
  body.copy(bytes, FRAME_HEAD)
  return bytes
}

function windowUpdate (more: number): Buffer {
  const body = Buffer.alloc(4)
  body.writeUInt32BE(more)
  return frame(WINDOW_UPDATE, 0, 0, body)
}

/** A header that is written out and not to be indexed; both parts shorter than 127 bytes. RFC 7541 6.2.2. */
const literal = (name: string, value: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)
  ])
