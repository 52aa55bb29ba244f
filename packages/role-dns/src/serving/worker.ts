/**
 * The program of a worker: a thread with a socket, zones and answers of its own.
 *
 * Touches its socket and the port to the thread that began it. Zones come as what they are made of. A query that comes
 * after the name server was told of a change is answered with it: a number in shared memory says that there is news.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { liveSet, type Moment } from '../live.ts'
import { Responder } from '../responding.ts'
import { type Name, nameFrom } from '../wire/name.ts'
import { zonesUnder } from '../zone/contents.ts'
import { Batches, selfTest } from './batches.ts'
import { type Libc, libc } from './libc.ts'
import { type Beginning, type SaidByWorker, type Told, WORD } from './telling.ts'

class DatagramWorker {
  readonly #beginning: Beginning
  readonly #port: MessagePort
  readonly #responder: Responder
  readonly #main: Name
  #moment: Moment
  #heard = 0
  #faults = 0
  #batches: Batches | null = null

  constructor (beginning: Beginning, port: MessagePort) {
    this.#beginning = beginning
    this.#port = port
    const { config, key, counts, limits, seed, told } = beginning
    this.#main = nameFrom(config.zone) as Name
    this.#moment = told.moment
    this.#responder = new Responder({
      responsesPerSecond: config.responsesPerSecond,
      transfers: { allow: config.transfer.allow, key },
      live: (zone, name) => liveSet(zone, name, this.#main, this.#moment, Date.now()),
      counts, limits, seed
    })
    this.#told(told)
  }

  /** @throws {Error} when the address is taken or not ours */
  open (by: Libc): void {
    const { host, port, shared } = this.#beginning
    this.#batches = new Batches({
      libc: by,
      socket: by.open(host, port, shared),
      before: () => this.#hear(),
      answer: (area, at, length, network, now) => this.#responder.datagram(area, at, length, network, now),
      failed: error => this.#failed(error),
      ended: error => { setImmediate(() => { throw error }) } // As an error of this thread that nobody catches.
    })
    this.#port.on('message', (told: Told) => this.#told(told))
  }

  /** One fault is told: a packet that can be sent once can be sent a thousand times. */
  #failed (error: unknown): void {
    if (this.#faults++ === 0) say({ type: 'failed', error: asError(error) })
  }

  /** What was said before now, also when its turn has not come. */
  #hear (): void {
    const told = Atomics.load(this.#beginning.words, WORD.told)
    if (told === this.#heard) return
    this.#heard = told
    for (let found = receiveMessageOnPort(this.#port); found !== undefined; found = receiveMessageOnPort(this.#port))
      this.#told(found.message as Told)
  }

  #told (told: Told): void {
    switch (told.type) {
      case 'zones':
        this.#moment = told.moment
        return this.#responder.serve(zonesUnder(told.view, this.#beginning.config, told.serials))
      case 'moment':
        this.#moment = told.moment
        return
      case 'close': {
        this.#batches?.close()
        this.#port.close()
        over()
      }
    }
  }
}

const beginning = workerData as Beginning

/** There is no socket any more. */
function over (): void {
  Atomics.store(beginning.words, WORD.closed, 1)
  Atomics.notify(beginning.words, WORD.closed)
}

const asError = (error: unknown): Error => error instanceof Error ? error : new Error(String(error))
const say = (said: SaidByWorker): void => parentPort?.postMessage(said)

async function begin (port: MessagePort): Promise<SaidByWorker> {
  const by = await libc()
  if (typeof by === 'string') return { type: 'unfit', reason: by }
  const wrong = selfTest(by)
  if (wrong !== null) return { type: 'unfit', reason: wrong }
  try {
    new DatagramWorker(beginning, port).open(by)
    return { type: 'open' }
  } catch (error) {
    return { type: 'refused', error: asError(error) }
  }
}

if (parentPort !== null) {
  const said = await begin(parentPort)
  if (said.type !== 'open') over()
  say(said)
}
