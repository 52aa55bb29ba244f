/**
 * Hands inputs to the Raft machine and turns its effects into the node's.
 *
 * Pure. Raft's commits are applied at once (applying.ts); its refusals and answers find who waits for them.
 */
import type { NodeId, Term } from '@hivemind/base'
import { index } from '@hivemind/base'
import {initialRow, markOf,
  type Effect as RaftEffect, type Input as RaftInput, status, step as stepRaft, type TraceRow,
  transitions
} from '@hivemind/raft'
import { applyThrough } from './applying.ts'
import { leaderKnown, leaderMoved } from './asking.ts'
import type { Effect } from './effect.ts'
import { beginFetch } from './following.ts'
import { proposalAccepted, proposalRefused, proposeConfiguration, readReady } from './leading.ts'
import { forgetAcquainted } from './peering.ts'
import type { Kernel } from './state.ts'

/** Why the log says that a joint configuration was left. */
const LEAVE_REASON = 'the voters before are let go'

/** Give Raft an input and carry out what follows inside the node. */
export function consensus (kernel: Kernel, input: RaftInput, effects: Effect[]): void {
  const before = kernel.tracing ? markOf(kernel.raft) : null
  const decided = stepRaft(kernel.raft, input)
  if (before !== null) trace(transitions(before, kernel.raft, input, decided), effects)
  for (const effect of decided) perform(kernel, effect, effects)
}

/** A life of the Raft machine begins. */
export function traceBeginning (kernel: Kernel, effects: Effect[]): void {
  if (kernel.tracing) trace([initialRow(kernel.raft)], effects)
}

function trace (rows: readonly TraceRow[], effects: Effect[]): void {
  if (rows.length > 0) effects.push({ type: 'trace', lane: 'early', rows })
}

function perform (kernel: Kernel, effect: RaftEffect, effects: Effect[]): void {
  switch (effect.type) {
    case 'persist':
      effects.push({
        type: 'persist',
        lane: 'log',
        hard: effect.hard,
        truncateFrom: effect.truncateFrom,
        entries: effect.entries,
        commit: status(kernel.raft).commit
      })
      return
    case 'send':
      effects.push({
        type: 'send',
        lane: effect.lane,
        to: effect.to,
        framed: { protocol: 'raft', message: effect.message }
      })
      return
    case 'commit': return applyThrough(kernel, effect.index, effects)
    case 'accepted': return proposalAccepted(kernel, effect.id, effect.firstIndex, effect.term, effects)
    case 'refused': return proposalRefused(kernel, effect.id, effect.code, effect.message, effects)
    case 'read-ready': return readReady(kernel, effect.id, effect.index, effects)
    case 'leave-joint': return proposeConfiguration(kernel, effect.configuration, LEAVE_REASON, effects)
    case 'standing': return standingChanged(kernel, effect.standing === 'leader', effect.term, effect.leader, effects)
    case 'fetch-snapshot': return beginFetch(kernel, effect.from, effect.index, effects)
    case 'repaired':
      effects.push({ type: 'repaired', lane: 'log', index: effect.index })
      effects.push(note('info', 'the damaged log is whole again; this node votes', { index: effect.index }))
      forgetAcquainted(kernel, effects)
  }
}

function standingChanged (kernel: Kernel, leads: boolean, term: Term, leader: NodeId | null, effects: Effect[]): void {
  const last = kernel.leaders.at(-1)
  if (leader !== null && (last?.term !== term || last.leader !== leader)) {
    kernel.leaders.push({ term, leader })
    if (kernel.leaders.length > 64) kernel.leaders.shift()
    effects.push(note('info', leader === kernel.self ? 'this node leads' : 'a leader is known', { term, leader }))
  }
  if (leader === null) effects.push(note('info', 'no leader is known', { term }))
  // The term's own first entry is the last of the log when leadership begins: everything before it is decided once it
  // is applied.
  const began = leads && kernel.leadsFrom === 0
  kernel.leadsFrom = leads ? (began ? status(kernel.raft).lastIndex : kernel.leadsFrom) : index(0)
  if (leader !== null) leaderKnown(kernel, leader, effects)
  if (!leads) leaderMoved(kernel, leader, effects)
}

/** Whether this node leads and has applied everything that earlier leaders may have left in its log. */
export const established = (kernel: Kernel): boolean =>
  kernel.leadsFrom > 0 && kernel.control.appliedIndex >= kernel.leadsFrom

export const note = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>> = {}
): Effect => ({ type: 'note', lane: 'early', level, message, fields })
