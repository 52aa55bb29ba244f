/**
 * The doors: UDP and TCP of one address, and nothing of what is said through them.
 *
 * Touches sockets. Datagrams go to workers, or come here one by one where there are none. TCP as RFC 7766 wants it:
 * many queries on a connection, idle ones closed, few of one client.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Config } from '../config.ts'
import type { Counts } from '../counting.ts'
import type { Transport } from '../responding.ts'
import type { Key } from '../tsig.ts'
import type { Told, ToldZones } from './telling.ts'
import { Workers } from './workers.ts'

export interface DoorsNeeds {
  readonly host: string
  readonly port: number
  readonly config: Config
  readonly key: Key | null
  /** All that workers have to know to begin with. */
  readonly told: () => ToldZones
  readonly respond: (packet: Buffer, address: string, transport: Transport) => Iterable<Buffer>
  /** A fault of ours while answering one packet; the others go on. */
  readonly failed: (error: unknown) => void
}

const CONNECTIONS_MAX = 512
const CONNECTIONS_OF_ONE_MAX = 64
const IDLE_MS = 10_000
/** What waits to be taken by one client; who does not take it is let go. */
const WAITING_BYTES_MAX = 8 * 1024 * 1024
/** What the system keeps for us while we are busy with something else. */
const RECEIVE_BYTES = 4 * 1024 * 1024
/** Tries for a port that is free on both, when none is named. */
const TRIES = 16

export class Doors {
  readonly #needs: DoorsNeeds
  readonly #udp: UdpSocket
  #workers: Workers | null = null
  #alone: string | null = null
  readonly #tcp: Server
  readonly #open = new Map<string, number>()
  readonly #sockets = new Set<Socket>()

  private constructor (needs: DoorsNeeds) {
    this.#needs = needs
    const [type, family] = needs.host.includes(':') ? ['udp6', 6] as const : ['udp4', 4] as const
    this.#udp = createSocket({
      type, recvBufferSize: RECEIVE_BYTES,
      // Whoever asks is known by an address: looking it up, as a name would be, costs as much as the answer.
      lookup: (address, _options, found) => found(null, address, family)
    })
    this.#tcp = createServer(socket => this.#opened(socket))
    this.#tcp.maxConnections = CONNECTIONS_MAX
  }

  /** Open both. @throws {Error} when the address is taken or not ours */
  static async open (needs: DoorsNeeds): Promise<Doors> {
    for (let tries = 1; ; tries++) {
      const doors = new Doors(needs)
      try {
        await doors.#listen()
        return doors
      } catch (error) {
        doors.close()
        // Of a port that the system chose for one of them the other may be taken.
        if (needs.port !== 0 || tries === TRIES) throw error
      }
    }
  }

  get port (): number {
    const bound = this.#tcp.address()
    return typeof bound === 'object' ? bound?.port ?? 0 : 0
  }

  /** Why datagrams are taken one by one; null while workers take them in batches. */
  get alone (): string | null { return this.#alone }
  /** What the workers counted. */
  get counts (): readonly Counts[] { return this.#workers?.counts ?? [] }
  tell (told: Told): void { this.#workers?.tell(told) }

  async #listen (): Promise<void> {
    const { host: address, port, config, failed } = this.#needs
    this.#tcp.listen(port, address)
    await once(this.#tcp, 'listening')
    this.#tcp.on('error', failed)
    const workers = config.workers > 0
      ? await Workers.open({ ...this.#needs, port: this.port })
      : 'the setting "workers" is 0'
    if (typeof workers !== 'string') this.#workers = workers
    else {
      this.#alone = workers
      await this.#listenAlone()
    }
  }

  async #listenAlone (): Promise<void> {
    const { host: address, respond, failed } = this.#needs
    const listening = once(this.#udp, 'listening')
    this.#udp.bind({ address, port: this.port })
    await listening
    this.#udp.on('error', failed)
    this.#udp.on('message', (packet, { address: from, port: to }) => {
      try {
        for (const answer of respond(packet, from, 'udp')) this.#udp.send(answer, to, from)
      } catch (error) {
        failed(error)
      }
    })
  }

  #opened (socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const count = (this.#open.get(address) ?? 0) + 1
    socket.on('error', () => {}) // It is gone; its end follows.
    if (count > CONNECTIONS_OF_ONE_MAX) return void socket.destroy()
    this.#open.set(address, count)
    this.#sockets.add(socket)
    socket.setTimeout(IDLE_MS, () => socket.destroy())
    socket.on('close', () => {
      this.#sockets.delete(socket)
      const left = (this.#open.get(address) ?? 1) - 1
      if (left === 0) this.#open.delete(address)
      else this.#open.set(address, left)
    })
    let rest: Buffer = Buffer.alloc(0)
    socket.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      rest = this.#queries(socket, address, rest)
    })
  }

  /** Answer what is whole. @returns what is not, yet */
  #queries (socket: Socket, address: string, bytes: Buffer): Buffer {
    let at = 0
    while (at + 2 <= bytes.length) {
      const end = at + 2 + bytes.readUInt16BE(at)
      if (end > bytes.length) break
      this.#query(socket, address, bytes.subarray(at + 2, end))
      at = end
    }
    return bytes.subarray(at)
  }

  #query (socket: Socket, address: string, packet: Buffer): void {
    try {
      for (const answer of this.#needs.respond(packet, address, 'tcp')) {
        const length = Buffer.from([answer.length >> 8, answer.length & 0xff])
        socket.cork()
        socket.write(length)
        socket.write(answer)
        socket.uncork()
      }
      if (socket.writableLength > WAITING_BYTES_MAX) socket.destroy()
    } catch (error) {
      socket.destroy()
      this.#needs.failed(error)
    }
  }

  close (): void {
    this.#workers?.close()
    try { this.#udp.close() } catch { /* It was never open. */ }
    this.#tcp.close()
    for (const socket of this.#sockets) socket.destroy()
  }
}
