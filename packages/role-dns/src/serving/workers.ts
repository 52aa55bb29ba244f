/**
 * The workers of one name server, seen from the thread that knows the zones: begins them, tells them, ends them.
 *
 * Touches threads. A worker that ends by itself ends this process: it is begun anew by whoever began it, and there is
 * no socket that nobody listens to.
 */
import { randomInt } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { Config } from '../config.ts'
import { type Counts, counts } from '../counting.ts'
import { sharedCounts } from '../limiting.ts'
import type { Key } from '../tsig.ts'
import { type Beginning, type SaidByWorker, type Told, type ToldZones, WORD } from './telling.ts'

export interface WorkersNeeds {
  readonly host: string
  readonly port: number
  readonly config: Config
  readonly key: Key | null
  readonly told: () => ToldZones
  readonly failed: (error: unknown) => void
}

/** The program, compiled or not. */
const PROGRAM = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url)
/** Heap of one worker, in MiB: what its zones and their answers need. */
const HEAP_MB = 64
/** It hears within a millisecond; one that has much to do is not waited for longer. */
const CLOSING_MS = 500

interface One { readonly thread: Worker, readonly words: Int32Array, readonly counts: Counts }

export class Workers {
  readonly #all: readonly One[]
  #closed = false
  /**
   * A process that ends ends its threads where they are, and one that waits for a socket would not end well: they are
   * told before. Where one does not hear, the system ends them all.
   */
  readonly #exiting = (): void => { if (!this.#put()) process.kill(process.pid, 'SIGKILL') }

  private constructor (all: readonly One[]) { this.#all = all }

  /**
   * @returns a sentence on why datagrams cannot be taken in batches here
   * @throws {Error} when the address is taken or not ours
   */
  static async open (needs: WorkersNeeds): Promise<Workers | string> {
    const { host, port, config, key } = needs
    const [limits, seed, shared] = [sharedCounts(), randomInt(2 ** 31), config.workers > 1]
    const workers = new Workers(Array.from({ length: config.workers }, () => {
      const one = { words: new Int32Array(new SharedArrayBuffer(8)), counts: counts() }
      const workerData: Beginning = { host, port, shared, config, key, seed, limits, told: needs.told(), ...one }
      const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB }
      return { ...one, thread: new Worker(PROGRAM, { workerData, resourceLimits, name: 'dns datagrams' }) }
    }))
    process.on('exit', workers.#exiting)
    const said = await Promise.all(workers.#all.map(({ thread }) => firstWord(thread)))
    const first = said.find(({ type }) => type !== 'open')
    for (const one of workers.#all) workers.#watch(one.thread, needs.failed)
    if (first === undefined) return workers
    workers.close()
    if (first.type === 'unfit') return first.reason
    throw 'error' in first ? first.error : new Error('a worker did not begin')
  }

  get counts (): readonly Counts[] { return this.#all.map(({ counts }) => counts) }

  #watch (thread: Worker, failed: (error: unknown) => void): void {
    thread.on('message', (said: SaidByWorker) => { if (said.type === 'failed') failed(said.error) })
    // An error of it nobody catches: so it is one of this process.
    thread.on('exit', code => {
      if (!this.#closed) throw new Error(`a worker of the name server ended by itself, with code ${code}`)
    })
  }

  tell (told: Told): void {
    for (const { thread, words } of this.#all) {
      thread.postMessage(told)
      Atomics.add(words, WORD.told, 1)
    }
  }

  /** Their sockets are closed when this returns, so that the next one can have the address. */
  close (): void {
    if (this.#closed) return
    this.#closed = true
    process.off('exit', this.#exiting)
    this.#put()
  }

  /** Have them put their sockets away. @returns whether all have */
  #put (): boolean {
    this.tell({ type: 'close' })
    return this.#all.every(({ words }) => Atomics.wait(words, WORD.closed, 0, CLOSING_MS) !== 'timed-out')
  }
}

/** How it began. One that cannot even say so is of no use on this machine. */
function firstWord (thread: Worker): Promise<SaidByWorker> {
  return new Promise(resolve => {
    const end = (said: SaidByWorker): void => {
      thread.off('message', end).off('error', failed).off('exit', ended)
      resolve(said)
    }
    const unfit = (reason: string): void => end({ type: 'unfit', reason })
    const failed = (error: Error): void => unfit(`a worker cannot begin: ${error.message}`)
    const ended = (code: number): void => unfit(`a worker ended with code ${code}`)
    thread.on('message', end).on('error', failed).on('exit', ended)
  })
}
