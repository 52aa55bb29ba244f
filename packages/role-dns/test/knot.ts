/**
 * Knot as a secondary of ours, for tests: a real server of others, beside which answers are compared.
 *
 * Touches one process that it starts, ports of 127.0.0.1 and a temporary directory.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why a program cannot be used; null when it can. */
export function missing (program: string, words: readonly string[]): string | null {
  const path = `${process.env['PATH']}:/usr/sbin:/sbin`
  const { error, status } = spawnSync(program, words, { env: { ...process.env, PATH: path } })
  return error === undefined && status === 0 ? null : `${program} is not installed; Debian has it as a package`
}

/** A port that is free for UDP and TCP. */
export async function freePort (): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const socket = createSocket('udp4')
    const free = await new Promise<boolean>(resolve => {
      socket.on('error', () => resolve(false)).bind(port, '127.0.0.1', () => resolve(true))
    })
    socket.close()
    server.close()
    await once(server, 'close')
    if (free) return port
  }
}

export interface Secondary {
  readonly port: number
  readonly zones: readonly string[]
  readonly primary: number
  readonly key?: string
}

/** A server with a zone of its own, which whoever has the key may copy and change. */
export interface Primary { readonly port: number, readonly zone: string, readonly file: string, readonly key: string }

const always = (at: string, port: number): readonly string[] => [
  `server:\n  listen: 127.0.0.1@${port}\n  rundir: ${at}\n  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1`,
  "log:\n  - target: stderr\n    any: info",
  `database:\n  storage: ${at}`
]
const keyLines = (key: string): string => `key:\n  - id: copy\n    algorithm: hmac-sha256\n    secret: ${key}`

const asSecondary = (at: string, { zones, primary, key }: Secondary): readonly string[] => [
  ...key === undefined ? [] : [keyLines(key)],
  `remote:\n  - id: primary\n    address: 127.0.0.1@${primary}${key === undefined ? '' : '\n    key: copy'}`,
  `acl:\n  - id: told\n    address: 127.0.0.1\n    action: notify${key === undefined ? '' : '\n    key: copy'}`,
  `template:\n  - id: default\n    storage: ${at}\n    zonefile-sync: -1\n    journal-content: all\n    semantic-checks: off`,
  `zone:\n${zones.map(zone => `  - domain: ${zone}\n    master: primary\n    acl: told`).join('\n')}`
]

const asPrimary = (at: string, { zone, key }: Primary): readonly string[] => [
  keyLines(key),
  "acl:\n  - id: kept\n    key: copy\n    action: [transfer, update]",
  `template:\n  - id: default\n    storage: ${at}\n    zonefile-sync: -1\n    semantic-checks: off`,
  `zone:\n  - domain: ${zone}\n    acl: kept`
]

export class Knot {
  readonly #directory = mkdtempSync(join(tmpdir(), 'hm-knot-'))
  readonly #child: ChildProcess
  #said = ''

  /** @param key - text of a key as tsig-keygen writes it, for knot in its own form */
  constructor (choices: Secondary | Primary) {
    const at = this.#directory
    if ('file' in choices) writeFileSync(join(at, `${choices.zone}.zone`), choices.file)
    const own = 'file' in choices ? asPrimary(at, choices) : asSecondary(at, choices)
    const lines = [...always(at, choices.port), ...own]
    writeFileSync(join(at, 'knot.conf'), `${lines.join('\n')}\n`)
    const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` }
    this.#child = spawn('knotd', ['-c', join(at, 'knot.conf')], { stdio: ['ignore', 'pipe', 'pipe'], env })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', chunk => { this.#said = (this.#said + String(chunk)).slice(-20_000) })
  }

  /** The end of what it wrote. */
  get said (): string { return this.#said }

  async stop (): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit')
      this.#child.kill('SIGKILL')
      await ended
    }
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

/** Asks one server over UDP, one question at a time. */
export class Asker {
  readonly #socket: Socket
  readonly #port: number
  #heard: (packet: Buffer) => void = () => {}

  private constructor (socket: Socket, port: number) {
    this.#socket = socket
    this.#port = port
  }

  static async to (port: number): Promise<Asker> {
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const asker = new Asker(socket, port)
    socket.on('message', packet => asker.#heard(packet))
    return asker
  }

  /** @returns null when nothing came in time */
  ask (packet: Buffer, waitMs: number): Promise<Buffer | null> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.#end(resolve, null), waitMs)
      this.#heard = answer => {
        if (answer.length < 2 || packet.length < 2 || answer.readUInt16BE(0) !== packet.readUInt16BE(0)) return
        clearTimeout(timer)
        this.#end(resolve, answer)
      }
      this.#socket.send(packet, this.#port, '127.0.0.1')
    })
  }

  /**
   * @param second - is always answered, and has a number that no other has
   * @returns null when the second one is answered and the first is not
   */
  askBefore (packet: Buffer, second: Buffer): Promise<Buffer | null> {
    return new Promise(resolve => {
      let found: Buffer | null = null
      const timer = setInterval(() => this.#socket.send(second, this.#port, '127.0.0.1'), 100)
      this.#heard = answer => {
        const number = answer.length < 2 ? -1 : answer.readUInt16BE(0)
        if (packet.length >= 2 && number === packet.readUInt16BE(0)) found = answer
        if (number !== second.readUInt16BE(0)) return
        clearInterval(timer)
        this.#end(resolve, found)
      }
      this.#socket.send(packet, this.#port, '127.0.0.1')
      this.#socket.send(second, this.#port, '127.0.0.1')
    })
  }

  #end (resolve: (answer: Buffer | null) => void, answer: Buffer | null): void {
    this.#heard = () => {}
    resolve(answer)
  }

  close (): void { this.#socket.close() }
}
