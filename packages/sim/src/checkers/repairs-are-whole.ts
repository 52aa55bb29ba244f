/**
 * A damaged log counts as repaired when its disk holds everything committed of what it lost. Protocol-aware recovery,
 * Alagappan et al. 2018.
 *
 * Pure.
 */
import type { Checker, Mark } from '../history.ts'
import { follow, type Logs, same, shown } from './logs.ts'

export function repairsAreWhole (): Checker {
  const written: Logs = new Map()
  const durable: Logs = new Map()
  const committed: Mark[] = []
  return {
    name: 'repairs-are-whole',
    see (seen) {
      follow(written, seen, 'wrote')
      follow(durable, seen, 'synced')
      if (seen.type === 'committed')
        for (const mark of written.get(seen.node)?.slice(committed.length, seen.index) ?? []) committed.push(mark)
      if (seen.type !== 'repaired') return null
      const { node, lost } = seen
      const lacks = committed.slice(0, lost.index).find((mark, at) =>
        mark.term <= lost.term && !same(mark, durable.get(node)?.[at]))
      if (lacks === undefined) return null
      return `a repair ends with everything committed on disk; ${node} lost entries through ${lost.index}:${lost.term} ` +
        `and lacks ${shown(lacks)}`
    }
  }
}
