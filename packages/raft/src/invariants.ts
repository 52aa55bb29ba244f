/**
 * What is true of a node between any two inputs. The numbers are named by tests and checkers.
 *
 * Pure. Raft figure 3 speaks of all nodes together; those are checked by the simulation. These speak of one:
 *
 *  1. Indexes in memory have no gap, terms never fall along the log, and no entry is of a later term than the node's.
 *  2. base <= commit <= last and persisted <= last: what is committed is in the log, what is on disk is in memory.
 *  3. The configuration in force is that of the last configuration entry in the log, or the base's.
 *  4. A leader has leader state and believes in itself; nobody else has leader state.
 *  5. A candidate voted for itself; candidates and pre-candidates know no leader.
 *  6. A node under repair is a follower.
 *  7. A leader tracks exactly the others in its configuration, none is known to hold more than the leader does, and
 *     the next entry for each comes after what it holds.
 *  8. A leader's term begins with its own no-op, still in its log.
 *  9. A leader goes on no longer than it may doubt: neither with a disk that hangs nor with a transfer nobody takes.
 * 10. A leader that is no voter has a change under way that is not committed: it leads only until that is.
 */
import { invariant } from '@hivemind/base'
import { changePending, isVoter } from './changing.ts'
import { membersOf } from './configuration.ts'
import { configurationOf, lastIndexOf, termIn } from './log.ts'
import type { Leading, Raft } from './state.ts'
import { diskDoubtTicks, doubtTicks } from './ticking.ts'

/** So many of the newest entries are looked at; older ones were looked at when they were new. */
const RECENT = 16

/**
 * Look at one node.
 *
 * @throws {Error} on the first invariant that does not hold
 */
export function check (raft: Raft): void {
  checkLog(raft)
  checkStanding(raft)
  if (raft.leading === null) return
  checkLeading(raft, raft.leading)
  checkDoubts(raft, raft.leading)
}

function checkLog ({ log, term, commit, persisted, self }: Raft): void {
  const last = lastIndexOf(log)
  for (let at = Math.max(0, log.entries.length - RECENT); at < log.entries.length; at++) {
    const entry = log.entries[at]
    const before = log.entries[at - 1] ?? log.base
    invariant(entry !== undefined && entry.index === log.base.index + 1 + at, `1: ${self} has no gap in its log`)
    invariant(entry.term >= before.term && entry.term <= term, `1: terms rise along ${self}'s log, up to its own`)
  }
  invariant(
    log.base.index <= commit && commit <= last,
    `2: ${self}'s commit index ${commit} is in its log, ${log.base.index} to ${last}`
  )
  invariant(persisted <= last, `2: ${self}'s disk, at ${persisted}, is not ahead of its log, at ${last}`)
  const newest = log.configurations.at(-1)
  const after = Math.max(newest === undefined ? 0 : newest.index - log.base.index, log.entries.length - RECENT)
  for (let at = after; at < log.entries.length; at++)
    invariant(log.entries[at]?.configuration === undefined, `3: ${self} goes by the last configuration in its log`)
  invariant(
    log.configurations.every(
      ({ index, configuration }) => log.entries[index - log.base.index - 1]?.configuration === configuration
    ),
    `3: ${self} knows where each configuration came from`
  )
}

function checkStanding ({ standing, leader, leading, self, votedFor, repair }: Raft): void {
  invariant((standing === 'leader') === (leading !== null), `4: ${self} has leader state exactly while it leads`)
  invariant((standing === 'leader') === (leader === self), `4: ${self} believes in itself exactly while it leads`)
  invariant(standing !== 'candidate' || votedFor === self, `5: ${self} votes for itself as a candidate`)
  invariant(!standing.endsWith('candidate') || leader === null, `5: ${self} knows no leader while it campaigns`)
  invariant(repair === null || standing === 'follower', `6: ${self} follows while its log is under repair`)
}

function checkLeading ({ log, self, term }: Raft, { progress, firstIndex }: Leading): void {
  const others = membersOf(configurationOf(log)).filter(id => id !== self)
  invariant(
    others.length === progress.size && others.every(id => progress.has(id)),
    `7: ${self} tracks the others in its configuration`
  )
  for (const [id, one] of progress) {
    invariant(one.match <= lastIndexOf(log), `7: ${id} holds no more than its leader ${self}`)
    invariant(one.match < one.next, `7: what ${id} gets next comes after what it holds`)
  }
  invariant(
    firstIndex <= log.base.index || termIn(log, firstIndex) === term,
    `8: ${self}'s term ${term} begins with its own entry`
  )
}

function checkDoubts (raft: Raft, { diskTicks, transfer }: Leading): void {
  const hung = diskDoubtTicks(raft)
  invariant(diskTicks < hung, `9: ${raft.self} leads with a disk that hangs for ${diskTicks} of ${hung} ticks`)
  const limit = doubtTicks(raft)
  const waited = transfer?.elapsedTicks ?? 0
  invariant(waited < limit, `9: ${raft.self} waits for ${transfer?.to} to take over for ${waited} of ${limit} ticks`)
  invariant(isVoter(raft) || changePending(raft), `10: ${raft.self} leads without a vote until that is committed`)
}
