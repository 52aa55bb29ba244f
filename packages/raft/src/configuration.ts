/**
 * Changing who counts, one voter at a time. Thesis chapter 4.
 *
 * Pure. A change is in force as soon as its entry is in the log; `log.ts` takes it back when the entry is truncated.
 * A leader may begin one only when the last is committed and it has committed in its own term: otherwise two leaders
 * can be in the middle of different changes whose majorities do not overlap.
 */
import { LIMITS, type NodeId } from '@hivemind/base'
import { configurationIndexOf, configurationOf } from './log.ts'
import type { Configuration, Raft } from './state.ts'
import type { Reason } from './turn.ts'

/** Whether a change is in the log that is not committed yet. */
export const changePending = (raft: Raft): boolean => configurationIndexOf(raft.log) > raft.commit

export const isVoter = (raft: Raft, id: NodeId): boolean => configurationOf(raft.log).voters.includes(id)

/** Whether ids are sorted, distinct and not empty, voters and learners have nobody in common, and someone votes. */
export function isConfiguration ({ voters, learners }: Configuration): boolean {
  if (voters.length === 0 || voters.length > LIMITS.votersMax || voters.length + learners.length > LIMITS.membersMax)
    return false
  return isSorted(voters) && isSorted(learners) && !learners.some(id => voters.includes(id))
}

const isSorted = (ids: readonly NodeId[]): boolean =>
  ids.every((id, at) => id !== '' && (at === 0 || (ids[at - 1] ?? '') < id))

/** How many voters two configurations do not share; a voter that becomes a learner counts once. */
export const votersChanged = (before: Configuration, after: Configuration): number =>
  before.voters.filter(id => !after.voters.includes(id)).length +
  after.voters.filter(id => !before.voters.includes(id)).length

/** Why a leader may not propose a configuration now; null when it may. */
export function changeRefused (raft: Raft, next: Configuration | undefined): Reason | null {
  if (next === undefined || !isConfiguration(next)) {
    const found = next === undefined ? 'none given' : show(next)
    return {
      code: 'HIVE_RAFT_CHANGE_INVALID',
      message: `${found} is no configuration; expected sorted, distinct ids and 1 to ${LIMITS.votersMax} voters`
    }
  }
  if (raft.leading !== null && raft.commit < raft.leading.firstIndex) {
    return {
      code: 'HIVE_RAFT_CHANGE_PENDING',
      message: `term ${raft.term} begins at ${raft.leading.firstIndex} and is committed through ${raft.commit} only`
    }
  }
  if (changePending(raft)) {
    return {
      code: 'HIVE_RAFT_CHANGE_PENDING',
      message: `the change at index ${configurationIndexOf(raft.log)} is not committed; commit index ${raft.commit}`
    }
  }
  const before = configurationOf(raft.log)
  const changed = votersChanged(before, next)
  if (changed <= 1) return null
  return {
    code: 'HIVE_RAFT_CHANGE_TOO_LARGE',
    message: `${changed} voters would change at once, from ${show(before)} to ${show(next)}; at most 1 may`
  }
}

const show = ({ voters, learners }: Configuration): string =>
  `voters [${voters.join(' ')}] learners [${learners.slice(0, 10).join(' ')}]`
