/**
 * Log Matching, Raft figure 3: if two logs contain an entry with the same index and term, they are identical through
 * that index.
 *
 * Pure. Whoever is first to hold an index and term fixes its content and the term before it; by induction over the
 * index everyone who agrees on both agrees on the whole prefix. What a node had in memory alone when it died, with
 * nobody else knowing, never was: a leader that nobody elected but itself may lead the same term again.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker, Mark, Seen } from '../history.ts'
import { follow, type Logs, same, shown } from './logs.ts'

interface First { readonly mark: Mark, readonly before: number, readonly node: NodeId }

interface Known {
  readonly logs: Logs
  readonly firsts: Map<string, First>
  /** Of these only the first one knows, and its disk does not. */
  readonly unsaid: Map<NodeId, Set<string>>
}

export function logMatching (): Checker {
  const known: Known = { logs: new Map(), firsts: new Map(), unsaid: new Map() }
  return { name: 'log-matching', see: seen => see(known, seen) }
}

function see (known: Known, seen: Seen): string | null {
  follow(known.logs, seen, 'wrote')
  if (seen.type === 'synced') durable(known, seen.node, seen.entries)
  if (seen.type === 'started') forget(known, seen.node)
  if (seen.type !== 'wrote' && seen.type !== 'started') return null
  for (const mark of seen.type === 'wrote' ? seen.entries : seen.log) {
    const sentence = differs(known, seen.node, mark)
    if (sentence !== null) return sentence
  }
  return null
}

const keyOf = ({ index, term }: Mark): string => `${index}:${term}`

function differs ({ logs, firsts, unsaid }: Known, node: NodeId, mark: Mark): string | null {
  const before = logs.get(node)?.[mark.index - 2]?.term ?? 0
  const key = keyOf(mark)
  const first = firsts.get(key)
  if (first === undefined) {
    firsts.set(key, { mark, before, node })
    unsaid.set(node, (unsaid.get(node) ?? new Set()).add(key))
    return null
  }
  if (first.node !== node) unsaid.get(first.node)?.delete(key)
  if (same(first.mark, mark) && first.before === before) return null
  return `equal index and term mean equal logs; ${first.node} has ${shown(first.mark)} after term ${first.before}, ` +
    `${node} has ${shown(mark)} after term ${before}`
}

function durable ({ unsaid }: Known, node: NodeId, marks: readonly Mark[]): void {
  for (const mark of marks) unsaid.get(node)?.delete(keyOf(mark))
}

function forget ({ firsts, unsaid }: Known, node: NodeId): void {
  for (const key of unsaid.get(node) ?? []) firsts.delete(key)
  unsaid.delete(node)
}
