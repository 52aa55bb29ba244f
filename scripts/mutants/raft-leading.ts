/**
 * Bugs of the consensus core: who counts, leading, reading, handing over, and getting on at all.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

/** Who counts. */
const CONFIGURATIONS: readonly Mutant[] = [
  {
    id: 'raft-change-before-its-term', rows: ['RF5'], file: 'changing.ts',
    bug: 'a new leader changes voters before it has committed in its term',
    text: '  if (raft.leading !== null && raft.commit < raft.leading.firstIndex)\n',
    becomes: '  if (raft.leading !== null && raft.commit < 0 * raft.leading.firstIndex)\n'
  },
  {
    id: 'raft-change-while-pending', rows: ['RF5'], file: 'changing.ts',
    bug: 'a change begins while another is not committed',
    text: '  if (!changePending(raft)) return null\n',
    becomes: '  if (!changePending(raft) || raft.commit >= 0) return null\n'
  },
  {
    id: 'raft-two-voters-at-once', rows: ['RF5'], file: 'changing.ts',
    bug: 'two voters change in one step, without a joint configuration',
    text: '  if (changed <= 1) return null\n', becomes: '  if (changed <= 2) return null\n'
  },
  {
    id: 'raft-joint-is-left-early', rows: ['RF6'], file: 'changing.ts',
    bug: 'a joint configuration is left before it is committed',
    text: 'configurationIndexOf(raft.log) > raft.commit\n\n',
    becomes: 'configurationIndexOf(raft.log) > raft.commit &&\n  configurationOf(raft.log).outgoing === undefined\n\n'
  },
  {
    id: 'raft-joint-is-never-left', rows: ['RF6'], file: 'changing.ts',
    bug: 'nobody asks for the end of a joint configuration',
    text: "  turn.effects.push({ type: 'leave-joint',",
    becomes: "  if (leading.ticks < 0) turn.effects.push({ type: 'leave-joint',"
  },
  {
    id: 'raft-joint-elects-by-half', rows: ['RF6'], file: 'quorum.ts',
    bug: 'a majority of the incoming voters elects and confirms alone',
    text: '  hasMajority(voters, agrees) && (outgoing === undefined || hasMajority(outgoing, agrees))',
    becomes: '  hasMajority(voters, agrees) && (outgoing === undefined || outgoing.length > 0)'
  },
  {
    id: 'raft-joint-commits-by-half', rows: ['RF6'], file: 'quorum.ts',
    bug: 'a majority of the incoming voters commits alone',
    text: 'index(Math.min(held, majorityIndex(outgoing, matchOf)))',
    becomes: 'index(Math.max(held, majorityIndex(outgoing, matchOf)))'
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
    text: '  if (!isVoter(raft) && !changePending(raft)) return retire(raft, turn, leading)\n', becomes: ''
  },
  {
    id: 'raft-fetched-removal-leads-on', rows: ['RF20', 'RF14'], file: 'snapshotting.ts',
    bug: 'a leader that learns from its own fetch that it was removed goes on leading',
    text: '    if (raft.leading !== null) committed(raft, turn, raft.leading)\n', becomes: ''
  },
  {
    id: 'raft-emptied-learner-is-taken-for-full', rows: ['RF29'], file: 'losing.ts',
    bug: 'a learner that lost its disk counts as holding what it once acknowledged',
    text: '  progress.match = index(0)\n', becomes: ''
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
    text: 'if (round === null || context !== leading.reading.context) return',
    becomes: 'if (round === null || context > leading.reading.context) return'
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
    text: '  if (holdsLease(raft, leading)) {\n',
    becomes: '  if (holdsLease(raft, leading) || raft.commit >= leading.firstIndex) {\n'
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
    text: '  leading.ticks = ticks(leading.ticks + (times.leaseTicks ?? 0))\n',
    becomes: '  leading.ticks = ticks(leading.ticks + 0 * (times.leaseTicks ?? 0))\n'
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
    text: "raft.asked === 1 && raft.elapsed < raft.times.electionTicksMin / 2 &&\n", becomes: '\n'
  },
  {
    id: 'raft-stale-candidates-are-not-told', rows: ['RF16'], file: 'step.ts',
    bug: 'a candidate of an earlier term gets no answer, and never learns the term that it needs',
    text: "      return send(turn, 'log', from, { type: 'vote-reply', term: raft.term, granted: false, pre: message.pre })\n", becomes: '      return\n'
  },
  {
    id: 'raft-no-pre-vote', rows: ['RF17'], file: 'election.ts',
    bug: 'a node that comes back begins a new term at once',
    text: "  raft.standing = 'pre-candidate'\n",
    becomes: "  if (raft.term >= 0) return campaign(raft, turn, false)\n  raft.standing = 'pre-candidate'\n"
  },
  {
    id: 'raft-pre-votes-against-a-leader', rows: ['RF17', 'RF20'], file: 'voting.ts',
    bug: 'a node gives its pre-vote although it hears a leader',
    text: '  if (isSticky(raft) || outranks(raft, from, request)) return false\n',
    becomes: '  if (outranks(raft, from, request)) return false\n'
  },
  {
    id: 'raft-followers-hurry', rows: ['RF17'], file: 'standing.ts',
    bug: 'a follower that heard its leader loses patience as soon as connections open, as one that has just started',
    text: '  raft.met = null\n', becomes: ''
  },
  {
    id: 'raft-starts-alone', rows: ['RF17'], file: 'beginning.ts',
    bug: 'a node that starts asks for votes at once although it is connected to no quorum',
    text: 'if (!hasQuorum(configurationOf(raft.log), id => id === raft.self || met.has(id))) return',
    becomes: "if (!hasQuorum(configurationOf(raft.log), id => id !== '' || met.has(id))) return"
  },
  {
    id: 'raft-no-check-quorum', rows: ['RF18'], file: 'ticking.ts',
    bug: 'a leader that a quorum does not answer stays in place',
    text: '  if (!hearsQuorum(raft, leading) || leading',
    becomes: '  if ((!hearsQuorum(raft, leading) && leading.ticks < 0) || leading'
  },
  {
    id: 'raft-lends-nothing', rows: ['RF18'], file: 'voting.ts',
    bug: 'a voter keeps to itself what the only reachable candidate lacks',
    text: '  if (request.pre && !isSticky(raft) && !reaches(',
    becomes: '  if (request.pre && !isSticky(raft) && raft.term < 0 && !reaches('
  },
  {
    id: 'raft-hung-disk-leads', rows: ['RF19'], file: 'ticking.ts',
    bug: 'a leader whose disk hangs stays in place',
    text: ' || leading.diskTicks >= diskDoubtTicks(raft))\n', becomes: ' || diskDoubtTicks(raft) < 0)\n'
  },
  {
    id: 'raft-hung-disk-campaigns', rows: ['RF19'], file: 'standing.ts',
    bug: 'a node whose disk hangs campaigns again and again',
    text: 'raft.persisted >= lastIndexOf(raft.log) && ', becomes: 'lastIndexOf(raft.log) >= 0 && '
  },
  {
    id: 'raft-transfers-to-who-is-behind', rows: ['RF21'], file: 'transfer.ts',
    bug: 'the target is told to campaign before it has the whole log',
    text: '  if (leading.progress.get(to)?.match !== lastIndexOf(raft.log)) return\n',
    becomes: '  if (lastIndexOf(raft.log) < 0) return\n'
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
  },
  {
    id: 'raft-quiet-past-its-patience', rows: ['RF30'], file: 'quiet.ts',
    bug: 'a follower promises to be quiet in the very tick in which it loses patience',
    text: 'raft.patience - raft.elapsed - 1)', becomes: 'raft.patience - raft.elapsed)'
  },
  {
    id: 'raft-silent-unasked', rows: ['RF31'], file: 'pacing.ts',
    bug: 'in a calm, members count as silent that nobody asked for a word',
    text: '  owes || pace <= times.heartbeatTicks', becomes: '  owes || pace <= 1_000 * times.heartbeatTicks'
  },
  {
    id: 'raft-calm-unsaid', rows: ['RF31'], file: 'replication.ts',
    bug: 'a leader speaks less often without saying so, and followers lose patience with it sooner',
    text: '...(pace > raft.times.heartbeatTicks ? { next: pace } : {})',
    becomes: '...(pace > 1_000 ? { next: pace } : {})'
  }
]

export const RAFT_LEADING: readonly Mutant[] = [...CONFIGURATIONS, ...LEADING]
