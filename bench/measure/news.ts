/**
 * News and who has heard them: how long until all who should know something do, and who never does.
 *
 * Touches the clock only. Agents are not asked; each tells what it learns as it learns it, on one stream that was open
 * before the thing happened.
 */

/** What happens to members and what agents say of it, as `failed n7` or `event 12`. */
export type Item = `${'failed' | 'left' | 'joined' | 'event'} ${string}`

export interface Learned {
  /** When the last one heard it, in milliseconds since it began; null when somebody never did. */
  readonly allMs: number | null
  /** Who had not heard it at the deadline. */
  readonly never: readonly string[]
}

/** An item that some are expected to hear. */
export interface Expected { known (deadlineMs: number): Promise<Learned> }

interface Waiting { readonly missing: Set<string>, lastAt: number, readonly whole: () => void }

export class News {
  readonly #waiting = new Map<Item, Waiting>()

  /** An agent says that it knows something. Who nobody waits for is not counted. */
  heard (agent: string, item: Item): void {
    const waiting = this.#waiting.get(item)
    if (waiting === undefined || !waiting.missing.delete(agent)) return
    waiting.lastAt = performance.now()
    if (waiting.missing.size === 0) waiting.whole()
  }

  /** Begin to listen for an item, and the clock. What was heard of the same item before does not count. */
  expect (item: Item, whom: Iterable<string>): Expected {
    const began = performance.now()
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiting: Waiting = { missing: new Set(whom), lastAt: began, whole: resolve }
    if (waiting.missing.size === 0) throw new Error(`nobody is there to hear "${item}"`)
    this.#waiting.set(item, waiting)
    return {
      known: async deadlineMs => {
        const timer = setTimeout(resolve, deadlineMs)
        await promise
        clearTimeout(timer)
        this.#waiting.delete(item)
        const never = [...waiting.missing]
        return { allMs: never.length > 0 ? null : waiting.lastAt - began, never }
      }
    }
  }
}
