/**
 * Which sets of voters are large enough. Raft 5.2, 5.3; thesis 4.1 for why two of them overlap after one change.
 *
 * Pure.
 */
import { type Index, index, type NodeId } from '@hivemind/base'

/** How many of the voters make a quorum; of none, one more than there are, so that an empty set never decides. */
export const quorumSize = (voters: readonly NodeId[]): number => Math.floor(voters.length / 2) + 1

/** Whether a quorum of the voters agrees. */
export function hasQuorum (voters: readonly NodeId[], agrees: (id: NodeId) => boolean): boolean {
  let count = 0
  for (const id of voters) if (agrees(id)) count++
  return count >= quorumSize(voters)
}

/** The highest index that a quorum of the voters holds; 0 when there are no voters. */
export function quorumIndex (voters: readonly NodeId[], matchOf: (id: NodeId) => Index): Index {
  const held = voters.map(matchOf).sort((a, b) => b - a)
  return held[quorumSize(voters) - 1] ?? index(0)
}
