/**
 * What a role writes, on its way to the leader and back.
 *
 * Touches nothing but the node that it asks.
 */
import { randomBytes } from 'node:crypto'
import type { NodeId } from '@hivemind/base'
import type { Draft } from '@hivemind/control'
import type { Answer, Request } from '@hivemind/kernel'
import type { FromAgent, FromRole } from '@hivemind/role/protocol'

export interface ProposalsNeeds {
  readonly self: { readonly id: NodeId, readonly name: string }
  readonly request: (request: Request, deadlineMs: number) => Promise<Answer>
}

/** Writes of one role that wait for their answer. */
const PROPOSALS_MAX = 64
const PROPOSAL_MS = 10_000

type Proposal = FromRole & { readonly type: 'propose' }

export class Proposals {
  readonly #needs: ProposalsNeeds
  #waiting = 0

  constructor (needs: ProposalsNeeds) { this.#needs = needs }

  /** What the role writes goes to the leader under the fence that the role believes in. */
  async propose (role: string, { id, fence, fact }: Proposal, say: (message: FromAgent) => void): Promise<void> {
    if (this.#waiting >= PROPOSALS_MAX) {
      const refusal = { code: 'HIVE_BUSY', message: `${PROPOSALS_MAX} writes of the role wait already` }
      return say({ type: 'answer', id, place: null, refusal })
    }
    this.#waiting++
    const drafts = [this.#draft(role, fence, fact)]
    const answer = await this.#needs.request({ type: 'propose', drafts }, PROPOSAL_MS)
    this.#waiting--
    const [result] = answer.type === 'proposed' ? answer.results : []
    if (result?.type === 'applied') {
      const { index, term, epoch } = result
      return say({ type: 'answer', id, place: { index, term, epoch }, refusal: null })
    }
    const refusal = result?.refusal ?? (answer.type === 'refused' ? answer.refusal : null)
    const { code = 'HIVE_ROLE_PROTOCOL', message = 'the leader gave no answer' } = refusal ?? {}
    say({ type: 'answer', id, place: null, refusal: { code, message: message.slice(0, 4_000) } })
  }

  #draft (role: string, fence: number, fact: Proposal['fact']): Draft {
    const { self } = this.#needs
    return {
      type: 'role-wrote', version: 1, txid: randomBytes(16).toString('hex'), actor: `role:${role}@${self.name}`,
      cause: '', reason: '', trace: '', session: '', sequence: 0, body: { role, member: self.id, fence, fact }
    }
  }
}
