/**
 * Applied states: the newest two, in chunks under one head that carries the hash of the whole.
 *
 * Touches the store. Keys: `state:<serial>:head` and `state:<serial>:<chunk>`; the serial orders them as they were
 * saved, since a log that is fetched anew starts again below the states of the old one.
 */
import { createHash } from 'node:crypto'
import { HivemindError, type Index, index, LIMITS, type Term, term } from '@hivemind/base'
import { refuse } from './errors.ts'
import { ordered, sealJson, unsealJson } from './sealed.ts'
import { attempt, reason, type Store } from './store.ts'

export interface Snapshot { readonly index: Index, readonly term: Term, readonly bytes: Uint8Array }

interface Head {
  readonly serial: number
  readonly index: number
  readonly term: number
  readonly bytes: number
  readonly sha256: string
}

/** One level value: small enough that its write stalls nobody, large enough that most states are one. */
const CHUNK_BYTES = 1024 * 1024
/** The newest may be damaged; the one before it saves replaying the whole log. */
const KEPT = 2

const SPACE = { gte: 'state:', lt: 'state;' }
const headKey = (serial: number): string => `state:${ordered(serial)}:head`
const chunkKey = (serial: number, chunk: number): string => `state:${ordered(serial)}:${ordered(chunk)}`
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export class Snapshots {
  readonly #store: Store
  readonly #note: (sentence: string) => void
  /** Newest first. */
  #heads: Head[] = []
  #serial = 0

  constructor (store: Store, note: (sentence: string) => void) {
    this.#store = store
    this.#note = note
  }

  /** Learn what is there. */
  async open (): Promise<void> {
    for await (const key of this.#store.keys(SPACE)) {
      const [, serial = '', last] = key.split(':')
      this.#serial = Math.max(this.#serial, Number.parseInt(serial, 16) || 0)
      if (last === 'head') await this.#learn(key)
    }
    this.#heads.sort((one, other) => other.serial - one.serial)
  }

  async #learn (key: string): Promise<void> {
    const sealed = await this.#store.get(key)
    const head = sealed === undefined ? undefined : unsealJson(key, sealed)
    if (head === undefined) this.#note(`a saved state is damaged: its head ${key} is not as it was written`)
    else this.#heads.push(head as Head)
  }

  /** @returns index of the newest state, 0 without one; whether it is whole shows when it is loaded */
  index (): Index {
    return index(this.#heads[0]?.index ?? 0)
  }

  /** Make a state durable; when this returns, it survives a power cut. */
  async save ({ index, term, bytes }: Snapshot): Promise<void> {
    if (bytes.length > LIMITS.stateBytesMax) {
      const message = `state of ${bytes.length} bytes found, at most ${LIMITS.stateBytesMax} expected`
      throw new HivemindError(refuse('HIVE_DB_TOO_LARGE', message))
    }
    const serial = ++this.#serial
    const hash = createHash('sha256')
    // Hashed by the chunk, so that a large state holds up nobody. Each chunk is synced by itself: one sync at the end
    // would not reach a log file that level has left behind.
    for (let at = 0; at * CHUNK_BYTES < bytes.length; at++) {
      const chunk = bytes.subarray(at * CHUNK_BYTES, (at + 1) * CHUNK_BYTES)
      hash.update(chunk)
      await this.#store.put(chunkKey(serial, at), chunk, { sync: true })
    }
    const head: Head = { serial, index, term, bytes: bytes.length, sha256: hash.digest('hex') }
    await this.#store.put(headKey(serial), sealJson(headKey(serial), head), { sync: true })
    this.#heads.unshift(head)
    await this.#dropOld()
  }

  /** The newest state that is whole; damaged ones are noted and passed over. */
  async load (): Promise<Snapshot | null> {
    for (const head of this.#heads) {
      const bytes = await this.#bytes(head).catch((error: unknown) => reason(error))
      if (typeof bytes !== 'string') return { index: index(head.index), term: term(head.term), bytes }
      this.#note(`the saved state at ${head.index} is damaged: ${bytes}`)
    }
    return null
  }

  /** @returns the bytes, or what is wrong with them */
  async #bytes (head: Head): Promise<Uint8Array | string> {
    const bytes = new Uint8Array(head.bytes)
    for (let at = 0; at * CHUNK_BYTES < head.bytes; at++) {
      const chunk = await this.#store.get(chunkKey(head.serial, at))
      const expected = Math.min(CHUNK_BYTES, head.bytes - at * CHUNK_BYTES)
      if (chunk?.length !== expected) return `chunk ${at} has ${chunk?.length ?? 'no'} bytes, ${expected} expected`
      bytes.set(chunk, at * CHUNK_BYTES)
    }
    const found = sha256(bytes)
    return found === head.sha256 ? bytes : `its hash is ${found}, ${head.sha256} expected`
  }

  /** Everything below the states that are kept goes, heads first lost or chunks without a head included. */
  async #dropOld (): Promise<void> {
    this.#heads.length = Math.min(this.#heads.length, KEPT)
    const oldest = this.#heads.at(-1)?.serial ?? 0
    await attempt('old states cannot be deleted', () => this.#store.clear({ gte: SPACE.gte, lt: chunkKey(oldest, 0) }))
  }
}
