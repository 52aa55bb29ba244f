/**
 * All nodes' logs, rebuilt from what was seen of them: what several checkers compare.
 *
 * Pure.
 */
import type { NodeId } from '@hivemind/base'
import type { Mark, Seen } from '../history.ts'

export type Logs = Map<NodeId, Mark[]>

export const same = (one: Mark | undefined, other: Mark | undefined): boolean =>
  one === other ||
  (one !== undefined && other !== undefined && one.index === other.index && one.term === other.term &&
    one.kind === other.kind && one.content === other.content)

/** Follow the logs in memory (`wrote`) or on disk (`synced`); a start brings both back to what the disk holds. */
export function follow (logs: Logs, seen: Seen, where: 'wrote' | 'synced'): void {
  if (seen.type === 'started') {
    logs.set(seen.node, [...seen.log])
    return
  }
  if (seen.type !== where) return
  const log = logs.get(seen.node) ?? []
  logs.set(seen.node, log)
  if (seen.truncateFrom !== null && seen.truncateFrom <= log.length) log.length = seen.truncateFrom - 1
  for (const mark of seen.entries) log[mark.index - 1] = mark
}

export const shown = (mark: Mark | undefined): string =>
  mark === undefined ? 'nothing' : `${mark.index}:${mark.term} ${mark.kind} "${mark.content.slice(0, 80)}"`

/** The last configuration of a log, as far as an index. */
export function inForce (log: readonly Mark[], through = log.length): Mark | null {
  for (let at = Math.min(through, log.length) - 1; at >= 0; at--) {
    const mark = log[at]
    if (mark?.kind === 'configuration') return mark
  }
  return null
}
