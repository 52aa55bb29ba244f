/**
 * Waits for the account of a role: it is looked for, and looked for again while the machine does not have it.
 *
 * Touches timers.
 */
import type { Role } from '@hivemind/control'
import type { Account } from '../account.ts'

/** An account that is not there is looked for so often: somebody may make it. */
const AGAIN_MS = 10_000

export interface AccountWaitNeeds {
  /** Make the machine ready for an account. @throws {HivemindError} HIVE_ROLE_USER */
  readonly account: (user: string, source: Role['source']) => Promise<Account | null>
  /** It is known now, or to be asked for again. */
  readonly changed: () => void
  readonly warn: (message: string) => void
}

export class AccountWait {
  readonly #needs: AccountWaitNeeds
  /** What is looked for, or was. */
  #wanted = ''
  #found: { readonly account: Account | null } | null = null
  #problem = ''
  #timer: NodeJS.Timeout | null = null

  constructor (needs: AccountWaitNeeds) { this.#needs = needs }

  /** Why the role does not run here; empty when nothing is known against it. */
  get problem (): string { return this.#problem }

  /** The account for one process; null for the agent's own, undefined while it is not known, or is none. */
  take ({ user, source }: Pick<Role, 'user' | 'source'>): Account | null | undefined {
    if (user === undefined) return null
    const wanted = JSON.stringify([user, source])
    if (this.#wanted !== wanted) void this.#look(wanted, user, source)
    const found = this.#found
    if (found === null) return undefined
    this.anew()
    return found.account
  }

  /** What was found says nothing of the next process. */
  anew (): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#wanted = ''
    this.#found = null
    this.#problem = ''
  }

  async #look (wanted: string, user: string, source: Role['source']): Promise<void> {
    const before = this.#problem
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#wanted = wanted
    this.#found = null
    const found = await this.#needs.account(user, source).then(account => ({ account }), (error: Error) => error)
    if (this.#wanted !== wanted) return
    if (found instanceof Error) {
      this.#problem = `${(found as { readonly code?: string }).code ?? found.name}: ${found.message}`
      if (this.#problem !== before) this.#needs.warn(this.#problem)
      this.#timer = setTimeout(() => { this.#wanted = ''; this.#needs.changed() }, AGAIN_MS).unref()
    } else {
      this.#problem = ''
      this.#found = found
      this.#needs.changed()
    }
  }
}
