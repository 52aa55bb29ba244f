/**
 * A node that has just started, and knows of no leader: how long it waits for one. docs/adr/0046-the-first-election.md
 *
 * Pure. A follower waits a whole patience because its leader may only be slow. Who has just started never had one: it
 * waits for the voters. As soon as it is connected to so many that they are a quorum with it, a leader among them has
 * no more than a heartbeat's time to say so; then it asks for pre-votes, a few ticks drawn later, so that of several
 * that start together one is first. Whoever hears a leader refuses, so nobody is deposed by it (thesis 9.6).
 */
import { draw, type NodeId, ticks } from '@hivemind/base'
import { configurationOf } from './log.ts'
import { hasQuorum } from './quorum.ts'
import type { Raft } from './state.ts'

/** A connection to a peer opened: the one that makes a quorum shortens the first wait, once in a life. */
export function meet (raft: Raft, peer: NodeId): void {
  const { met } = raft
  if (met === null) return
  met.add(peer)
  if (!hasQuorum(configurationOf(raft.log), id => id === raft.self || met.has(id))) return
  raft.met = null
  const { heartbeatTicks } = raft.times
  const wait = heartbeatTicks + 1 + draw(raft, 2 * heartbeatTicks)
  raft.patience = ticks(Math.min(raft.patience, raft.elapsed + wait))
}
