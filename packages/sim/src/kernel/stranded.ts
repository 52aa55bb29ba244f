/**
 * The one end that Raft leaves to a person (docs/raft.md): a voter's disk lost what no other voter has, and without its
 * vote there is no quorum. What it lost may have been committed, perhaps by a configuration that was lost with it, so
 * giving it up is for `hivemind recover`.
 *
 * Pure.
 */
import type { NodeId } from '@hivemind/base'
import { hasQuorum, type RaftView, status } from '@hivemind/raft'
import type { KernelWorld } from './world.ts'

type Votes = (voter: RaftView, candidate: RaftView) => boolean

/** Whether nobody can be elected, and somebody could be if damaged voters voted for whatever they are asked. */
export function isStranded ({ nodes }: KernelWorld): boolean {
  const voters = new Map<NodeId, RaftView>()
  for (const { id, kernel } of nodes.values()) if (kernel?.mode === 'raft') voters.set(id, status(kernel.raft))
  const candidates = [...voters.values()].filter(({ repair }) => repair === null)
  const electable = (damaged: Votes): boolean =>
    candidates.some(candidate => hasQuorum(candidate.configuration, id => {
      const voter = voters.get(id)
      return voter !== undefined && (voter.repair === null ? isAsFar : damaged)(voter, candidate)
    }))
  return !electable(holdsWhatWasLost) && electable(() => true)
}

/** Raft 5.4.1. */
const isAsFar: Votes = (voter, { lastTerm, lastIndex }) =>
  lastTerm > voter.lastTerm || (lastTerm === voter.lastTerm && lastIndex >= voter.lastIndex)

const holdsWhatWasLost: Votes = ({ repair }, { lastTerm, lastIndex }) =>
  repair === null || lastTerm > repair.term || (lastTerm === repair.term && lastIndex >= repair.index)
