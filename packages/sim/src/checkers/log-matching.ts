/**
 * Log Matching, Raft figure 3: if two logs contain an entry with the same index and term, they are identical through
 * that index.
 *
 * Pure. Whoever is first to hold an index and term fixes its content and the term before it; by induction over the
 * index everyone who agrees on both agrees on the whole prefix.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker, Mark } from '../history.ts'
import { follow, type Logs, same, shown } from './logs.ts'

interface First { readonly mark: Mark, readonly before: number, readonly node: NodeId }

export function logMatching (): Checker {
  const logs: Logs = new Map()
  const firsts = new Map<string, First>()

  function differs (node: NodeId, mark: Mark): string | null {
    const before = logs.get(node)?.[mark.index - 2]?.term ?? 0
    const key = `${mark.index}:${mark.term}`
    const first = firsts.get(key)
    if (first === undefined) {
      firsts.set(key, { mark, before, node })
      return null
    }
    if (same(first.mark, mark) && first.before === before) return null
    return `equal index and term mean equal logs; ${first.node} has ${shown(first.mark)} after term ${first.before}, ` +
      `${node} has ${shown(mark)} after term ${before}`
  }

  return {
    name: 'log-matching',
    see (seen) {
      follow(logs, seen, 'wrote')
      if (seen.type !== 'wrote' && seen.type !== 'started') return null
      for (const mark of seen.type === 'wrote' ? seen.entries : seen.log) {
        const sentence = differs(seen.node, mark)
        if (sentence !== null) return sentence
      }
      return null
    }
  }
}
