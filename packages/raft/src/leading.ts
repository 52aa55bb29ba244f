/**
 * Becoming a leader, taking proposals, hearing answers. Raft 5.3; section 8 for the no-op.
 *
 * Pure.
 */
import { type Index, index, LIMITS, type NodeId, ticks } from '@hivemind/base'
import { changeRefused } from './changing.ts'
import { advance } from './committing.ts'
import { isAlone, membersOf, votesIn } from './configuration.ts'
import type { Message, Proposal } from './input.ts'
import { promised } from './leasing.ts'
import { configurationOf, lastIndexOf, lastWithTermAtMost, sliceOf } from './log.ts'
import { hurry } from './pacing.ts'
import { arrived, heardNow, newProgress, probe, replicate } from './progress.ts'
import { roundReplied } from './reading.ts'
import { broadcastAppends, nudge, sendAppends } from './replication.ts'
import type { Configuration, Entry, Leading, Progress, Raft } from './state.ts'
import { urge } from './transfer.ts'
import { type Reason, refused, type Turn, write } from './turn.ts'

const NOTHING = new Uint8Array(0)

/** Take up leadership: an entry of the own term makes everything before it committable (Raft 5.4.2, 8). */
export function lead (raft: Raft, turn: Turn): void {
  const firstIndex = index(lastIndexOf(raft.log) + 1)
  const configuration = configurationOf(raft.log)
  let pendingBytes = 0
  for (const entry of sliceOf(raft.log, raft.commit, lastIndexOf(raft.log))) pendingBytes += entry.payload.length
  const leading: Leading = {
    firstIndex,
    termDurable: !isAlone(configuration, raft.self),
    progress: new Map(),
    ticks: ticks(1),
    heartbeatElapsed: ticks(0),
    pace: raft.times.heartbeatTicks,
    busyAt: ticks(1),
    askedTicks: ticks(0),
    diskTicks: ticks(0),
    pendingBytes,
    reading: { context: 0, round: null, waiting: [] },
    transfer: null,
    transfers: 0
  }
  raft.standing = 'leader'
  raft.leader = raft.self
  raft.leading = leading
  raft.votes.clear()
  write(raft, turn, [{ index: firstIndex, term: raft.term, kind: 'noop', payload: NOTHING }])
  track(raft, leading, null, firstIndex)
  broadcastAppends(raft, turn, leading)
}

/** Keep progress of exactly those whom the configuration in force counts. */
function track (raft: Raft, leading: Leading, before: Configuration | null, next: Index): void {
  const configuration = configurationOf(raft.log)
  const members = membersOf(configuration)
  for (const id of members) {
    if (id !== raft.self && !leading.progress.has(id)) leading.progress.set(id, newProgress(next))
  }
  for (const [id, progress] of leading.progress) {
    if (!members.includes(id)) leading.progress.delete(id)
    // A new voter has an election time-out to speak up before its silence counts against us.
    if (before !== null && votesIn(configuration, id) && !votesIn(before, id)) progress.silentTicks = ticks(0)
  }
}

/** Append what a client proposes, all of it or nothing. */
export function propose (raft: Raft, turn: Turn, id: number, proposals: readonly Proposal[]): void {
  const { leading } = raft
  if (leading === null)
    return refused(turn, id, 'HIVE_RAFT_NOT_LEADER', `${raft.self} is ${raft.standing} in term ${raft.term}`)
  const refusal = proposalsRefused(raft, leading, proposals)
  if (refusal !== null) return refused(turn, id, refusal.code, refusal.message)

  hurry(raft, leading)
  const before = configurationOf(raft.log)
  const first = lastIndexOf(raft.log) + 1
  const entries = proposals.map(({ kind, payload, configuration }, at): Entry => {
    leading.pendingBytes += payload.length
    const row = { index: index(first + at), term: raft.term, kind, payload }
    return kind === 'configuration' && configuration !== undefined ? { ...row, configuration } : row
  })
  write(raft, turn, entries)
  if (configurationOf(raft.log) !== before) track(raft, leading, before, index(first))
  turn.effects.push({
    type: 'accepted',
    lane: 'early',
    id,
    firstIndex: index(first),
    lastIndex: lastIndexOf(raft.log),
    term: raft.term
  })
  broadcastAppends(raft, turn, leading)
}

function proposalsRefused (raft: Raft, leading: Leading, proposals: readonly Proposal[]): Reason | null {
  if (leading.transfer !== null) {
    return { code: 'HIVE_RAFT_NOT_LEADER', message: `${raft.self} is handing leadership to ${leading.transfer.to}` }
  }
  let bytes = 0
  for (const { kind, payload, configuration } of proposals) {
    if (payload.length > LIMITS.entryBytesMax) {
      const message = `an entry of ${payload.length} bytes; at most ${LIMITS.entryBytesMax} may be proposed`
      return { code: 'HIVE_RAFT_ENTRY_TOO_LARGE', message }
    }
    bytes += payload.length
    const change = kind === 'configuration' ? changeRefused(raft, configuration) : null
    if (change !== null) return change
  }
  if (proposals.filter(({ kind }) => kind === 'configuration').length > 1) {
    return {
      code: 'HIVE_RAFT_CHANGE_PENDING',
      message: 'two changes in one proposal; the second must wait until the first is committed'
    }
  }
  const count = lastIndexOf(raft.log) - raft.commit + proposals.length
  bytes += leading.pendingBytes
  const { proposalsPendingMax, proposalBytesPendingMax } = LIMITS
  if (count <= proposalsPendingMax && bytes <= proposalBytesPendingMax) return null
  const most = `at most ${proposalsPendingMax} and ${proposalBytesPendingMax} may`
  return { code: 'HIVE_BUSY', message: `${count} entries of ${bytes} bytes would wait to be committed; ${most}` }
}

/** A member answered an append. */
export function appendReplied (
  raft: Raft,
  turn: Turn,
  leading: Leading,
  from: NodeId,
  progress: Progress,
  reply: Message & { type: 'append-reply' }
): void {
  heardNow(progress)
  if (!reply.success) return rejected(raft, turn, leading, from, progress, reply)
  if (reply.index > lastIndexOf(raft.log)) return // Nobody can hold more of this term than its leader sent.
  const before = progress.match
  arrived(progress, reply.index)
  if (progress.state === 'probe' && reply.index >= progress.next - 1) replicate(progress)
  if (progress.state === 'snapshot' && progress.match >= raft.log.base.index) replicate(progress)
  advance(raft, turn, leading)
  if (raft.leading !== leading) return
  sendAppends(raft, turn, leading, from, progress)
  if (leading.transfer?.to === from && progress.match > before) urge(raft, turn, leading)
}

/** The logs do not meet where we thought: go back a whole term at a time. Raft 5.3. */
function rejected (
  raft: Raft,
  turn: Turn,
  leading: Leading,
  from: NodeId,
  progress: Progress,
  reply: Message & { type: 'append-reply' }
): void {
  if (progress.state === 'snapshot') return
  // It once held `match`. If it says otherwise its disk lost a tail; believing it costs a resend at most.
  if (reply.rejected <= progress.match) {
    if (reply.index >= progress.match) return
    progress.match = reply.index
  } else if (progress.state === 'probe' && reply.rejected !== progress.next - 1) {
    return
  }
  const meet = lastWithTermAtMost(raft.log, reply.index, reply.hintTerm)
  // A hint before our memory is told as it is: the next append turns into an offer.
  const next = reply.index < raft.log.base.index ? reply.index + 1 : Math.min(reply.rejected, meet + 1)
  probe(progress, index(Math.max(progress.match + 1, next)))
  sendAppends(raft, turn, leading, from, progress)
}

/** A member answered a heartbeat: it lives and follows us. */
export function heartbeatReplied (
  raft: Raft,
  turn: Turn,
  leading: Leading,
  from: NodeId,
  progress: Progress,
  { context, lease }: Message & { type: 'heartbeat-reply' }
): void {
  heardNow(progress)
  promised(leading, progress, lease)
  progress.waiting = false
  if (progress.state === 'replicate' && progress.match < progress.next - 1) nudge(raft, turn, leading, from, progress)
  else sendAppends(raft, turn, leading, from, progress)
  roundReplied(raft, turn, leading, from, context)
}

/** A connection to a member is new: what was on its way over the old one is lost. */
export function memberReconnected (raft: Raft, turn: Turn, leading: Leading, peer: NodeId): void {
  const progress = leading.progress.get(peer)
  if (progress === undefined) return
  if (progress.state !== 'snapshot') probe(progress, index(progress.match + 1))
  sendAppends(raft, turn, leading, peer, progress)
}
