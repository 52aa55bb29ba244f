/** Leader Append-Only, Raft figure 3: a leader never overwrites or deletes entries in its log. Pure. */
import type { Checker } from '../history.ts'
import { follow, type Logs } from './logs.ts'

export function leaderAppendOnly (): Checker {
  const logs: Logs = new Map()
  return {
    name: 'leader-append-only',
    see (seen) {
      const end = seen.type === 'wrote' ? (logs.get(seen.node)?.length ?? 0) : 0
      follow(logs, seen, 'wrote')
      if (seen.type !== 'wrote' || !seen.leads) return null
      const first = seen.truncateFrom ?? seen.entries[0]?.index ?? end + 1
      return first > end ? null : `a leader only appends; ${seen.node} leads, has ${end} entries and writes at ${first}`
    }
  }
}
