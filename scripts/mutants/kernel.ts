/**
 * Bugs of the node: lanes, sessions, following, joining.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

/** What leaves when, and what is kept. */
const DURABILITY: readonly Mutant[] = [
  {
    id: 'kernel-sends-before-its-disk', rows: ['RF1', 'D1'], file: 'consensus.ts',
    bug: 'votes and acknowledgements leave before what they promise is durable',
    text: "        type: 'send',\n        lane: effect.lane,", becomes: "        type: 'send',\n        lane: 'early',"
  },
  {
    id: 'kernel-writes-no-vote', rows: ['RF1', 'RF3'], file: 'consensus.ts',
    bug: 'term and vote are not handed to the disk',
    text: '        hard: effect.hard,', becomes: '        hard: null,'
  },
  {
    id: 'kernel-pulls-behind-a-rival-tail', rows: ['RF23', 'RF14'], file: 'following.ts',
    bug: 'pulled entries do not replace a tail of the own log that differs from them',
    text: '    truncateFrom: first.index,',
    becomes: '    truncateFrom: null,'
  },
  {
    id: 'kernel-applies-its-whole-log', rows: ['RF23', 'D4'], file: 'start.ts',
    bug: 'a start applies entries that are not known to be committed',
    text: 'entry.index > appliedIndex && entry.index <= choices.commit)', becomes: 'entry.index > appliedIndex)'
  },
  {
    id: 'kernel-snapshot-of-another-index', rows: ['RF15'], file: 'saving.ts',
    bug: 'a state is saved under an index that it is one entry ahead of',
    text: "'log', index, term, snapshot", becomes: "'log', index: (index - 1) as typeof index, term, snapshot"
  },
  {
    id: 'kernel-raft-misses-a-state', rows: ['RF14', 'RF15'], file: 'following.ts',
    bug: 'a fetched state is applied, and Raft goes on with the log from before',
    text: "if (kernel.mode === 'raft') raftReaches(kernel, from, effects)",
    becomes: "if (kernel.mode === 'raft') kernel.pulling = null"
  },
  {
    id: 'kernel-appends-meet-a-fetch', rows: ['RF14'], file: 'step.ts',
    bug: 'appends of the leader are written while history is being fetched into the same log',
    text: '  if (isFetching(kernel) && CHANGES_LOG.has(message.type)) return\n',
    becomes: ''
  },
  {
    id: 'kernel-history-stays-on-disk', rows: ['RF14'], file: 'following.ts',
    bug: 'history that a broken fetch left on the disk stays there, unknown to the node',
    text: '  traceBeginning(kernel, effects)\n  rewriteTail(kernel, effects)\n',
    becomes: '  traceBeginning(kernel, effects)\n'
  },
  {
    id: 'kernel-state-of-another-index', rows: ['RF15', 'RF14'], file: 'following.ts',
    bug: 'a fetched state is used though it is of another index than announced',
    text: "if ('code' in state || state.appliedIndex !== index || state.appliedTerm !== term) {",
    becomes: "if ('code' in state) {"
  },
  {
    id: 'kernel-pulls-with-a-gap', rows: ['RF14', 'C2'], file: 'following.ts',
    bug: 'pulled entries that leave a gap are not refused',
    text: '  if (news[0]?.index !== next) return abandon(kernel, effects)\n', becomes: ''
  }
]

/** Commands, answers, reads. */
const ANSWERS: readonly Mutant[] = [
  {
    id: 'kernel-serves-before-it-knows', rows: ['RF10', 'RF27'], file: 'leading.ts',
    bug: 'a new leader judges commands before it has applied what its predecessors left',
    text: "request.type !== 'transfer' && request.type !== 'read-index' && !established(kernel))",
    becomes: "request.type !== 'transfer' && request.type !== 'read-index' && kernel.leadsFrom === 0)"
  },
  {
    id: 'kernel-reads-its-own-state', rows: ['RF12'], file: 'leading.ts',
    bug: 'a read is answered with what the leader has applied, without asking Raft whether it still leads',
    text: "  consensus(kernel, { type: 'read', id }, effects)\n",
    becomes: '  readReady(kernel, id, kernel.control.appliedIndex, effects)\n'
  },
  {
    id: 'kernel-answers-for-another-entry', rows: ['RF27', 'RF22'], file: 'leading.ts',
    bug: 'whoever waits for an index is answered by whatever entry is applied there',
    text: '    if (waiting.term !== entry.term) pending.lost = true',
    becomes: '    if (waiting.term > entry.term) pending.lost = true'
  },
  {
    id: 'kernel-believes-late-refusals', rows: ['RF27', 'RF24'], file: 'asking.ts',
    bug: 'a late refusal by an earlier leader speaks for a command that the next one has',
    text: '  if (waiting === undefined || (waiting.askedTo !== from && refuses(message.answer))) return\n',
    becomes: '  if (waiting === undefined) return\n'
  },
  {
    id: 'kernel-numbers-from-one', rows: ['RF24', 'RF27'], file: 'start.ts',
    bug: 'questions of every life have the same numbers, so that a late answer settles another question',
    text: 'const nextAskId = draw({ prng: seed }, 2 ** 30) * 2 ** 20 + 1',
    becomes: 'const nextAskId = draw({ prng: seed }, 1) + 1'
  },
  {
    id: 'kernel-says-nothing-changed', rows: ['RF27', 'C3'], file: 'asking.ts',
    bug: 'a command that the leader has and that was not answered in time is told to have changed nothing',
    text: "  sent && request.type !== 'read-index' ? 'unknown' : 'no'",
    becomes: "  sent && request.type === 'transfer' ? 'unknown' : 'no'"
  },
  {
    id: 'kernel-asks-under-a-new-number',
    rows: ['RF25'],
    file: 'asking.ts',
    bug: "a command that comes with a session of its own is given the node's",
    text: "      draft.session !== '' ? draft : {",
    becomes: "      draft.session !== '' && draft.sequence === 0 ? draft : {"
  },
  {
    id: 'kernel-runs-past-its-window', rows: ['RF25'], file: 'asking.ts',
    bug: 'the node\'s own session runs further ahead than answers are remembered',
    text: '  return window <= LIMITS.sessionAnswersMax\n', becomes: '  return window >= 0\n'
  },
  {
    id: 'kernel-waits-for-ever', rows: ['C3'], file: 'asking.ts',
    bug: 'a request that was sent has no deadline',
    text: '  if (kernel.tick < deadlineAt) return null\n',
    becomes: '  if (kernel.tick < deadlineAt || sent) return null\n'
  },
  {
    id: 'kernel-never-degraded', rows: ['C4'], file: 'asking.ts',
    bug: 'a node without a leader does not say that it is degraded',
    text: 'kernel.tick - kernel.leaderAt > TIMES.degradedTicks', becomes: 'kernel.tick < kernel.leaderAt'
  },
  {
    id: 'kernel-shows-a-leader-without-quorum', rows: ['C4'], file: 'viewing.ts',
    bug: 'a degraded node still shows the leader it last knew',
    text: 'leader: leader === null || degraded ? null :', becomes: 'leader: leader === null ? null :'
  }
]

/** Who counts, and who is heard. */
const MEMBERS: readonly Mutant[] = [
  {
    id: 'kernel-voter-before-caught-up', rows: ['RF9'], file: 'settling.ts',
    bug: 'a learner votes as soon as it exists, however far behind it is',
    text: '  return raft.lastIndex - progress.match <= CAUGHT_UP_ENTRIES', becomes: '  return true'
  },
  {
    id: 'kernel-voter-unaware', rows: ['RF9'], file: 'settling.ts',
    bug: 'a learner votes before it has the entry that makes it one',
    text: ' || progress.match < raft.configurationIndex) return false', becomes: ') return false'
  },
  {
    id: 'kernel-lets-its-quorum-go', rows: ['RF9', 'RF18'], file: 'settling.ts',
    bug: 'a voter is let go although too few of the others answer',
    text: ' || !hasQuorum({ voters: after }, keepsUp)) continue', becomes: ' || after.length === 0) continue'
  },
  {
    id: 'kernel-hands-over-to-who-goes', rows: ['RF21'], file: 'settling.ts',
    bug: 'a leader that goes hands over to another that goes, and so to and fro',
    text: 'voters.filter(id => after.includes(id) && keepsUp(id))', becomes: 'voters.filter(id => id !== kernel.self)'
  },
  {
    id: 'kernel-news-is-always-fresh', rows: ['C4'], file: 'sources.ts',
    bug: 'what a member passes on of a leader counts as news of this moment',
    text: 'kernel.tick - ageTicks', becomes: 'kernel.tick'
  },
  {
    id: 'kernel-hears-strangers', rows: ['RF20', 'C1'], file: 'peering.ts',
    bug: 'frames of a machine that was removed, or was never admitted, are heard',
    text: "  if (!isAdmitted(kernel, from)) return 'not-member'\n", becomes: ''
  },
  {
    id: 'kernel-hears-another-lineage', rows: ['C1'], file: 'peering.ts',
    bug: 'Raft hears voters of a later lineage, whose history is another one',
    text: "return stamped.lineage === own.lineage ? null : 'wrong-lineage'",
    becomes: "return stamped.lineage >= own.lineage ? null : 'wrong-lineage'"
  },
  {
    id: 'kernel-hears-an-old-epoch', rows: ['C1'], file: 'peering.ts',
    bug: 'gossip from before an epoch is heard after it',
    text: "stamped.epoch < own.epoch ? 'old-epoch' : null", becomes: "stamped.epoch < 0 ? 'old-epoch' : null"
  },
  {
    id: 'kernel-voter-joins-with-an-empty-log', rows: ['RF29'], file: 'admitting.ts',
    bug: 'a voter that lost its disk comes back under its old identity',
    text: '  if (!appliedVoters(control).includes(from) && !votesByLog(kernel, from)) return goneRefusal',
    becomes: '  if (appliedVoters(control).length > 0 || votesByLog(kernel, from)) return goneRefusal'
  },
  {
    id: 'kernel-welcomes-who-went', rows: ['RF20', 'C1'], file: 'admitting.ts',
    bug: 'a machine that was removed is welcomed when it says hello',
    text: '  const gone = goneRefusal(kernel, from)\n  if (gone !== null) return refused(gone)\n  const counted',
    becomes: '  const counted'
  },
  {
    id: 'kernel-unheard-asks-nobody', rows: ['M4', 'C4'], file: 'locating.ts',
    bug: 'a machine that was removed, and is let in as a stranger, never asks why nobody speaks to it',
    text: '  if (kernel.welcomed && !alone && !unheard) return\n', becomes: '  if (kernel.welcomed && !alone) return\n'
  },
  {
    id: 'kernel-quiet-past-its-duties', rows: ['RF30'], file: 'quiet.ts',
    bug: 'a leader promises to be quiet in ticks in which it looks at its duties',
    text: 'kernel.unjudged ? 0 : Math.min(quiet, untilNext(kernel.tick, SETTLE_TICKS) - 1)',
    becomes: 'kernel.unjudged ? 0 : Math.min(quiet, untilNext(kernel.tick, SETTLE_TICKS))'
  }
]

export const KERNEL: readonly Mutant[] = [...DURABILITY, ...ANSWERS, ...MEMBERS]
