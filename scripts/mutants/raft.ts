/**
 * Bugs of the consensus core.
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
    text: "  send(turn, 'log', from, { type: 'vote-reply', term, granted,", becomes: "  send(turn, 'early', from, { type: 'vote-reply', term, granted,"
  },
  {
    id: 'raft-vote-is-not-written', rows: ['RF1', 'RF2'], file: 'turn.ts',
    bug: 'the disk is told of a vote only when the term changes with it',
    text: 'const hard = raft.term !== before.term || raft.votedFor !== before.votedFor', becomes: 'const hard = raft.term !== before.term'
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
    text: "    send(turn, 'log', to, {\n      type: 'vote-request',", becomes: "    send(turn, 'early', to, {\n      type: 'vote-request',"
  },
  {
    id: 'raft-sole-voter-speaks-early', rows: ['RF1'], file: 'leading.ts',
    bug: 'a leader that needed nobody\'s vote speaks before its term is on the disk',
    text: 'termDurable: !isAlone(configuration, raft.self)', becomes: 'termDurable: configuration.voters.length > 0'
  },
  {
    id: 'raft-longer-log-wins', rows: ['RF23'], file: 'voting.ts',
    bug: 'a vote goes to the longer log, whatever its last term',
    text: 'lastTerm > term || (lastTerm === term && lastIndex >= index)', becomes: 'lastIndex >= index && lastTerm >= 0 * term'
  },
  {
    id: 'raft-pre-votes-elect', rows: ['RF24'], file: 'election.ts',
    bug: 'late answers to the pre-vote count in the election itself',
    text: "  if (raft.standing !== (pre ? 'pre-candidate' : 'candidate')) return\n", becomes: "  if (!raft.standing.endsWith('candidate')) return\n"
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
    text: '  return votesIn(configurationAt(log, commit), self) ||\n', becomes: '  return commit >= 0 || votesIn(configurationAt(log, commit), self) ||\n'
  },
  {
    id: 'raft-repair-campaigns', rows: ['RF29', 'D3'], file: 'standing.ts',
    bug: 'a node that lost a part of its log campaigns',
    text: '  if (repair !== null) return false\n', becomes: ''
  },
  {
    id: 'raft-repair-votes', rows: ['RF29', 'D3'], file: 'voting.ts',
    bug: 'a node that lost a part of its log votes for a candidate that lacks it too',
    text: '  (repair === null || reaches(candidate, repair.term, repair.index))', becomes: '  (repair === null || reaches(candidate, repair.term, lastIndexOf(log)) || lastIndexOf(log) >= 0)'
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
    text: '  if (held > raft.commit && termIn(raft.log, held) === raft.term) {\n', becomes: '  if (held > raft.commit && termIn(raft.log, held) !== null) {\n'
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
    text: '  if (last.term < ownTerm || (last.term === ownTerm && last.index <= ownIndex)) return\n', becomes: '  if (ownTerm < 0 || ownIndex < 0) return\n'
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
    text: '    if (progress.offeredTicks >= raft.times.electionTicksMin) offerSnapshot(', becomes: '    if (progress.offeredTicks < 0) offerSnapshot('
  },
  {
    id: 'raft-compacts-beyond-its-disk', rows: ['RF14', 'D1'], file: 'snapshotting.ts',
    bug: 'entries are dropped from memory that are not on the own disk yet',
    text: 'Math.min(through, raft.commit, raft.persisted)', becomes: 'Math.min(through, raft.commit)'
  }
]

/** Who counts. */
const CONFIGURATIONS: readonly Mutant[] = [
  {
    id: 'raft-change-before-its-term', rows: ['RF5'], file: 'changing.ts',
    bug: 'a new leader changes voters before it has committed in its term',
    text: '  if (raft.leading !== null && raft.commit < raft.leading.firstIndex)\n', becomes: '  if (raft.leading !== null && raft.commit < 0 * raft.leading.firstIndex)\n'
  },
  {
    id: 'raft-change-while-pending', rows: ['RF5'], file: 'changing.ts',
    bug: 'a change begins while another is not committed',
    text: '  if (!changePending(raft)) return null\n', becomes: '  if (!changePending(raft) || raft.commit >= 0) return null\n'
  },
  {
    id: 'raft-two-voters-at-once', rows: ['RF5'], file: 'changing.ts',
    bug: 'two voters change in one step, without a joint configuration',
    text: '  if (changed <= 1) return null\n', becomes: '  if (changed <= 2) return null\n'
  },
  {
    id: 'raft-joint-is-left-early', rows: ['RF6'], file: 'changing.ts',
    bug: 'a joint configuration is left before it is committed',
    text: 'configurationIndexOf(raft.log) > raft.commit\n\n', becomes: 'configurationIndexOf(raft.log) > raft.commit &&\n  configurationOf(raft.log).outgoing === undefined\n\n'
  },
  {
    id: 'raft-joint-is-never-left', rows: ['RF6'], file: 'changing.ts',
    bug: 'nobody asks for the end of a joint configuration',
    text: "  turn.effects.push({ type: 'leave-joint',", becomes: "  if (leading.ticks < 0) turn.effects.push({ type: 'leave-joint',"
  },
  {
    id: 'raft-joint-elects-by-half', rows: ['RF6'], file: 'quorum.ts',
    bug: 'a majority of the incoming voters elects and confirms alone',
    text: '  hasMajority(voters, agrees) && (outgoing === undefined || hasMajority(outgoing, agrees))', becomes: '  hasMajority(voters, agrees) && (outgoing === undefined || outgoing.length > 0)'
  },
  {
    id: 'raft-joint-commits-by-half', rows: ['RF6'], file: 'quorum.ts',
    bug: 'a majority of the incoming voters commits alone',
    text: 'index(Math.min(held, majorityIndex(outgoing, matchOf)))', becomes: 'index(Math.max(held, majorityIndex(outgoing, matchOf)))'
  },
  {
    id: 'raft-configuration-when-committed', rows: ['RF6'], file: 'committing.ts',
    bug: 'entries are counted by the configuration that is committed, not by the last in the log',
    text: '  const held = quorumIndex(configurationOf(raft.log), id =>\n',
    becomes: '  const { configurations, base } = raft.log\n' +
      '  const held = quorumIndex(configurations.findLast(row => row.index <= raft.commit)?.configuration ?? base.configuration, id =>\n'
  },
  {
    id: 'raft-truncation-keeps-its-voters', rows: ['RF7'], file: 'log.ts',
    bug: 'a truncated change of voters stays in force',
    text: '  while (configurationIndexOf(log) >= from) log.configurations.pop()\n', becomes: ''
  },
  {
    id: 'raft-snapshot-keeps-old-voters', rows: ['RF7'], file: 'log.ts',
    bug: 'changes of voters in a log that gave way to a snapshot stay in force',
    text: '  log.configurations.length = 0\n', becomes: ''
  },
  {
    id: 'raft-compaction-loses-voters', rows: ['RF7'], file: 'log.ts',
    bug: 'a compaction forgets the change of voters that it drops',
    text: '    configuration = log.configurations[0].configuration\n', becomes: ''
  },
  {
    id: 'raft-new-voter-counts-as-silent', rows: ['RF9'], file: 'leading.ts',
    bug: 'a new voter that has not spoken yet makes its leader step down at once',
    text: '    if (before !== null && votesIn(configuration, id) && !votesIn(before, id)) progress.silentTicks = ticks(0)\n', becomes: ''
  },
  {
    id: 'raft-removed-leader-leads-on', rows: ['RF20', 'RF8'], file: 'committing.ts',
    bug: 'a leader that was removed goes on leading',
    text: '    if (!isVoter(raft) && !changePending(raft)) return retire(raft, turn, leading)\n', becomes: ''
  },
  {
    id: 'raft-removed-are-heard', rows: ['RF20'], file: 'step.ts',
    bug: 'a leader steps down for the term in an answer of a node that was removed',
    text: "  if (raft.leading !== null && !raft.leading.progress.has(from) && message.type.endsWith('-reply')) return\n", becomes: ''
  },
  {
    id: 'raft-candidates-depose', rows: ['RF20', 'RF17'], file: 'step.ts',
    bug: 'a candidate that nobody needs deposes a leader that a quorum hears',
    text: "    if (message.type === 'vote-request' && !message.pre && !message.transfer && isSticky(raft)) return\n", becomes: ''
  }
]

/** Reads, leases, transfers, and getting on at all. */
const LEADING: readonly Mutant[] = [
  {
    id: 'raft-reads-before-its-term', rows: ['RF10'], file: 'reading.ts',
    bug: 'a new leader serves reads before it has committed in its term',
    text: ' || raft.commit < leading.firstIndex) return\n', becomes: ') return\n'
  },
  {
    id: 'raft-late-answers-confirm', rows: ['RF11'], file: 'reading.ts',
    bug: 'an answer to an earlier round confirms a later read',
    text: 'if (round === null || context !== leading.reading.context) return', becomes: 'if (round === null || context > leading.reading.context) return'
  },
  {
    id: 'raft-reads-join-a-round', rows: ['RF11'], file: 'reading.ts',
    bug: 'a read joins a round whose heartbeats were sent before it came',
    text: '  leading.reading.waiting.push(id)\n',
    becomes: '  if (leading.reading.round !== null) leading.reading.round = { ...leading.reading.round, ids: [...leading.reading.round.ids, id] }\n' +
      '  else leading.reading.waiting.push(id)\n'
  },
  {
    id: 'raft-reads-unasked', rows: ['RF12'], file: 'reading.ts',
    bug: 'a leader serves reads without asking anybody',
    text: '  if (holdsLease(raft, leading)) {\n', becomes: '  if (holdsLease(raft, leading) || raft.commit >= leading.firstIndex) {\n'
  },
  {
    id: 'raft-lease-after-a-transfer', rows: ['RF13'], file: 'leasing.ts',
    bug: 'a leader relies on its lease after it asked voters to break their promise',
    text: 'if (!leases(raft) || leading.transfers > 0 || raft', becomes: 'if (!leases(raft) || raft'
  },
  {
    id: 'raft-lease-from-the-answer', rows: ['RF13'], file: 'leasing.ts',
    bug: 'a lease is counted from when the promise arrived, not from when it was asked for',
    text: 'ticks(Math.max(progress.promisedAt, returned))', becomes: 'ticks(Math.max(leading.ticks, returned))'
  },
  {
    id: 'raft-lease-outlives-a-pause', rows: ['RF13'], file: 'leasing.ts',
    bug: 'a pause that was not ticked does not end a lease',
    text: '  leading.ticks = ticks(leading.ticks + (times.leaseTicks ?? 0))\n', becomes: '  leading.ticks = ticks(leading.ticks + 0 * (times.leaseTicks ?? 0))\n'
  },
  {
    id: 'raft-promise-dies-with-the-process', rows: ['RF13'], file: 'start.ts',
    bug: 'a voter that restarts has forgotten its promise not to vote',
    text: 'promisedTicks: leaseTicks > 0 ? times.electionTicksMin : ticks(0)', becomes: 'promisedTicks: ticks(0)'
  },
  {
    id: 'raft-promise-is-not-kept', rows: ['RF13'], file: 'voting.ts',
    bug: 'a voter that promised a lease votes for another candidate',
    text: '(request.transfer || raft.promisedTicks === 0) && ', becomes: ''
  },
  {
    id: 'raft-late-word-of-a-transfer', rows: ['RF13', 'RF21'], file: 'step.ts',
    bug: 'the word to campaign is obeyed after the transfer was given up',
    text: 'message.number > raft.transfersOver && ', becomes: ''
  },
  {
    id: 'raft-pre-votes-wait-for-each-other', rows: ['RF16', 'RF18'], file: 'voting.ts',
    bug: 'of two with equal logs the lower id never gives its pre-vote, even when it cannot win itself',
    text: "raft.asked === 1 && raft.elapsed < raft.times.heartbeatTicks &&\n", becomes: '\n'
  },
  {
    id: 'raft-stale-candidates-are-not-told', rows: ['RF16'], file: 'step.ts',
    bug: 'a candidate of an earlier term gets no answer, and never learns the term that it needs',
    text: "      return send(turn, 'log', from, { type: 'vote-reply', term: raft.term, granted: false, pre: message.pre })\n", becomes: '      return\n'
  },
  {
    id: 'raft-no-pre-vote', rows: ['RF17'], file: 'election.ts',
    bug: 'a node that comes back begins a new term at once',
    text: "  raft.standing = 'pre-candidate'\n", becomes: "  if (raft.term >= 0) return campaign(raft, turn, false)\n  raft.standing = 'pre-candidate'\n"
  },
  {
    id: 'raft-pre-votes-against-a-leader', rows: ['RF17', 'RF20'], file: 'voting.ts',
    bug: 'a node gives its pre-vote although it hears a leader',
    text: '  if (isSticky(raft) || outranks(raft, from, request)) return false\n', becomes: '  if (outranks(raft, from, request)) return false\n'
  },
  {
    id: 'raft-no-check-quorum', rows: ['RF18'], file: 'ticking.ts',
    bug: 'a leader that a quorum does not answer stays in place',
    text: '  if (!hearsQuorum(raft, leading) || leading', becomes: '  if ((!hearsQuorum(raft, leading) && leading.ticks < 0) || leading'
  },
  {
    id: 'raft-lends-nothing', rows: ['RF18'], file: 'voting.ts',
    bug: 'a voter keeps to itself what the only reachable candidate lacks',
    text: '  if (request.pre && !isSticky(raft) && !reaches(', becomes: '  if (request.pre && !isSticky(raft) && raft.term < 0 && !reaches('
  },
  {
    id: 'raft-hung-disk-leads', rows: ['RF19'], file: 'ticking.ts',
    bug: 'a leader whose disk hangs stays in place',
    text: ' || leading.diskTicks >= raft.times.electionTicksMin)\n', becomes: ')\n'
  },
  {
    id: 'raft-hung-disk-campaigns', rows: ['RF19'], file: 'standing.ts',
    bug: 'a node whose disk hangs campaigns again and again',
    text: 'raft.persisted >= lastIndexOf(raft.log) && ', becomes: 'lastIndexOf(raft.log) >= 0 && '
  },
  {
    id: 'raft-transfers-to-who-is-behind', rows: ['RF21'], file: 'transfer.ts',
    bug: 'the target is told to campaign before it has the whole log',
    text: '  if (leading.progress.get(to)?.match !== lastIndexOf(raft.log)) return\n', becomes: '  if (lastIndexOf(raft.log) < 0) return\n'
  },
  {
    id: 'raft-transfers-to-a-learner', rows: ['RF21', 'RF8'], file: 'transfer.ts',
    bug: 'leadership is offered to a learner',
    text: ' || !configurationOf(raft.log).voters.includes(target)) {', becomes: ') {'
  },
  {
    id: 'raft-transfer-never-ends', rows: ['RF21'], file: 'ticking.ts',
    bug: 'a leader whose target does not take over refuses proposals for ever',
    text: '  leading.transfer = null\n', becomes: ''
  },
  {
    id: 'raft-transfer-is-said-once', rows: ['RF21'], file: 'ticking.ts',
    bug: 'the word to campaign is not repeated when it is lost',
    text: '  urge(raft, turn, leading)\n', becomes: '  if (leading.ticks < 0) urge(raft, turn, leading)\n'
  }
]

export const RAFT: readonly Mutant[] = [...VOTING, ...LOGS, ...CONFIGURATIONS, ...LEADING]
