/**
 * The state machine of the raft world: registers by client, each command once. Thesis 6.3.
 *
 * Pure.
 */
import { fingerprint, type Index, index, type Term, term } from '@hivemind/base'
import type { Configuration } from '@hivemind/raft'
import type { Mark } from '../history.ts'

export interface Machine {
  index: Index
  term: Term
  configuration: Configuration
  /** The last sequence number that took effect, by client, and where. */
  readonly last: Map<string, { readonly sequence: number, readonly index: Index }>
  /** Everything that took effect, in order, as one number. */
  digest: number
}

export const machine = (): Machine =>
  ({ index: index(0), term: term(0), configuration: { voters: [], learners: [] }, last: new Map(), digest: 0 })

export const copyOf = (one: Machine): Machine => ({ ...one, last: new Map(one.last) })

export const stateText = ({ digest }: Machine): string => digest.toString(16)

/** A command as text: client, its sequence number, and which attempt this is. */
export const commandText = (client: string, sequence: number, attempt: number): string =>
  `${client}#${sequence}@${attempt}`

/** Apply one entry. @returns the command that took effect, or null */
export function apply (one: Machine, mark: Mark, configuration: Configuration | undefined): string | null {
  one.index = mark.index
  one.term = mark.term
  if (configuration !== undefined) one.configuration = configuration
  if (mark.kind !== 'command') return null
  const [command = ''] = mark.content.split('@')
  const [client = '', sequence = ''] = command.split('#')
  if (Number(sequence) <= (one.last.get(client)?.sequence ?? 0)) return null
  one.last.set(client, { sequence: Number(sequence), index: mark.index })
  one.digest = fingerprint([one.digest, command]).high
  return command
}
