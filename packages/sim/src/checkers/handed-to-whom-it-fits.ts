/**
 * Leadership is handed to a voter that has the leader's whole log. Thesis 3.10.
 *
 * Pure. A leader that goes since it was removed names whoever is nearest: it leads no more when it says so.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker, Seen } from '../history.ts'
import { follow, inForce, type Logs, same, shown } from './logs.ts'

export function handedToWhomItFits (): Checker {
  const written: Logs = new Map()
  const durable: Logs = new Map()
  const leaders = new Set<NodeId>()
  /** Whose disk lost what it had acknowledged. */
  const damaged = new Set<NodeId>()

  function unfit ({ node, to }: Seen & { type: 'said' }): string | null {
    const log = written.get(node) ?? []
    if (inForce(log)?.voters?.[0].includes(to) !== true) return `leadership is handed to a voter; ${node} tells ${to}`
    const held = durable.get(to)?.[log.length - 1]
    if (same(held, log.at(-1)) || damaged.has(to)) return null
    return `leadership is handed to whom holds the whole log; ${node} tells ${to}, which has ${shown(held)} ` +
      `where ${node} has ${shown(log.at(-1))}`
  }

  return {
    name: 'handed-to-whom-it-fits',
    see (seen) {
      follow(written, seen, 'wrote')
      follow(durable, seen, 'synced')
      if (seen.type === 'started') leaders.delete(seen.node)
      if (seen.type === 'wiped' || (seen.type === 'started' && seen.lost)) damaged.add(seen.node)
      if (seen.type === 'stood' && seen.standing === 'leader') leaders.add(seen.node)
      if (seen.type === 'stood' && seen.standing !== 'leader') leaders.delete(seen.node)
      return seen.type === 'said' && seen.message.type === 'timeout-now' && leaders.has(seen.node) ? unfit(seen) : null
    }
  }
}
