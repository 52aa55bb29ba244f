/**
 * No node drops an entry that it knew to be committed, in this life or an earlier one.
 *
 * Pure. A life begins with what the last one had applied: that was on its disk. Of more that it knew the entries may
 * be gone with the power.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker } from '../history.ts'

export function noTruncationBelowCommit (): Checker {
  const commits = new Map<NodeId, number>()
  const applied = new Map<NodeId, number>()
  return {
    name: 'no-truncation-below-commit',
    see (seen) {
      if (seen.type === 'wiped') applied.delete(seen.node)
      if (seen.type === 'started') {
        if (seen.lost) applied.delete(seen.node)
        commits.set(seen.node, applied.get(seen.node) ?? 0)
      }
      if (seen.type === 'committed') commits.set(seen.node, Math.max(seen.index, commits.get(seen.node) ?? 0))
      if (seen.type === 'applied') applied.set(seen.node, Math.max(seen.mark.index, applied.get(seen.node) ?? 0))
      if (seen.type === 'installed') applied.set(seen.node, Math.max(seen.index, applied.get(seen.node) ?? 0))
      if ((seen.type !== 'wrote' && seen.type !== 'synced') || seen.truncateFrom === null) return null
      // The disk is told later than memory; what was applied before is what the disk must have known.
      const commit = (seen.type === 'wrote' ? commits : applied).get(seen.node) ?? 0
      // One write that drops and brings is whole or not at all; whether it brings the same, log-matching tells.
      if (seen.truncateFrom > commit || (seen.entries.at(-1)?.index ?? 0) >= commit) return null
      return `committed entries stay; ${seen.node} knows of commit ${commit} and truncates from ${seen.truncateFrom}`
    }
  }
}
