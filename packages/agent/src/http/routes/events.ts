/**
 * Server-sent events: their form, and waiting for the next one. Source: HTML Standard 9.2.
 *
 * Touches the clock.
 */

/** One event. JSON has no line breaks, so its data is one line. */
export const eventText = (event: string, item: unknown, id?: number): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(item)}\n\n`

/** A comment, which clients ignore and dead connections do not survive. */
export const HEARTBEAT = ': alive\n\n'

/** Rings for whoever waits; a ring that nobody waited for is kept. */
export class Bell {
  #rang = false
  #wake: (() => void) | null = null

  readonly ring = (): void => {
    this.#rang = true
    this.#wake?.()
  }

  /** Wait for a ring, or so long; true when it rang. One waits at a time. */
  async wait (ms: number): Promise<boolean> {
    if (!this.#rang) {
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
      this.#wake = null
    }
    const rang = this.#rang
    this.#rang = false
    return rang
  }
}
