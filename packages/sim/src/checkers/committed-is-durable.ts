/**
 * A leader commits only what a quorum of the voters it counts has had on disk. Raft 5.3, 5.4.2, and CCF's
 * `CommittedIsDurable`.
 *
 * Pure. Whoever had it and lost it to a damaged disk counts: it does not vote until it has it again.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker, Mark } from '../history.ts'
import { follow, type Logs } from './logs.ts'

export function committedIsDurable (): Checker {
  const logs: Logs = new Map()
  const held = new Map<string, Set<NodeId>>()

  function note (node: NodeId, marks: readonly Mark[]): void {
    for (const { index, term } of marks) {
      const key = `${index}:${term}`
      const nodes = held.get(key)
      if (nodes === undefined) held.set(key, new Set([node]))
      else nodes.add(node)
    }
  }

  return {
    name: 'committed-is-durable',
    see (seen) {
      follow(logs, seen, 'wrote')
      if (seen.type === 'started') note(seen.node, seen.log)
      if (seen.type === 'synced') note(seen.node, seen.entries)
      if (seen.type !== 'committed' || !seen.leads) return null
      const mark = logs.get(seen.node)?.[seen.index - 1]
      const nodes = held.get(`${mark?.index}:${mark?.term}`)
      if (mark !== undefined && mark.term !== seen.term)
        return `a leader commits by counting only in its own term; ${seen.node} in term ${seen.term} ` +
          `commits ${mark.index}:${mark.term}`
      for (const voters of seen.outgoing.length === 0 ? [seen.voters] : [seen.voters, seen.outgoing]) {
        const count = voters.filter(voter => nodes?.has(voter)).length
        if (count * 2 > voters.length) continue
        return `what is committed is on a quorum of disks; ${seen.node} commits ${seen.index}, which ${count} of ` +
          `${voters.length} voters hold`
      }
      return null
    }
  }
}
