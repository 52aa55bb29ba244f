/**
 * As much of serf's RPC as a bench needs: asking an agent over a kept connection, so that no command line is measured.
 *
 * Touches the network. Source: https://github.com/hashicorp/serf/blob/master/docs/agent/rpc.html.markdown
 */
import { connect, type Socket } from 'node:net'
import { Packr, Unpackr } from 'msgpackr'

interface Header { readonly Seq: number, readonly Error: string }

const packer = new Packr({ useRecords: false })

export class SerfRpc {
  readonly #socket: Socket
  readonly #waiting = new Map<number, (header: Header) => void>()
  readonly #reader = new Unpackr({ useRecords: false })
  #unread: Uint8Array = new Uint8Array(0)
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
  async call (command: string, body?: object): Promise<void> {
    const Seq = this.#sequence++
    const answered = new Promise<Header>(resolve => { this.#waiting.set(Seq, resolve) })
    const header = packer.pack({ Command: command, Seq })
    this.#socket.write(body === undefined ? header : Buffer.concat([header, packer.pack(body)]))
    const answer = await answered
    if (answer.Error !== '') throw new Error(`serf answered ${command}: ${answer.Error}`)
  }

  close (): void { this.#socket.destroy() }

  /** Answers to what is asked here are headers without bodies. */
  #read (chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk])
    let read = 0
    try {
      this.#reader.unpackMultiple(this.#unread, (value: unknown, _start?: number, end?: number) => {
        const header = value as Header
        this.#waiting.get(header.Seq)?.(header)
        this.#waiting.delete(header.Seq)
        read = end ?? this.#unread.length
      })
    } catch { /* The rest of the last one is on its way. */ }
    this.#unread = this.#unread.subarray(read)
  }

  #end (why: string): void {
    for (const [Seq, resolve] of this.#waiting) resolve({ Seq, Error: why })
    this.#waiting.clear()
  }
}
