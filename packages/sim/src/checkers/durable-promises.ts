/**
 * Term and vote never go back on disk, and no word leaves before what it promises is there. Raft 5.1, 5.2, figure 2.
 *
 * Pure. A granted vote promises term and vote; a request for votes promises that the candidate voted for itself; an
 * acknowledged append promises entries.
 */
import type { NodeId } from '@hivemind/base'
import type { HardState } from '@hivemind/raft'
import type { Checker, Seen } from '../history.ts'
import { follow, type Logs } from './logs.ts'

export function durablePromises (): Checker {
  const logs: Logs = new Map()
  const hards = new Map<NodeId, HardState>()

  function change (node: NodeId, next: HardState): string | null {
    const before = hards.get(node)
    hards.set(node, next)
    if (before === undefined) return null
    if (next.term < before.term) return `a term never falls; ${node}'s disk had ${before.term} and has ${next.term}`
    if (next.term > before.term || before.votedFor === null || next.votedFor === before.votedFor) return null
    return `a vote is kept; in term ${next.term} ${node} voted for ${before.votedFor}, then for ${next.votedFor}`
  }

  function unkept ({ node, to, message }: Seen & { type: 'said' }): string | null {
    const hard = hards.get(node)
    const holds = (vote: NodeId): boolean =>
      hard !== undefined && (hard.term > message.term || (hard.term === message.term && hard.votedFor === vote))
    if (message.type === 'vote-reply' && message.granted && !message.pre && !holds(to))
      return `a vote leaves when it is durable; ${node} votes for ${to} in term ${message.term}, ` +
        `its disk has ${shown(hard)}`
    if (message.type === 'vote-request' && !message.pre && !holds(node))
      return `a candidate's own vote is durable first; ${node} asks in term ${message.term}, ` +
        `its disk has ${shown(hard)}`
    const end = logs.get(node)?.length ?? 0
    if (message.type === 'append-reply' && message.success && message.index > end)
      return `entries are durable before they are acknowledged; ${node} acknowledges ${message.index} and holds ${end}`
    return null
  }

  return {
    name: 'durable-promises',
    see (seen) {
      follow(logs, seen, 'synced')
      if (seen.type === 'started') return change(seen.node, seen.hard)
      if (seen.type === 'synced' && seen.hard !== null) return change(seen.node, seen.hard)
      return seen.type === 'said' ? unkept(seen) : null
    }
  }
}

const shown = (hard: HardState | undefined): string =>
  hard === undefined ? 'nothing' : `term ${hard.term}, vote ${hard.votedFor}`
