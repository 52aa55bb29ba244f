/**
 * Leader Completeness, Raft figure 3: an entry committed in a term is in the logs of the leaders of all later terms.
 *
 * Pure. Looked at from both sides: when a leader is elected, and when an earlier leader learns late that it committed.
 */
import type { NodeId, Term } from '@hivemind/base'
import type { Checker, Mark } from '../history.ts'
import { follow, type Logs, same, shown } from './logs.ts'

export function leaderCompleteness (): Checker {
  const logs: Logs = new Map()
  /** What is committed, and the first term in which anybody knew: `committed[i - 1]`. */
  const committed: Array<{ readonly mark: Mark, readonly term: Term }> = []
  const leaders = new Map<NodeId, Term>()

  function lacks (leader: NodeId, leads: Term, from: number): string | null {
    const log = logs.get(leader)
    for (let at = from; at < committed.length; at++) {
      const one = committed[at]
      if (one === undefined || one.term >= leads || same(log?.[at], one.mark)) continue
      return `leaders hold what is committed; ${leader} leads term ${leads} and holds ${shown(log?.[at])}, ` +
        `but ${shown(one.mark)} was committed in term ${one.term}`
    }
    return null
  }

  return {
    name: 'leader-completeness',
    see (seen) {
      follow(logs, seen, 'wrote')
      if (seen.type === 'crashed') leaders.delete(seen.node)
      if (seen.type === 'stood') {
        leaders.delete(seen.node)
        if (seen.standing !== 'leader') return null
        leaders.set(seen.node, seen.term)
        return lacks(seen.node, seen.term, 0)
      }
      if (seen.type !== 'committed' || seen.index <= committed.length) return null
      const from = committed.length
      for (const mark of logs.get(seen.node)?.slice(from, seen.index) ?? []) committed.push({ mark, term: seen.term })
      for (const [leader, term] of leaders) {
        const sentence = lacks(leader, term, from)
        if (sentence !== null) return sentence
      }
      return null
    }
  }
}
