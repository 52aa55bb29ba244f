/**
 * What the muxer of a bypass takes for its connection: bytes between the frames, as libp2p's message stream.
 *
 * Touches the bypass, and the connection below it, which ends with it. The muxer is known before this is made, so
 * nothing is negotiated here.
 */
import { once } from 'node:events'
import {
  type AbortOptions, type Logger, type MessageStream, type MessageStreamEvents, StreamAbortEvent, StreamCloseEvent,
  StreamMessageEvent, StreamResetError, StreamResetEvent, StreamStateError, TypedEventEmitter
} from '@libp2p/interface'
import type { Bypass } from './bypass.ts'

type Bytes = Parameters<MessageStream['send']>[0]

export class MuxedStream extends TypedEventEmitter<MessageStreamEvents> implements MessageStream {
  readonly log: Logger
  readonly direction: MessageStream['direction']
  readonly inactivityTimeout: number
  readonly maxReadBufferLength: number
  readonly timeline: MessageStream['timeline'] = { open: Date.now() }
  status: MessageStream['status'] = 'open'
  writableNeedsDrain = false
  readonly #below: MessageStream
  readonly #bypass: Bypass
  #paused = false
  #unread: Bytes[] = []

  constructor (below: MessageStream, bypass: Bypass) {
    super()
    const { log, direction, inactivityTimeout, maxReadBufferLength } = below
    this.log = log
    this.direction = direction
    this.inactivityTimeout = inactivityTimeout
    this.maxReadBufferLength = maxReadBufferLength
    this.#below = below
    this.#bypass = bypass
    bypass.on('data', (bytes: Uint8Array) => this.push(bytes))
    bypass.on('error', (error: Error) => below.abort(error))
    bypass.on('close', () => { this.#closeBelow() })
    bypass.on('drain', () => {
      this.writableNeedsDrain = false
      this.safeDispatchEvent('drain')
    })
    below.addEventListener('close', ({ error, local }) => {
      bypass.destroy()
      this.#end(error, local ?? false)
    })
    if (bypass.closed) this.#closeBelow()
  }

  get readBufferLength (): number { return this.#unread.reduce((sum, { byteLength }) => sum + byteLength, 0) }
  get writeBufferLength (): number { return this.#bypass.bufferedBytes }
  get readableEnded (): boolean { return this.status !== 'open' && this.#unread.length === 0 }

  /** @returns false when the socket is full; `drain` follows, and what is sent before it waits in the socket */
  send (bytes: Bytes): boolean {
    if (this.status !== 'open') throw new StreamStateError(`cannot write to a stream that is ${this.status}`)
    // One piece, so that a head and its body are one record of TLS.
    const sent = this.#bypass.write(bytes instanceof Uint8Array ? bytes : bytes.subarray())
    this.writableNeedsDrain = !sent
    return sent
  }

  async onDrain (options: AbortOptions = {}): Promise<void> {
    if (!this.writableNeedsDrain) return
    const over = new AbortController()
    const until = AbortSignal.any([over.signal, ...options.signal === undefined ? [] : [options.signal]])
    const closed = async (): Promise<never> => {
      await once(this, 'close', { signal: until })
      throw new StreamStateError('the stream was closed before it was drained')
    }
    try {
      await Promise.race([once(this, 'drain', { signal: until }), closed()])
    } finally {
      over.abort()
    }
  }

  pause (): void {
    this.#paused = true
    this.#bypass.pause()
  }

  resume (): void {
    this.#paused = false
    this.#deliver()
    this.#bypass.resume()
  }

  push (bytes: Bytes): void {
    this.#unread.push(bytes)
    this.#deliver()
  }

  unshift (bytes: Bytes): void {
    this.#unread.unshift(bytes)
    this.#deliver()
  }

  override addEventListener: TypedEventEmitter<MessageStreamEvents>['addEventListener'] = (type, listener, options) => {
    super.addEventListener(type, listener, options)
    if (type === 'message') queueMicrotask(() => this.#deliver())
  }

  async * [Symbol.asyncIterator] (): AsyncGenerator<Bytes> {
    const read: Bytes[] = []
    let woken = Promise.withResolvers<void>()
    const wake = (): void => woken.resolve()
    const take = ({ data }: StreamMessageEvent): void => { read.push(data); wake() }
    this.addEventListener('message', take)
    this.addEventListener('close', wake)
    try {
      for (;;) {
        yield * read.splice(0)
        if (this.readableEnded) return
        await woken.promise
        woken = Promise.withResolvers()
      }
    } finally {
      this.removeEventListener('message', take)
      this.removeEventListener('close', wake)
    }
  }

  async close (options?: AbortOptions): Promise<void> {
    if (this.status === 'open') this.#bypass.destroySoon()
    await this.#below.close(options)
  }

  abort (error: Error): void {
    this.#bypass.destroy()
    this.#below.abort(error)
  }

  #closeBelow (): void {
    this.#below.close().catch((error: Error) => this.#below.abort(error))
  }

  #deliver (): void {
    while (!this.#paused && this.#unread.length > 0 && this.listenerCount('message') > 0) {
      const [next = new Uint8Array(0)] = this.#unread.splice(0, 1)
      this.dispatchEvent(new StreamMessageEvent(next))
    }
  }

  #end (error: Error | undefined, local: boolean): void {
    if (this.status !== 'open') return
    this.timeline.close = Date.now()
    this.status = error === undefined ? 'closed' : local ? 'aborted' : 'reset'
    this.safeDispatchEvent('end')
    if (error === undefined) this.dispatchEvent(new StreamCloseEvent())
    else this.dispatchEvent(local ? new StreamAbortEvent(error) : new StreamResetEvent(new StreamResetError()))
  }
}
