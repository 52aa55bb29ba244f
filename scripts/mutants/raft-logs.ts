/**
 * Bugs of the consensus core: votes and logs.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

/** Terms, votes and what must be on the disk before they are spoken of. */
const VOTING: readonly Mutant[] = [
  {
    id: 'raft-votes-twice', rows: ['RF1', 'RF24'], file: 'voting.ts',
    bug: 'a second candidate of the same term gets the vote too',
    text: '(raft.votedFor === null && raft.leader === null)', becomes: 'raft.leader === null'
  },
  {
    id: 'raft-vote-leaves-early', rows: ['RF1'], file: 'voting.ts',
    bug: 'a vote is sent before it is on the disk',
    text: "  send(turn, 'log', from, { type: 'vote-reply', term, granted,",
    becomes: "  send(turn, 'early', from, { type: 'vote-reply', term, granted,"
  },
  {
    id: 'raft-vote-is-not-written', rows: ['RF1', 'RF2'], file: 'turn.ts',
    bug: 'the disk is told of a vote only when the term changes with it',
    text: 'const hard = raft.term !== before.term || raft.votedFor !== before.votedFor',
    becomes: 'const hard = raft.term !== before.term'
  },
  {
    id: 'raft-new-term-keeps-the-vote', rows: ['RF2'], file: 'standing.ts',
    bug: 'a later term begins with the vote of an earlier one',
    text: '  raft.term = term\n  raft.votedFor = null\n', becomes: '  raft.term = term\n'
  },
  {
    id: 'raft-candidate-has-no-vote', rows: ['RF3'], file: 'election.ts',
    bug: 'a candidate does not record its own vote',
    text: '  raft.votedFor = raft.self\n', becomes: ''
  },
  {
    id: 'raft-asks-before-its-disk', rows: ['RF3', 'RF1'], file: 'election.ts',
    bug: 'a candidate asks for votes before its own is on the disk',
    text: "  send(turn, 'log', to, {\n    type: 'vote-request',",
    becomes: "  send(turn, 'early', to, {\n    type: 'vote-request',"
  },
  {
    id: 'raft-sole-voter-speaks-early', rows: ['RF1'], file: 'leading.ts',
    bug: 'a leader that needed nobody\'s vote speaks before its term is on the disk',
    text: 'termDurable: !isAlone(configuration, raft.self)', becomes: 'termDurable: configuration.voters.length > 0'
  },
  {
    id: 'raft-longer-log-wins', rows: ['RF23'], file: 'voting.ts',
    bug: 'a vote goes to the longer log, whatever its last term',
    text: 'lastTerm > term || (lastTerm === term && lastIndex >= index)',
    becomes: 'lastIndex >= index && lastTerm >= 0 * term'
  },
  {
    id: 'raft-pre-votes-elect', rows: ['RF24'], file: 'election.ts',
    bug: 'late answers to the pre-vote count in the election itself',
    text: '  if (pre && granted && term !== raft.term + 1) return\n' +
      "  if (raft.standing !== (pre ? 'pre-candidate' : 'candidate')) return\n",
    becomes: "  if (!raft.standing.endsWith('candidate')) return\n"
  },
  {
    id: 'raft-old-pre-votes-count', rows: ['RF24'], file: 'election.ts',
    bug: 'an answer to an earlier pre-vote counts in a later one',
    text: '  if (pre && granted && term !== raft.term + 1) return\n', becomes: ''
  },
  {
    id: 'raft-anybody-elects', rows: ['RF8'], file: 'election.ts',
    bug: 'votes are counted by number, whoever gave them',
    text: '  if (hasQuorum(configuration, id => raft.votes.get(id) === true)) return won(raft, turn)\n',
    becomes: '  if ([...raft.votes.values()].filter(Boolean).length > configuration.voters.length / 2) return won(raft, turn)\n'
  },
  {
    id: 'raft-learner-campaigns', rows: ['RF8'], file: 'standing.ts',
    bug: 'a node that is no voter campaigns',
    text: '  return votesIn(configurationAt(log, commit), self) ||\n',
    becomes: '  return commit >= 0 || votesIn(configurationAt(log, commit), self) ||\n'
  },
  {
    id: 'raft-repair-campaigns', rows: ['RF29', 'D3'], file: 'standing.ts',
    bug: 'a node that lost a part of its log campaigns',
    text: '  if (repair !== null) return false\n', becomes: ''
  },
  {
    id: 'raft-repair-votes', rows: ['RF29', 'D3'], file: 'voting.ts',
    bug: 'a node that lost a part of its log votes for a candidate that lacks it too',
    text: '  (repair === null || reaches(candidate, repair.term, repair.index))',
    becomes: '  (repair === null || reaches(candidate, repair.term, lastIndexOf(log)) || lastIndexOf(log) >= 0)'
  },
  {
    id: 'raft-repair-ends-early', rows: ['RF29'], file: 'repairing.ts',
    bug: 'a repair ends with entries that are not known to be committed',
    text: 'index(Math.min(raft.commit, raft.persisted))', becomes: 'index(raft.persisted)'
  }
]

/** Entries, commit indexes, truncation, snapshots. */
const LOGS: readonly Mutant[] = [
  {
    id: 'raft-acknowledges-early', rows: ['D1'], file: 'following.ts',
    bug: 'a follower acknowledges entries before they are on its disk',
    text: "  send(turn, 'log', to, {\n    type: 'append-reply',\n    term: raft.term,\n    success: true,",
    becomes: "  send(turn, 'early', to, {\n    type: 'append-reply',\n    term: raft.term,\n    success: true,"
  },
  {
    id: 'raft-leader-counts-its-memory', rows: ['D1'], file: 'committing.ts',
    bug: 'a leader counts itself for entries that are not on its disk',
    text: 'id === raft.self ? raft.persisted :', becomes: 'id === raft.self ? lastIndexOf(raft.log) :'
  },
  {
    id: 'raft-figure-8', rows: ['RF4'], file: 'committing.ts',
    bug: 'an entry of an earlier term is committed because a quorum holds it',
    text: '  if (held > raft.commit && termIn(raft.log, held) === raft.term) {\n',
    becomes: '  if (held > raft.commit && termIn(raft.log, held) !== null) {\n'
  },
  {
    id: 'raft-late-disk-acknowledgement', rows: ['RF22'], file: 'step.ts',
    bug: 'the disk\'s acknowledgement of replaced entries counts for those that replaced them',
    text: 'termIn(raft.log, through) !== term) return', becomes: 'termIn(raft.log, through) === null) return'
  },
  {
    id: 'raft-truncated-stays-durable', rows: ['RF22'], file: 'turn.ts',
    bug: 'what was dropped from the log still counts as being on the disk',
    text: '  if (raft.persisted >= from) raft.persisted = index(from - 1)\n', becomes: ''
  },
  {
    id: 'raft-truncates-committed', rows: ['RF23'], file: 'following.ts',
    bug: 'entries that contradict a committed one replace it',
    text: '  if (first <= raft.commit) return false\n', becomes: ''
  },
  {
    id: 'raft-late-append-truncates', rows: ['RF23', 'RF24'], file: 'following.ts',
    bug: 'an old append that comes late cuts off what came after it',
    text: 'const news = known === -1 ? [] : known === 0 ? entries : entries.slice(known)',
    becomes: 'const news = known <= 0 ? entries.filter(entry => entry.index > raft.commit) : entries.slice(known)'
  },
  {
    id: 'raft-heartbeat-commits-too-much', rows: ['RF23'], file: 'replication.ts',
    bug: 'a heartbeat tells the commit index to a follower whose tail may differ',
    text: 'const commit = index(Math.min(raft.commit, progress.match))', becomes: 'const commit = index(raft.commit)'
  },
  {
    id: 'raft-append-commits-too-much', rows: ['RF23'], file: 'following.ts',
    bug: 'an append commits a tail that its leader has not compared',
    text: 'index(Math.min(request.commit, last))', becomes: 'index(Math.min(request.commit, lastIndexOf(raft.log)))'
  },
  {
    id: 'raft-takes-a-shorter-tail', rows: ['RF23', 'RF18'], file: 'lending.ts',
    bug: 'a candidate takes a lent tail that reaches less far than its own log',
    text: '  if (last.term < ownTerm || (last.term === ownTerm && last.index <= ownIndex)) return\n',
    becomes: '  if (ownTerm < 0 || ownIndex < 0) return\n'
  },
  {
    id: 'raft-snapshot-goes-back', rows: ['RF14', 'RF23'], file: 'snapshotting.ts',
    bug: 'a snapshot that is behind the log takes it back',
    text: '  if (point.index > raft.commit) {\n', becomes: '  if (point.index > raft.log.base.index) {\n'
  },
  {
    id: 'raft-snapshot-leaves-a-tail', rows: ['RF14'], file: 'snapshotting.ts',
    bug: 'the disk keeps a rival tail behind an installed snapshot',
    text: '      if (lastIndexOf(raft.log) > point.index) turn.dropFrom = index(point.index + 1)\n', becomes: ''
  },
  {
    id: 'raft-offer-of-what-it-lacks', rows: ['RF14'], file: 'snapshotting.ts',
    bug: 'an offered snapshot is taken for known because the log is as long, whatever its term',
    text: 'termIn(raft.log, offer.index) === offer.lastTerm) {', becomes: 'termIn(raft.log, offer.index) !== null) {'
  },
  {
    id: 'raft-offer-is-made-once', rows: ['RF14'], file: 'ticking.ts',
    bug: 'the offer of a snapshot is not repeated when it is lost',
    text: '    if (progress.offeredTicks >= raft.times.electionTicksMin) offerSnapshot(',
    becomes: '    if (progress.offeredTicks < 0) offerSnapshot('
  },
  {
    id: 'raft-acknowledges-what-it-skipped', rows: ['RF14', 'D1'], file: 'following.ts',
    bug: 'an append that begins before the follower\'s memory is acknowledged to its end, although nothing of it was taken',
    text: 'if (prevIndex < raft.log.base.index) return accept(raft, turn, from, raft.commit)',
    becomes: 'if (prevIndex < raft.log.base.index) return accept(raft, turn, from, index(prevIndex + entries.length))'
  },
  {
    id: 'raft-snapshot-ends-replication', rows: ['RF14'], file: 'leading.ts',
    bug: 'a follower that has fetched a snapshot is sent no more entries',
    text: "  if (progress.state === 'snapshot' && progress.match >= raft.log.base.index) replicate(progress)\n",
    becomes: ''
  }
]

export const RAFT_LOGS: readonly Mutant[] = [...VOTING, ...LOGS]
