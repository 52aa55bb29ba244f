/**
 * When a leader may change who counts, and the way out of a joint configuration. Thesis chapter 4.
 *
 * Pure. A change is in force as soon as its entry is in the log; `log.ts` takes it back when the entry is truncated.
 * A leader may begin one only when the last is committed and it has committed in its own term: otherwise two leaders
 * can be in the middle of different changes whose majorities do not overlap. One voter may change in one step; several
 * go through a joint configuration, which any leader leaves once it is committed.
 */
import { LIMITS } from '@hivemind/base'
import { isConfiguration, sameIds, settled, showConfiguration, votersChanged, votesIn } from './configuration.ts'
import { configurationIndexOf, configurationOf } from './log.ts'
import type { Configuration, Leading, Raft } from './state.ts'
import type { Reason, Turn } from './turn.ts'

/** Whether a change is in the log that is not committed yet. */
export const changePending = (raft: Raft): boolean => configurationIndexOf(raft.log) > raft.commit

/** Whether this node's vote counts in the configuration in force. */
export const isVoter = (raft: Raft): boolean => votesIn(configurationOf(raft.log), raft.self)

/** Why a leader may not propose a configuration now; null when it may. */
export function changeRefused (raft: Raft, next: Configuration | undefined): Reason | null {
  if (next === undefined || !isConfiguration(next)) {
    const found = next === undefined ? 'none given' : showConfiguration(next)
    return invalid(`${found} is no configuration; expected sorted, distinct ids and 1 to ${LIMITS.votersMax} voters`)
  }
  return notNow(raft) ?? notFrom(configurationOf(raft.log), next)
}

function notNow (raft: Raft): Reason | null {
  if (raft.leading !== null && raft.commit < raft.leading.firstIndex)
    return pending(`term ${raft.term} begins at ${raft.leading.firstIndex} and is committed through ${raft.commit} only`)
  if (!changePending(raft)) return null
  return pending(`the change at index ${configurationIndexOf(raft.log)} is not committed; commit index ${raft.commit}`)
}

/** Whether one step leads from a configuration to the next. */
function notFrom (before: Configuration, next: Configuration): Reason | null {
  if (before.outgoing !== undefined) {
    const leaves =
      next.outgoing === undefined && votersChanged(before, next) === 0 && sameIds(before.learners, next.learners)
    return leaves ? null : pending(`${showConfiguration(before)} is left first; asked for ${showConfiguration(next)}`)
  }
  if (next.outgoing !== undefined) {
    if (sameIds(next.outgoing, before.voters)) return null
    return invalid(`${showConfiguration(next)} does not follow ${showConfiguration(before)}: other voters are outgoing`)
  }
  const changed = votersChanged(before, next)
  if (changed <= 1) return null
  const step = `from ${showConfiguration(before)} to ${showConfiguration(next)}`
  return {
    code: 'HIVE_RAFT_CHANGE_TOO_LARGE',
    message: `${changed} voters would change in one step ${step}; at most 1 may, more go through a joint configuration`
  }
}

const pending = (message: string): Reason => ({ code: 'HIVE_RAFT_CHANGE_PENDING', message })
const invalid = (message: string): Reason => ({ code: 'HIVE_RAFT_CHANGE_INVALID', message })

/**
 * Ask for the end of a joint configuration that is committed. The payload of an entry is not ours to write, so the
 * asker proposes it; the question is repeated with the heartbeats until it did, by whoever leads.
 */
export function leaveJoint (raft: Raft, turn: Turn, leading: Leading): void {
  const configuration = configurationOf(raft.log)
  if (configuration.outgoing === undefined || leading.transfer !== null || notNow(raft) !== null) return
  turn.effects.push({ type: 'leave-joint', lane: 'early', configuration: settled(configuration) })
}
