/**
 * Term and vote never go back on disk, and no word leaves before what it promises is there. Raft 5.1, 5.2, figure 2.
 *
 * Pure. A granted vote promises term and vote; a request for votes promises that the candidate voted for itself; an
 * acknowledged append promises entries; whatever a leader says promises that somebody's vote for it is durable (its
 * own, when it needed no other), or the same term may be led twice. What Raft counts as being on its disk is.
 */
import type { NodeId } from '@hivemind/base'
import type { HardState, Message } from '@hivemind/raft'
import type { Checker, Seen } from '../history.ts'
import { follow, type Logs } from './logs.ts'

interface Known {
  readonly logs: Logs
  readonly hards: Map<NodeId, HardState>
  /** Votes that ever were durable: term and candidate. */
  readonly votes: Set<string>
}

export function durablePromises (): Checker {
  const known: Known = { logs: new Map(), hards: new Map(), votes: new Set() }
  return { name: 'durable-promises', see: seen => see(known, seen) }
}

function see (known: Known, seen: Seen): string | null {
  follow(known.logs, seen, 'synced')
  switch (seen.type) {
    case 'started': return change(known, seen.node, seen.hard)
    case 'synced': return seen.hard === null ? null : change(known, seen.node, seen.hard)
    case 'wiped': known.hards.delete(seen.node); return null // Whether it may vote again is another promise.
    case 'counted': return uncounted(known, seen)
    case 'said': return unkept(known, seen)
    default: return null
  }
}

function change ({ hards, votes }: Known, node: NodeId, next: HardState): string | null {
  const before = hards.get(node)
  hards.set(node, next)
  votes.add(`${next.term} ${next.votedFor}`)
  if (before === undefined) return null
  if (next.term < before.term) return `a term never falls; ${node}'s disk had ${before.term} and has ${next.term}`
  if (next.term > before.term || before.votedFor === null || next.votedFor === before.votedFor) return null
  return `a vote is kept; in term ${next.term} ${node} voted for ${before.votedFor}, then for ${next.votedFor}`
}

function unkept ({ logs, hards, votes }: Known, { node, to, message }: Seen & { type: 'said' }): string | null {
  const hard = hards.get(node)
  const holds = (vote: NodeId): boolean =>
    hard !== undefined && (hard.term > message.term || (hard.term === message.term && hard.votedFor === vote))
  if (message.type === 'vote-reply' && message.granted && !message.pre && !holds(to))
    return `a vote leaves when it is durable; ${node} votes for ${to} in term ${message.term}, its disk has ${shown(hard)}`
  if (message.type === 'vote-request' && !message.pre && !holds(node))
    return `a candidate's own vote is durable first; ${node} asks in term ${message.term}, its disk has ${shown(hard)}`
  if (LEADING.has(message.type) && !votes.has(`${message.term} ${node}`))
    return `a leader speaks when a vote for it is durable; ${node} leads term ${message.term}, and no disk has one`
  const end = logs.get(node)?.length ?? 0
  if (message.type === 'append-reply' && message.success && message.index > end)
    return `entries are durable before they are acknowledged; ${node} acknowledges ${message.index} and holds ${end}`
  return null
}

function uncounted ({ logs }: Known, { node, index, term }: Seen & { type: 'counted' }): string | null {
  const held = logs.get(node)?.[index - 1]
  if (held?.term === term) return null
  return `what counts as durable is; ${node} counts ${index}:${term}, its disk has ${held?.index}:${held?.term} there`
}

/** What only a leader says. */
const LEADING: ReadonlySet<Message['type']> =
  new Set(['append-request', 'heartbeat', 'snapshot-offer', 'timeout-now'])

const shown = (hard: HardState | undefined): string =>
  hard === undefined ? 'nothing' : `term ${hard.term}, vote ${hard.votedFor}`
