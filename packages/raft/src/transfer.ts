/**
 * Handing leadership to a chosen voter. Thesis 3.10.
 *
 * Pure. The leader stops taking proposals, brings the target up to date and tells it to campaign at once. The word may
 * be lost, so it is repeated with every heartbeat; after an election time-out the leader gives up and serves again,
 * and its heartbeats say so: a word that comes after one of them is ignored. One that comes before costs an election
 * and nothing else, since a leader that ever began a transfer relies on no lease (leasing.ts).
 */
import { type ErrorCode, type NodeId, ticks } from '@hivemind/base'
import { configurationOf, lastIndexOf } from './log.ts'
import { hurry } from './pacing.ts'
import { laneOf, sendAppends } from './replication.ts'
import type { Leading, Progress, Raft } from './state.ts'
import { refused, send, type Turn } from './turn.ts'

/** Begin a transfer. Without a name, one that is already under way goes on. */
export function transfer (raft: Raft, turn: Turn, to: NodeId | null, id: number | undefined): void {
  const { leading } = raft
  const refuse = (code: ErrorCode, message: string): void => {
    if (id !== undefined) refused(turn, id, code, message)
  }
  if (leading === null) return refuse('HIVE_RAFT_NOT_LEADER', `${raft.self} is ${raft.standing} in term ${raft.term}`)
  if (to === raft.self || (leading.transfer !== null && (to === null || to === leading.transfer.to))) return
  const target = to ?? bestTarget(raft, leading)
  const progress = target === null ? undefined : leading.progress.get(target)
  if (target === null || progress === undefined || !configurationOf(raft.log).voters.includes(target)) {
    return refuse(
      'HIVE_RAFT_TRANSFER_TARGET',
      to === null ? 'no other voter was heard lately' : `${to} is no voter of this cluster`
    )
  }
  leading.transfer = { to: target, number: ++leading.transfers, elapsedTicks: ticks(0) }
  hurry(raft, leading)
  sendAppends(raft, turn, leading, target, progress)
  urge(raft, turn, leading)
}

/** Tell the target to campaign, once it has everything. */
export function urge (raft: Raft, turn: Turn, leading: Leading): void {
  if (leading.transfer === null) return
  const { to, number } = leading.transfer
  if (leading.progress.get(to)?.match !== lastIndexOf(raft.log)) return
  send(turn, laneOf(leading), to, { type: 'timeout-now', term: raft.term, number })
}

/** The voter that holds most, of those heard within an election time-out; the first by id among equals. */
export function bestTarget (raft: Raft, leading: Leading): NodeId | null {
  let best: NodeId | null = null
  for (const id of configurationOf(raft.log).voters) {
    const progress = leading.progress.get(id)
    if (progress === undefined || !isRecentlyActive(raft, progress)) continue
    if (best === null || progress.match > (leading.progress.get(best)?.match ?? 0)) best = id
  }
  return best
}

export const isRecentlyActive = (raft: Raft, progress: Progress): boolean =>
  progress.heard && progress.silentTicks < raft.times.electionTicksMin
