/**
 * What a node knows to be committed grows while it lives, lies in its log, and is applied in order without a gap.
 *
 * Pure. After a crash a node may know less; it learns it again.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker } from '../history.ts'
import { follow, type Logs } from './logs.ts'

export function commitNeverRegresses (): Checker {
  const logs: Logs = new Map()
  const commits = new Map<NodeId, number>()
  const applied = new Map<NodeId, number>()
  return {
    name: 'commit-never-regresses',
    see (seen) {
      follow(logs, seen, 'wrote')
      if (seen.type === 'started') {
        commits.delete(seen.node)
        applied.delete(seen.node)
      } else if (seen.type === 'committed') {
        const { node, index } = seen
        const before = commits.get(node) ?? 0
        const end = logs.get(node)?.length ?? 0
        commits.set(node, index)
        if (index < before) return `a commit index never falls; ${node} fell from ${before} to ${index}`
        if (index > end) return `what is committed is in the log; ${node} commits ${index} and holds ${end} entries`
      } else if (seen.type === 'installed') {
        applied.set(seen.node, seen.index)
      } else if (seen.type === 'applied') {
        const { node, mark } = seen
        const before = applied.get(node)
        applied.set(node, mark.index)
        if (before !== undefined && mark.index !== before + 1)
          return `entries are applied one after another; ${node} applied ${mark.index} after ${before}`
      }
      return null
    }
  }
}
