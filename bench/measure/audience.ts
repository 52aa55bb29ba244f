/**
 * Many subscribers of one cluster: says events to it, and knows when the last subscriber has heard the last of them.
 *
 * Touches the network through `subscribing.ts` and, for what is said, as a client of either product does.
 */
import { connect } from '@hivemind/api'
import { until } from '../../test/fleet.ts'
import type { Drive } from './driving.ts'
import { Grpc } from './grpc.ts'
import { MARKS, type Subscriber, subscribe } from './subscribing.ts'

type Place = Omit<Drive, 'deed'>
/** Streams that are opened at once: more than a server's queue of connections would be refused. */
const OPENED_AT_ONCE = 50
/** So long after the last event nobody may hear another. */
const AFTERWARDS_MS = 200

export class Audience {
  readonly #heard: number[]
  readonly #subscribers: Subscriber[] = []
  readonly #speaker: Speaker
  #said = 0
  /** Subscribers that lack something that was said. */
  #lacking = 0
  #lastAt = 0

  private constructor (speaker: Speaker, size: number) {
    this.#speaker = speaker
    this.#heard = Array.from({ length: size }, () => 0)
  }

  /** Subscribers spread over the members, all listening to what is said to the leader. */
  static async gather (members: readonly Place[], leader: Place, size: number): Promise<Audience> {
    const audience = new Audience(speakerTo(leader), size)
    const all = audience.#subscribers
    for (let at = 0; at < size; at++) {
      const place = members[at % members.length]
      if (place === undefined) throw new Error('there is no member to listen to')
      all.push(subscribe(place, events => audience.#hear(at, events)))
      if (at % OPENED_AT_ONCE === 0) await Promise.all(all.map(({ open }) => open))
    }
    await Promise.all(all.map(({ open }) => open))
    return audience
  }

  /** Say so many events, all acknowledged. @throws when one is refused */
  async say (events: number, inFlight: number): Promise<void> {
    this.#said += events
    this.#lacking = this.#heard.length
    let left = events
    const worker = async (): Promise<void> => { while (left-- > 0) await this.#speaker.say() }
    await Promise.all(Array.from({ length: inFlight }, worker))
  }

  /** @returns when the last one heard the last event, on the clock of `performance.now()` */
  async allHeard (): Promise<number> {
    await until('every subscriber to hear every event', async () => this.#lacking === 0)
    return this.#lastAt
  }

  /** @throws when a subscriber heard an event twice */
  async check (): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, AFTERWARDS_MS)) // What must not come has its time to come.
    const wrong = this.#heard.filter(heard => heard !== this.#said).length
    if (wrong > 0) throw new Error(`${wrong} subscribers heard more or less than ${this.#said} events: no report`)
  }

  leave (): void { for (const { close } of [this.#speaker, ...this.#subscribers]) close() }

  #hear (at: number, events: number): void {
    const heard = (this.#heard[at] ?? 0) + events
    this.#heard[at] = heard
    if (heard === this.#said) this.#lacking--
    this.#lastAt = performance.now()
  }
}

/** A client that says events of 256 bytes. */
interface Speaker { readonly say: () => Promise<void>, readonly close: () => void }

function speakerTo ({ product, where }: Place): Speaker {
  const text = 'x'.repeat(256)
  if (product === 'hivemind') {
    const client = connect({ addr: `unix://${where}` })
    return {
      say: async () => { await client.log.append({ type: MARKS.hivemind, payload: text }) },
      close: () => client.close()
    }
  }
  const [host = '', port = ''] = where.split(':')
  const grpc = new Grpc(host, Number(port))
  const [key, value] = [Buffer.from(MARKS.etcd), Buffer.from(text)]
  // PutRequest: key 1, value 2; 256 takes two bytes as a varint.
  const message = Buffer.concat([Buffer.from([0x0a, key.length]), key, Buffer.from([0x12, 0x80, 0x02]), value])
  return {
    say: () => new Promise((resolve, reject) => {
      grpc.call('/etcdserverpb.KV/Put', message, answer =>
        answer === null ? reject(new Error('etcd refused an event')) : resolve())
    }),
    close: () => grpc.close()
  }
}
