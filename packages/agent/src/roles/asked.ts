/**
 * Questions to the process of a role that wait for their answer.
 *
 * Touches timers.
 */
import { HivemindError, type Refusal } from '@hivemind/base'
import { refusalOf } from '@hivemind/control'
import { refuseRole, roleErrors } from '@hivemind/role/protocol'

/** Questions to one role at once. */
const ASKED_MAX = 64

interface Waiting { readonly resolve: (value: unknown) => void, readonly reject: (error: Error) => void }

/** What the role said to a question. */
export interface Answered {
  readonly id: number
  readonly value?: unknown
  readonly refusal: { readonly code: string, readonly message: string } | null
}

export class Asked {
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1

  /**
   * @param say - gives the question its number and sends it; null when the role does not work
   * @throws {HivemindError} what the role refused it with; HIVE_ROLE_ELSEWHERE, HIVE_BUSY, HIVE_TIMEOUT
   */
  async ask (who: string, say: ((id: number) => void) | null, deadlineMs: number): Promise<unknown> {
    if (say === null) throw new HivemindError(refuseRole('HIVE_ROLE_ELSEWHERE', `${who} does not work here now`))
    if (this.#waiting.size >= ASKED_MAX)
      throw new HivemindError(refusalOf('HIVE_BUSY', `${ASKED_MAX} questions to ${who} wait already`))
    const id = this.#nextId++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#waiting.set(id, { resolve, reject })
    const late = (): void =>
      reject(new HivemindError(refusalOf('HIVE_TIMEOUT', `${who} did not answer in ${deadlineMs} ms`)))
    const timer = setTimeout(late, deadlineMs)
    say(id)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(id)
    }
  }

  answered ({ id, value, refusal }: Answered): void {
    const waiting = this.#waiting.get(id)
    if (refusal === null) waiting?.resolve(value)
    else waiting?.reject(new HivemindError(refusalFor(refusal)))
  }

  /** Its process is gone: nobody will answer. */
  ended (): void {
    for (const { reject } of this.#waiting.values())
      reject(new HivemindError(refuseRole('HIVE_ROLE_ENDED', 'the process of the role ended before it answered')))
  }
}

function refusalFor ({ code, message }: { readonly code: string, readonly message: string }): Refusal {
  return Object.hasOwn(roleErrors, code)
    ? refuseRole(code as keyof typeof roleErrors, message)
    : refusalOf(code, message)
}
