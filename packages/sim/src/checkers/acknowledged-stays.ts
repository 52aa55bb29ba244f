/**
 * In one term a follower keeps what it told that term's leader it holds. Raft 5.3: only a conflict drops entries, and
 * a leader conflicts with nothing that it was sent an answer for.
 *
 * Pure. The leader counts those entries, so whoever drops them, even for a moment, takes back a promise.
 */
import type { NodeId, Term } from '@hivemind/base'
import type { Checker, Seen } from '../history.ts'
import { follow, type Logs, same, shown } from './logs.ts'

interface Acknowledged { readonly term: Term, readonly index: number }

export function acknowledgedStays (): Checker {
  const logs: Logs = new Map()
  const told = new Map<NodeId, Acknowledged>()

  function dropped ({ node, term, truncateFrom, entries }: Seen & { type: 'wrote' }): string | null {
    const promise = told.get(node)
    if (truncateFrom === null || promise === undefined || promise.term !== term) return null
    const log = logs.get(node) ?? []
    for (let index: number = truncateFrom; index <= promise.index && index <= log.length; index++) {
      const mark = log[index - 1]
      if (same(mark, entries.find(entry => entry.index === index))) continue
      return `what is acknowledged stays; in term ${term} ${node} acknowledged ${promise.index} and drops ${shown(mark)}`
    }
    return null
  }

  return {
    name: 'acknowledged-stays',
    see (seen) {
      const sentence = seen.type === 'wrote' ? dropped(seen) : null
      follow(logs, seen, 'wrote')
      if (seen.type === 'wiped' || (seen.type === 'started' && seen.lost)) told.delete(seen.node)
      if (seen.type !== 'said' || seen.message.type !== 'append-reply' || !seen.message.success) return sentence
      const { node, message: { term, index } } = seen
      const before = told.get(node)
      if (before === undefined || term > before.term || (term === before.term && index > before.index))
        told.set(node, { term, index })
      return sentence
    }
  }
}
