/**
 * Which sets of voters are large enough. Raft 5.2, 5.3; thesis 4.1 for why two of them overlap after one change, 4.3
 * for why a joint configuration needs two.
 *
 * Pure.
 */
import { type Index, index, type NodeId } from '@hivemind/base'
import type { Configuration } from './state.ts'

type Voters = Pick<Configuration, 'voters' | 'outgoing'>

/** How many of some voters make a majority; of none, one more than there are, so that an empty set never decides. */
export const quorumSize = (voters: readonly NodeId[]): number => Math.floor(voters.length / 2) + 1

/** Whether a quorum agrees: a majority of the voters, and while joint a majority of the outgoing ones as well. */
export const hasQuorum = ({ voters, outgoing }: Voters, agrees: (id: NodeId) => boolean): boolean =>
  hasMajority(voters, agrees) && (outgoing === undefined || hasMajority(outgoing, agrees))

function hasMajority (voters: readonly NodeId[], agrees: (id: NodeId) => boolean): boolean {
  let count = 0
  for (const id of voters) if (agrees(id)) count++
  return count >= quorumSize(voters)
}

/** The highest index that a quorum holds; 0 when there are no voters. */
export function quorumIndex ({ voters, outgoing }: Voters, matchOf: (id: NodeId) => Index): Index {
  const held = majorityIndex(voters, matchOf)
  return outgoing === undefined ? held : index(Math.min(held, majorityIndex(outgoing, matchOf)))
}

function majorityIndex (voters: readonly NodeId[], matchOf: (id: NodeId) => Index): Index {
  const held = voters.map(matchOf).sort((a, b) => b - a)
  return held[quorumSize(voters) - 1] ?? index(0)
}
