/**
 * What a disk acknowledged is there when the machine comes back, unless the disk says itself that something is lost.
 *
 * Pure. An entry may be gone that the node was about to truncate: that write may have reached the disk unacknowledged.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker, Mark, Seen } from '../history.ts'
import { follow, type Logs, same, shown } from './logs.ts'

export function disksRemember (): Checker {
  const logs: Logs = new Map()
  /** Truncations that are on their way to the disk, oldest first. */
  const cuts = new Map<NodeId, number[]>()

  function forgotten (node: NodeId, found: readonly Mark[]): string | null {
    const safe = Math.min((logs.get(node)?.length ?? 0) + 1, ...cuts.get(node) ?? [])
    const lost = logs.get(node)?.slice(0, safe - 1).find((mark, at) => !same(mark, found[at]))
    if (lost === undefined) return null
    return `a disk keeps what it acknowledged; ${node} had ${shown(lost)} and ` +
      `comes back with ${shown(found[lost.index - 1])}`
  }

  function truncated (seen: Seen): void {
    if (seen.type === 'wrote' && seen.truncateFrom !== null)
      cuts.set(seen.node, [...cuts.get(seen.node) ?? [], seen.truncateFrom])
    if (seen.type === 'synced' && seen.truncateFrom !== null) cuts.get(seen.node)?.shift()
  }

  return {
    name: 'disks-remember',
    see (seen) {
      const sentence = seen.type === 'started' && !seen.lost ? forgotten(seen.node, seen.log) : null
      if (seen.type === 'wiped') logs.delete(seen.node)
      if (seen.type === 'started') cuts.delete(seen.node)
      truncated(seen)
      follow(logs, seen, 'synced')
      return sentence
    }
  }
}
