/**
 * The actions that the process of one role does now: asked by number, and over when it says so or is gone.
 *
 * Touches nothing by itself.
 */
import type { Act, Acted, FromAgent, FromRole } from '@hivemind/role/protocol'

export class Acting {
  readonly #say: (message: FromAgent) => void
  readonly #waiting = new Map<number, (acted: Acted) => void>()
  #nextId = 1

  constructor (say: (message: FromAgent) => void) { this.#say = say }

  /** @param cease - aborted when it is not wanted any more. @returns how it ended; never rejects */
  async act ({ input, ...act }: Act, cease: AbortSignal): Promise<Acted> {
    const id = this.#nextId++
    const over = (): void => this.#say({ type: 'cease', id })
    cease.addEventListener('abort', over)
    const acted = await new Promise<Acted>(resolve => {
      this.#waiting.set(id, resolve)
      this.#say({ type: 'act', id, ...act, input: { ...input } })
    })
    cease.removeEventListener('abort', over)
    return acted
  }

  /** The process says how one ended. A number that nobody waits for says nothing. */
  ended ({ id, outcome, result, problem }: FromRole & { type: 'acted' }): void {
    this.#waiting.get(id)?.({ outcome, result, problem })
    this.#waiting.delete(id)
  }

  /** The process is gone: nobody knows how far it came. */
  lost (end: string): void {
    for (const resolve of this.#waiting.values()) resolve({ outcome: 'interrupted', result: null, problem: end })
    this.#waiting.clear()
  }
}
