/**
 * The file of the next segment: made ahead in the background, and waited for while the disk has no room.
 *
 * Touches the disk, and a timer while it is full. Space is taken only here, before anything is written into it, so a
 * full disk leaves no half record: who needs the next segment waits, and goes on when there is room.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { HivemindError, invariant } from '@hivemind/base'
import { type Disk, type DiskFile, isFull } from './disk.ts'
import { refuse } from './errors.ts'
import { SEGMENT_BYTES_MAX } from './format.ts'
import { PREPARED, prepareFile } from './segment.ts'

/** The disk is looked at again so often while it is full. */
const RETRY_MS = 250

export interface Prepared { readonly file: DiskFile, readonly fileBytes: number }

export interface PreparingNeeds {
  readonly disk: Disk
  readonly segmentBytes: number
  /** Whether who takes the file waits for room, or is refused. */
  readonly waitsForRoom: boolean
  /** The disk became full, or (null) has room again. */
  readonly onFull: (refusal: HivemindError | null) => void
  /** Give back what can be given back, while somebody waits for room. */
  readonly makeRoom: () => Promise<void>
}

export class Preparing {
  readonly #needs: PreparingNeeds
  readonly #closing = new AbortController()
  #ahead: Promise<Prepared | null> | null = null
  #aheadBytes = 0
  #full: HivemindError | null = null

  constructor (needs: PreparingNeeds) { this.#needs = needs }

  /** Why the log waits; null while the disk has room. */
  get full (): HivemindError | null { return this.#full }

  /** Bytes that the file made ahead takes. */
  get bytes (): number { return this.#aheadBytes }

  /** Make the next file in the background, so that no append waits for it. */
  begin (): void {
    if (this.#ahead !== null) return
    const fileBytes = this.#needs.segmentBytes
    this.#aheadBytes = fileBytes
    this.#ahead = this.#make(fileBytes, true).catch(error => {
      this.#aheadBytes = 0
      // A full disk: whoever takes the file tries again, and waits. Anything else stops the log there.
      if (isFull(error)) return null
      throw error
    })
    // It is thrown to whoever takes the file; until then nobody waits for it.
    this.#ahead.catch(() => null)
  }

  /**
   * A file of zeros of at least so many bytes; waits while there is no room.
   *
   * @throws {HIVE_WAL_FULL} closed before there was room, or not willing to wait; nothing changed
   */
  async take (bytes: number): Promise<Prepared> {
    const ready = await this.#ahead
    this.#ahead = null
    this.#aheadBytes = 0
    if (ready && ready.fileBytes >= bytes) return ready
    if (ready) await ready.file.close()
    const fileBytes = Math.max(this.#needs.segmentBytes, bytes)
    invariant(fileBytes <= SEGMENT_BYTES_MAX, 'a batch is smaller than the largest segment')
    for (;;) {
      try {
        const made = await this.#make(fileBytes, false)
        this.#tell(null)
        return made
      } catch (error) {
        if (!isFull(error)) throw error
        await this.#waitForRoom(fileBytes, error)
      }
    }
  }

  /** Wait no longer, and delete what was made ahead. */
  async close (): Promise<void> {
    const ready = await this.#ahead?.catch(() => null)
    if (!ready) return
    await ready.file.close()
    await this.#needs.disk.remove(PREPARED)
  }

  /** Whoever waits for room is refused from here on. */
  giveUp (): void { this.#closing.abort() }

  async #make (fileBytes: number, gently: boolean): Promise<Prepared> {
    const { disk, segmentBytes } = this.#needs
    return { file: await prepareFile(disk, PREPARED, fileBytes, segmentBytes, gently), fileBytes }
  }

  async #waitForRoom (fileBytes: number, cause: unknown): Promise<void> {
    const refusal = refuse('HIVE_WAL_FULL', `the disk has no room for the next ${fileBytes} bytes of the log`)
    const full = new HivemindError(refusal, { cause })
    if (!this.#needs.waitsForRoom) throw full
    this.#tell(full)
    await this.#needs.makeRoom()
    await pause(RETRY_MS, undefined, { signal: this.#closing.signal }).catch(() => { throw full })
  }

  #tell (full: HivemindError | null): void {
    if ((full === null) === (this.#full === null)) return
    this.#full = full
    this.#needs.onFull(full)
  }
}
