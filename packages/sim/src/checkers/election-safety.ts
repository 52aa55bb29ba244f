/** Election Safety, Raft figure 3: at most one leader can be elected in a given term. Pure. */
import type { NodeId, Term } from '@hivemind/base'
import type { Checker } from '../history.ts'

export function electionSafety (): Checker {
  const leaders = new Map<Term, NodeId>()
  return {
    name: 'election-safety',
    see (seen) {
      if (seen.type !== 'stood' || seen.standing !== 'leader') return null
      const first = leaders.get(seen.term) ?? seen.node
      leaders.set(seen.term, first)
      return first === seen.node ? null : `a term has one leader; term ${seen.term} has ${first} and ${seen.node}`
    }
  }
}
