/**
 * A crowd: many agents of one product on this machine, and what a person does to them.
 *
 * Pure. Implemented for our own agents and for serf's.
 */
import type { News } from './news.ts'

export interface Crowd {
  readonly product: 'hivemind' | 'serf'
  readonly news: News
  /** Agents that run, by name. */
  living (): readonly string[]
  pid (name: string): number
  /** Start agents until there are so many, all of them known to all. */
  grow (members: number): Promise<void>
  /** SIGKILL: nothing is said to anybody. */
  kill (name: string): void
  /** Start an agent again that was killed; resolves when it is a member as before. */
  restart (name: string): Promise<void>
  /** Ask a member, over its own interface, to leave for good. */
  leave (name: string): Promise<void>
  /** Whether a person may send it away without further ado: our voters are replaced first. */
  mayLeave (name: string): boolean
  /** Run the command by which a machine joins, as a user would; resolves when the command says that it did. */
  join (name: string): Promise<void>
  /** Send an event from one member to all. */
  event (from: string, word: string): Promise<void>
  /** @throws {Error} when an agent said that something went wrong: figures of it mean nothing */
  check (): void
  stop (): Promise<void>
}

/** A deadline after which a member is said to have never learned. */
export const NEVER_MS = 30_000

/** All who live, but one. */
export const others = (crowd: Crowd, name: string): readonly string[] => crowd.living().filter(one => one !== name)

/** An event that nobody repeats may be lost on its way, so another follows; so many that reach nobody new end it. */
const TRIES = 3
const SETTLE_MS = 10_000

/** Wait until each member has heard an event: all of them are there, and all of their streams are open. */
export async function settled (crowd: Crowd): Promise<void> {
  let missing = crowd.living()
  // Sixty agents that have to open their streams on a machine that others use as well get there one by one.
  for (let idle = 0; idle < TRIES;) {
    const word = `settled${Math.random().toString(36).slice(2)}`
    const [from = ''] = crowd.living()
    const expected = crowd.news.expect(`event ${word}`, missing)
    await crowd.event(from, word)
    const { never } = await expected.known(SETTLE_MS)
    crowd.check()
    if (never.length === 0) return
    idle = never.length < missing.length ? 0 : idle + 1
    missing = never
  }
  throw new Error(`${crowd.product}: ${missing.join(', ')} heard none of the last ${TRIES} events`)
}
