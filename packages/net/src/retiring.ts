/**
 * Connections that neither end wants any more are closed once nothing has been said over them for a while.
 *
 * Touches connections. Who observes whom moves with every join and leave, and each move would leave a connection
 * behind: a third of a megabyte at both ends, and a beat every two seconds.
 */
import type { Link, Links } from './links.ts'
import { PACE } from './pace.ts'

/** What was said over a link when it was looked at last, and how often it was silent since. */
interface Silence { frames: number, looks: number }

export class Retiring {
  readonly #links: Links
  readonly #silences = new WeakMap<Link, Silence>()

  constructor (links: Links) { this.#links = links }

  /** Once a beat: see who has been silent for long enough. */
  look (): void {
    for (const link of this.#links.all()) {
      const { choice: { keep, kept = true }, counters: { framesSent, framesReceived } } = link
      const frames = framesSent + framesReceived
      const before = this.#silences.get(link)
      const wanted = keep || kept || !link.open || before?.frames !== frames
      this.#silences.set(link, { frames, looks: wanted ? 0 : (before?.looks ?? 0) + 1 })
      if (!wanted && (before?.looks ?? 0) >= PACE.unwantedBeats) this.#close(link)
    }
  }

  #close (link: Link): void {
    for (const connection of this.#links.connections(link.id))
      connection.close().catch((error: Error) => connection.abort(error))
  }
}
