/**
 * Who counts, as a value: its parts, its shape, and the step between two of them. Thesis 4.1, 4.3.
 *
 * Pure. Whether a step may be taken now is asked in changing.ts.
 */
import { LIMITS, type NodeId } from '@hivemind/base'
import { hasQuorum } from './quorum.ts'
import type { Configuration } from './state.ts'

/** Whether a member's vote is asked and counted. */
export const votesIn = ({ voters, outgoing }: Configuration, id: NodeId): boolean =>
  voters.includes(id) || outgoing?.includes(id) === true

/** Everyone whose vote counts, each once. */
export const votersOf = ({ voters, outgoing }: Configuration): readonly NodeId[] =>
  outgoing === undefined ? voters : [...new Set([...voters, ...outgoing])]

/** Everyone who receives entries, each once. */
export const membersOf = (configuration: Configuration): readonly NodeId[] =>
  [...new Set([...votersOf(configuration), ...configuration.learners])]

/** Whether a node is a quorum by itself. */
export const isAlone = (configuration: Configuration, id: NodeId): boolean =>
  hasQuorum(configuration, voter => voter === id)

/**
 * Whether ids are sorted, distinct and not empty, voters and learners have nobody in common, and someone votes. An
 * outgoing voter may be a learner already: it votes until the joint configuration is left.
 */
export function isConfiguration (configuration: Configuration): boolean {
  const { voters, learners, outgoing } = configuration
  if (!isVoters(voters) || (outgoing !== undefined && !isVoters(outgoing))) return false
  if (membersOf(configuration).length > LIMITS.membersMax) return false
  return isSorted(learners) && !learners.some(id => voters.includes(id))
}

const isVoters = (ids: readonly NodeId[]): boolean => ids.length > 0 && ids.length <= LIMITS.votersMax && isSorted(ids)

const isSorted = (ids: readonly NodeId[]): boolean =>
  ids.every((id, at) => id !== '' && (at === 0 || (ids[at - 1] ?? '') < id))

/** How many voters two configurations do not share; a voter that becomes a learner counts once. */
export const votersChanged = (before: Configuration, after: Configuration): number =>
  before.voters.filter(id => !after.voters.includes(id)).length +
  after.voters.filter(id => !before.voters.includes(id)).length

/**
 * The step to take toward a configuration: itself when at most one voter changes, otherwise the joint one in which
 * the voters before count as well. Thesis 4.3.
 */
export function stepToward (before: Configuration, wanted: Configuration): Configuration {
  const after = settled(wanted)
  return votersChanged(before, after) <= 1 ? after : { ...after, outgoing: before.voters }
}

/** What remains when a joint configuration is left. */
export const settled = ({ voters, learners }: Configuration): Configuration => ({ voters, learners })

export const sameIds = (one: readonly NodeId[], other: readonly NodeId[]): boolean =>
  one.length === other.length && one.every((id, at) => id === other[at])

export function showConfiguration ({ voters, learners, outgoing }: Configuration): string {
  const before = outgoing === undefined ? '' : ` outgoing [${outgoing.join(' ')}]`
  return `voters [${voters.join(' ')}]${before} learners [${learners.slice(0, 10).join(' ')}]`
}
