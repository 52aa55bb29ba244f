/**
 * A newcomer's steps as a person sees them: reach, cluster, token, approval, catch-up, what its roles require, ready.
 *
 * Touches the clock, and the terminal through the talk it is handed.
 */
import type { Joining, JoinTokenText } from '@hivemind/api'
import { showCount, showDuration } from './duration.ts'
import type { Talk } from './talk.ts'
import { bar } from './terminal.ts'

const STEPS = ['reach', 'cluster', 'approval', 'catch-up', 'requires', 'ready'] as const
type Step = (typeof STEPS)[number]

/** Tells every step once, however many of them passed between two looks. */
export class JoinSteps {
  readonly #talk: Talk
  readonly #token: JoinTokenText | null
  readonly #began = performance.now()
  #told = 0
  #request = ''
  #lacks: Joining['lacks'] = []

  constructor (talk: Talk, token: JoinTokenText | null) {
    this.#talk = talk
    this.#token = token
  }

  /** The step that was told last, for a message when the agent ends. */
  get current (): Step { return STEPS[this.#told] ?? 'ready' }

  /** What the roles of this machine lacked when it was looked at last. */
  get lacks (): Joining['lacks'] { return this.#lacks }

  see (joining: Joining): void {
    if (joining.request !== '') this.#request = joining.request
    const lacked = this.#lacks
    this.#lacks = joining.lacks
    if (lacked.length > 0 && joining.lacks.length === 0) this.#talk.done(`found ${capabilities(lacked)}`)
    if (joining.step === 'refused') {
      this.#talk.failed(`${this.current}: ${joining.refusal?.detail ?? 'refused'}`)
      return
    }
    const now = STEPS.indexOf(joining.step)
    while (this.#told < now) this.#tell(STEPS[this.#told++] ?? 'ready', joining)
    if (joining.step === 'ready') this.#talk.done(`ready in ${showDuration(performance.now() - this.#began)}`)
    else this.#talk.doing(this.#doing(joining.step, joining))
  }

  #tell (step: Step, joining: Joining): void {
    if (step === 'reach') this.#talk.done(`reach ${joining.peer}`)
    if (step === 'cluster') {
      this.#talk.done(`cluster ${joining.clusterName}`)
      if (this.#token !== null) this.#talk.done(showToken(this.#token))
    }
    if (step === 'approval') this.#talk.done(`approved${this.#request === '' ? '' : `, request ${this.#request}`}`)
    if (step === 'catch-up') this.#talk.done(`caught up to index ${showCount(joining.targetIndex)}`)
  }

  #doing (step: Step, joining: Joining): string {
    if (step === 'reach') return `reaching ${joining.peer}`
    if (step === 'cluster') return `asking ${joining.peer} about its cluster`
    if (step === 'approval') {
      const request = this.#request
      const how = `, request ${request}: on any member run  hivemind join-request approve ${request}`
      return `waiting for approval${request === '' ? '' : how}`
    }
    if (step === 'requires') return `member; waiting for ${showLacks(joining.lacks)}`
    const { appliedIndex, targetIndex } = joining
    return `${bar(this.#talk.look, targetIndex === 0 ? 0 : appliedIndex / targetIndex)} catching up ${showCount(appliedIndex)}/${showCount(targetIndex)}`
  }
}

const capabilities = (lacks: Joining['lacks']): string =>
  [...new Set(lacks.map(({ capability }) => capability))].join(', ')

/** `dns.records/1, which role dns needs to begin`. */
export function showLacks (lacks: Joining['lacks']): string {
  const roles = [...new Set(lacks.map(({ role }) => role))]
  const needs = roles.length === 1 ? 'needs' : 'need'
  return `${capabilities(lacks)}, which ${roles.length === 1 ? 'role' : 'roles'} ${roles.join(' and ')} ${needs} to begin`
}

/** Whether it has expired is for the control plane to say; this machine's clock may be wrong. */
function showToken ({ id, expiresAt }: JoinTokenText): string {
  const left = expiresAt - Date.now()
  const shown = showDuration(Math.abs(left))
  return `token ${id}, ${left > 0 ? `expires in ${shown}` : `expired ${shown} ago by this machine's clock`}`
}
