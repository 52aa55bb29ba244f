/**
 * Telling secondaries that a zone changed, until they say that they heard it.
 *
 * Touches UDP sockets and timers. Source: RFC 1996.
 */
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { addressFrom } from '../config.ts'
import { type Key, Signing } from '../tsig.ts'
import { FLAG, HEADER_BYTES, OPCODE, TYPE } from '../wire/numbers.ts'
import { Packet } from '../wire/writing.ts'
import type { Zone } from '../zone/zone.ts'

/** Waits for the word that it was heard, one after another. */
const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000] as const

/** `NOTIFY SOA zone`, with the new SOA as a hint. */
export function notification (zone: Zone, id: number, key: Key | null, seconds: number): Buffer {
  const question = Buffer.concat([Buffer.from(zone.apex, 'latin1'), Buffer.from([0, TYPE.SOA, 0, 1])])
  const packet = new Packet(1_232, question)
  packet.add(1, zone.soa, 0)
  const bytes = packet.done(id, (OPCODE.notify << 11) | FLAG.authoritative)
  return key === null ? bytes : new Signing(key, null).sign(bytes, seconds)
}

export interface NotifyingNeeds {
  readonly targets: readonly string[]
  readonly key: Key | null
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void
}

export class Notifying {
  readonly #needs: NotifyingNeeds
  /** The newest zone that each target is to hear of, by target and zone. */
  readonly #wanted = new Map<string, Zone>()
  readonly #ending = new AbortController()

  constructor (needs: NotifyingNeeds) { this.#needs = needs }

  /** A zone changed: everybody is told, of the newest only. */
  tell (zone: Zone): void {
    for (const target of this.#needs.targets) {
      const key = `${target} ${zone.key}`
      const under = this.#wanted.has(key)
      this.#wanted.set(key, zone)
      if (!under) void this.#until(key, target)
    }
  }

  close (): void { this.#ending.abort() }

  async #until (key: string, target: string): Promise<void> {
    const { signal } = this.#ending
    for (let told: Zone | undefined; ;) {
      const zone = this.#wanted.get(key)
      if (zone === undefined || zone === told || signal.aborted) break
      told = zone
      const heard = await this.#tellOne(target, zone, signal)
      if (!heard && !signal.aborted)
        this.#needs.log('a secondary does not say that it heard of a change', { secondary: target })
    }
    this.#wanted.delete(key)
  }

  /** @returns whether the target answered */
  #tellOne (target: string, zone: Zone, signal: AbortSignal): Promise<boolean> {
    const { host, port } = addressFrom(target) ?? { host: '', port: 0 }
    const id = randomInt(0x10000)
    const packet = notification(zone, id, this.#needs.key, Math.floor(Date.now() / 1_000))
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
    return new Promise(resolve => {
      let timer: NodeJS.Timeout | undefined
      let over = false
      const end = (heard: boolean): void => {
        if (over) return
        over = true
        clearTimeout(timer)
        signal.removeEventListener('abort', stop)
        socket.close()
        resolve(heard)
      }
      const stop = (): void => end(false)
      const send = (nth: number): void => {
        const wait = WAITS_MS[nth]
        if (wait === undefined) return end(false)
        socket.send(packet, port, host, () => {}) // What cannot be sent is sent again.
        timer = setTimeout(send, wait, nth + 1)
      }
      socket.on('error', () => {})
      socket.on('message', answer => {
        const answers = answer.length >= HEADER_BYTES && answer.readUInt16BE(0) === id &&
          (answer.readUInt16BE(2) & FLAG.response) !== 0
        if (answers) end(true)
      })
      signal.addEventListener('abort', stop, { once: true })
      send(0)
    })
  }
}
