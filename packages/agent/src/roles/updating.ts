/**
 * A new version of a role whose turn is this member's: when it has come up to its work the log is told so, and when it
 * does not, why.
 *
 * Touches the clock. Levels: it looks at how the role is here; a report that finds no leader is made again.
 */
import { randomBytes } from 'node:crypto'
import { LIMITS, type NodeId } from '@hivemind/base'
import type { Draft, Facts, Role } from '@hivemind/control'
import type { Answer, Request } from '@hivemind/kernel'
import type { RoleHere } from './here.ts'

export interface UpdatingNeeds {
  readonly self: { readonly id: NodeId, readonly name: string }
  readonly request: (request: Request, deadlineMs: number) => Promise<Answer>
}

/** How a role's process is here, and of which revision it is. */
export interface Kept { readonly revision: number, here (): RoleHere }

/** A version that has not come up to its work by then has failed. */
const PATIENCE_MS = 60_000
/** Ends one after another that no new version is given more of. */
const CRASHES = 3
const REPORT_MS = 10_000

export class Updating {
  readonly #needs: UpdatingNeeds
  /** Since when it is this member's turn, by role and revision. */
  readonly #since = new Map<string, number>()
  readonly #asked = new Set<string>()

  constructor (needs: UpdatingNeeds) { this.#needs = needs }

  look (roles: Iterable<Role>, kept: (role: string) => Kept | undefined): void {
    const turns = new Set<string>()
    for (const { id, update } of roles) {
      if (update?.turn !== this.#needs.self.id) continue
      const turn = `${id}@${update.revision}`
      turns.add(turn)
      if (!this.#since.has(turn)) this.#since.set(turn, Date.now())
      const problem = this.#judge(turn, update.revision, kept(id))
      if (problem !== null && !this.#asked.has(turn)) void this.#report(turn, id, update.revision, problem)
    }
    for (const turn of this.#since.keys()) if (!turns.has(turn)) this.#since.delete(turn)
  }

  /** Why the new version does not work, empty when it does, null when that is still to be seen. */
  #judge (turn: string, revision: number, kept: Kept | undefined): string | null {
    const here = kept?.revision === revision ? kept.here() : null
    if (here?.state === 'ready') return ''
    if (here?.state === 'refused') return here.problem
    const words = here === null ? 'it did not begin' : here.problem || here.lastEnd || `it is ${here.state}`
    if (here !== null && here.crashes >= CRASHES)
      return `it ended ${here.crashes} times: ${[words, ...here.words].join('; ')}`
    const waited = Date.now() - (this.#since.get(turn) ?? Date.now())
    return waited < PATIENCE_MS ? null : `it was not ready after ${PATIENCE_MS / 1_000} s: ${words}`
  }

  async #report (turn: string, role: string, revision: number, problem: string): Promise<void> {
    this.#asked.add(turn)
    const { self, request } = this.#needs
    const body: Facts['role-update-reported'] = { role, member: self.id, revision, problem: cut(problem) }
    const draft: Draft = {
      type: 'role-update-reported', version: 1, txid: randomBytes(16).toString('hex'), actor: `node:${self.name}`,
      cause: '', reason: '', trace: '', session: '', sequence: 0, body
    }
    await request({ type: 'propose', drafts: [draft] }, REPORT_MS)
    this.#asked.delete(turn) // Whatever came of it shows in the state, which is looked at again.
  }
}

/** As much of a text as fits, in whole characters: one takes four bytes at most. */
const cut = (text: string): string => text.slice(0, LIMITS.taskProblemBytesMax / 4).toWellFormed()
