/**
 * Goal: no checker is one that cannot fail. Method: each is shown a short history that is sound, and the same with one
 * planted violation of its own promise; only the second may be found broken.
 */
import { index, nodeId, term } from '@hivemind/base'
import t from 'tap'
import { allCheckers, type Mark, type Seen } from '../src/index.ts'

const A = nodeId('a')
const B = nodeId('b')
const C = nodeId('c')
const D = nodeId('d')
const E = nodeId('e')
const VOTERS = [A, B, C]
const VOTED = [A, B]

const mark = (at: number, of: number, content = `x${at}`): Mark =>
  ({ index: index(at), term: term(of), kind: 'command', content })
const hard = (of: number, votedFor: typeof A | null) => ({ term: term(of), votedFor })
const started = (node: typeof A, log: readonly Mark[] = []): Seen =>
  ({ type: 'started', node, hard: hard(0, null), log, lost: false })
const wrote = (node: typeof A, entries: readonly Mark[], from: number | null = null, leads = false): Seen =>
  ({ type: 'wrote', node, term: term(1), leads, truncateFrom: from === null ? null : index(from), entries })
const synced = (node: typeof A, entries: readonly Mark[], vote: Seen & { type: 'synced' } | null = null): Seen =>
  ({ type: 'synced', node, hard: vote?.hard ?? null, truncateFrom: null, entries })
const voted = (node: typeof A, of: number, votedFor: typeof A | null): Seen =>
  ({ type: 'synced', node, hard: hard(of, votedFor), truncateFrom: null, entries: [] })
const voting = (at: number, of: number, voters: readonly (typeof A)[], outgoing: readonly (typeof A)[] = []): Mark =>
  ({ index: index(at), term: term(of), kind: 'configuration', content: voters.join(), voters: [voters, outgoing] })
const notified = (subscriber: string, one: Mark): Seen => ({ type: 'notified', subscriber, mark: one })
const invoked = (operation: number, wrote: string | null = null): Seen => ({ type: 'invoked', operation, wrote })
const returned = (operation: number, read: readonly string[] | null = null): Seen =>
  ({ type: 'returned', operation, read })
const ended: Seen = { type: 'ended', members: [] }
const leads = (node: typeof A, of: number): Seen => ({ type: 'stood', node, standing: 'leader', term: term(of) })
const committed = (node: typeof A, at: number, of: number, leader = false): Seen =>
  ({ type: 'committed', node, index: index(at), term: term(of), leads: leader, voters: VOTERS, outgoing: [] })
const joint = (node: typeof A, at: number, outgoing: readonly (typeof A)[]): Seen =>
  ({ type: 'committed', node, index: index(at), term: term(1), leads: true, voters: VOTERS, outgoing })
const applied = (node: typeof A, one: Mark, state = ''): Seen => ({ type: 'applied', node, mark: one, state })
const effect = (command: string, at: number): Seen => ({ type: 'effect', node: A, command, index: index(at) })
const gone: Seen = { type: 'gone', node: A, member: B }
const rose: Seen = { type: 'epoch-rose', node: A }
const joins: Seen = { type: 'joined', node: A, member: B, token: 't' }
const letsIn: Seen = { type: 'admits', node: A, members: [B] }
/** A state says that B was removed so many epochs ago, or that nobody was. */
const stateSays = (...ago: readonly number[]): Seen =>
  ({ type: 'all-gone', node: A, members: ago.map(epochsAgo => ({ member: B, epochsAgo })) })
const granted = (node: typeof A, to: typeof A, of: number): Seen =>
  ({ type: 'said', node, to, message: { type: 'vote-reply', term: term(of), granted: true, pre: false } })
const asks = (node: typeof A, to: typeof A, of: number): Seen => ({
  type: 'said', node, to,
  message: {
    type: 'vote-request', term: term(of), lastIndex: index(0), lastTerm: term(0), pre: false, transfer: false,
    commit: index(0)
  }
})
const holds = (node: typeof A, to: typeof A, at: number): Seen => ({
  type: 'said', node, to,
  message: {
    type: 'append-reply', term: term(1), success: true, index: index(at), rejected: index(0), hintTerm: term(0)
  }
})

const ran = (node: typeof A, task: string, attempt: number): Seen =>
  ({ type: 'ran', node, task, target: A, attempt })
const accounted = (state: string): Seen => ({
  type: 'accounted',
  jobs: [],
  tasks: ['T1', 'T2'].map(id => ({ id, queue: 'q', rows: id === 'T1' ? [{ target: A, state, attempt: 1 }] : [] }))
})
const ticked = (at: number, scheduled: number, after: number, over: { missed?: number, run?: boolean } = {}): Seen => ({
  type: 'ticked', node: A, job: 'j', everyMs: 1_000, scheduled, after, missed: 0, run: true, index: index(at), ...over
})
const added = (runs: number, ...ids: string[]): Seen => ({
  type: 'accounted', jobs: [{ id: 'j', runs }], tasks: ids.map(id => ({ id, queue: '', rows: [] }))
})
const given = (at: number, member: typeof A, ...holders: (typeof A)[]): Seen =>
  ({ type: 'granted', node: A, role: 'lead', member, index: index(at), holders })
const acted = (at: number, member: typeof A, fence: number): Seen =>
  ({ type: 'acted', node: A, role: 'lead', member, fence: index(fence), index: index(at) })
const foreseen = (node: typeof A, to: typeof A, of: number): Seen =>
  ({ type: 'said', node, to, message: { type: 'vote-reply', term: term(of), granted: true, pre: true } })
const urged = (node: typeof A, to: typeof A, of: number): Seen =>
  ({ type: 'said', node, to, message: { type: 'timeout-now', term: term(of), number: 1 } })
const beats = (node: typeof A, of: number): Seen => ({
  type: 'said', node, to: B,
  message: { type: 'heartbeat', term: term(of), commit: index(0), context: 0, transfersOver: 0, lease: 0 }
})
const stands = (node: typeof A, standing: 'candidate', of: number): Seen =>
  ({ type: 'stood', node, standing, term: term(of) })
const counted = (node: typeof A, at: number, of: number): Seen =>
  ({ type: 'counted', node, index: index(at), term: term(of) })
const repaired = (node: typeof A, lost: number): Seen =>
  ({ type: 'repaired', node, lost: { index: index(lost), term: term(1) } })

type Case = readonly [checker: string, what: string, sound: readonly Seen[], broken: readonly Seen[]]

const CASES: readonly Case[] = [
  ['election-safety', 'two leaders in a term', [leads(A, 1), leads(B, 2)], [leads(A, 1), leads(B, 1)]],
  ['leader-append-only', 'a leader overwrites', [
    wrote(A, [mark(1, 1)]), wrote(A, [mark(2, 1)], null, true), wrote(A, [mark(2, 2)], 2)
  ], [wrote(A, [mark(1, 1)]), wrote(A, [mark(1, 1)], null, true)]],
  ['leader-append-only', 'a leader truncates', [wrote(A, [mark(1, 1)])],
    [wrote(A, [mark(1, 1)]), wrote(A, [], 1, true)]],
  ['log-matching', 'one place, two contents', [wrote(A, [mark(1, 1)]), wrote(B, [mark(1, 1)])],
    [wrote(A, [mark(1, 1)]), wrote(B, [mark(1, 1, 'y')])]],
  ['log-matching', 'equal entries after different ones', [
    wrote(A, [mark(1, 1), mark(2, 2)]), wrote(B, [mark(1, 1), mark(2, 2)])
  ], [wrote(A, [mark(1, 1), mark(2, 3)]), wrote(B, [mark(1, 2), mark(2, 3)])]],
  ['leader-completeness', 'a later leader lacks it', [wrote(A, [mark(1, 1)]), committed(A, 1, 1), leads(A, 2)],
    [wrote(A, [mark(1, 1)]), committed(A, 1, 1), leads(B, 2)]],
  ['leader-completeness', 'an earlier leader commits late', [wrote(A, [mark(1, 1)]), leads(B, 1), committed(A, 1, 1)],
    [wrote(A, [mark(1, 1)]), leads(B, 2), committed(A, 1, 1)]],
  ['state-machine-safety', 'different entries applied', [applied(A, mark(1, 1)), applied(B, mark(1, 1))],
    [applied(A, mark(1, 1)), applied(B, mark(1, 1, 'y'))]],
  ['state-machine-safety', 'different states', [applied(A, mark(1, 1), 's'), applied(B, mark(1, 1), 's')],
    [applied(A, mark(1, 1), 's'), applied(B, mark(1, 1), 't')]],
  ['commit-never-regresses', 'a commit index falls', [
    wrote(A, [mark(1, 1), mark(2, 1)]), committed(A, 2, 1), started(A, [mark(1, 1)]), committed(A, 1, 1)
  ], [wrote(A, [mark(1, 1), mark(2, 1)]), committed(A, 2, 1), committed(A, 1, 1)]],
  ['commit-never-regresses', 'a commit beyond the log', [wrote(A, [mark(1, 1)]), committed(A, 1, 1)],
    [wrote(A, [mark(1, 1)]), committed(A, 2, 1)]],
  ['commit-never-regresses', 'a gap in what is applied', [applied(A, mark(1, 1)), applied(A, mark(2, 1))],
    [applied(A, mark(1, 1)), applied(A, mark(3, 1))]],
  ['committed-is-durable', 'a minority holds it', [
    wrote(A, [mark(1, 1)]), synced(A, [mark(1, 1)]), synced(B, [mark(1, 1)]), committed(A, 1, 1, true)
  ], [wrote(A, [mark(1, 1)]), synced(A, [mark(1, 1)]), committed(A, 1, 1, true)]],
  ['committed-is-durable', 'a minority of the outgoing voters holds it', [
    wrote(A, [mark(1, 1)]), synced(A, [mark(1, 1)]), synced(B, [mark(1, 1)]), joint(A, 1, [A, B, D])
  ], [wrote(A, [mark(1, 1)]), synced(A, [mark(1, 1)]), synced(B, [mark(1, 1)]), joint(A, 1, [A, D, E])]],
  ['committed-is-durable', 'an old term is counted (Raft figure 8)', [
    wrote(A, [mark(1, 1), mark(2, 2)]), synced(A, [mark(2, 2)]), synced(B, [mark(2, 2)]), committed(A, 2, 2, true)
  ], [wrote(A, [mark(1, 1)]), synced(A, [mark(1, 1)]), synced(B, [mark(1, 1)]), committed(A, 1, 2, true)]],
  ['no-truncation-below-commit', 'a committed entry is cut', [committed(A, 1, 1), wrote(A, [], 2)],
    [committed(A, 1, 1), wrote(A, [], 1)]],
  ['no-truncation-below-commit', 'an applied entry is cut in the next life', [
    committed(A, 1, 1), started(A), wrote(A, [], 1)
  ], [applied(A, mark(1, 1)), started(A, [mark(1, 1)]), wrote(A, [], 1)]],
  ['durable-promises', 'a term falls', [voted(A, 1, B), voted(A, 2, null)], [voted(A, 2, null), voted(A, 1, null)]],
  ['durable-promises', 'a vote is changed', [voted(A, 1, null), voted(A, 1, B)], [voted(A, 1, C), voted(A, 1, B)]],
  ['durable-promises', 'a vote leaves early', [voted(A, 1, B), granted(A, B, 1)], [granted(A, B, 1), voted(A, 1, B)]],
  ['durable-promises', 'a candidate asks early', [voted(A, 1, A), asks(A, B, 1)], [asks(A, B, 1), voted(A, 1, A)]],
  ['durable-promises', 'an acknowledgement leaves early', [synced(A, [mark(1, 1)]), holds(A, B, 1)],
    [wrote(A, [mark(1, 1)]), holds(A, B, 1)]],
  ['exactly-once', 'a command takes effect twice', [effect('c#1', 1), effect('c#1', 1), effect('c#2', 2)],
    [effect('c#1', 1), effect('c#1', 2)]],
  ['answers-hold', 'an answer names another place', [
    committed(A, 1, 1), effect('c#1', 1), { type: 'acknowledged', command: 'c#1', index: index(1) }
  ], [committed(A, 2, 1), effect('c#1', 1), { type: 'acknowledged', command: 'c#1', index: index(2) }]],
  ['answers-hold', 'an answer comes before the commit', [],
    [{ type: 'acknowledged', command: 'c#1', index: index(1) }]],
  ['answers-hold', 'a member lacks what was acknowledged', [
    committed(A, 1, 1), synced(A, [mark(1, 1)]), applied(A, mark(1, 1)), effect('c#1', 1),
    { type: 'acknowledged', command: 'c#1', index: index(1) }, { type: 'ended', members: [A] }
  ], [
    committed(A, 1, 1), synced(A, [mark(1, 1)]), applied(A, mark(1, 1)), effect('c#1', 1),
    { type: 'acknowledged', command: 'c#1', index: index(1) }, { type: 'ended', members: [A, B] }
  ]],
  ['refused-stays-out', 'what was refused appears', [effect('c#1', 1), { type: 'refused', command: 'c#2' }],
    [{ type: 'refused', command: 'c#1' }, effect('c#1', 1)]],
  ['reads-are-fresh', 'a stale read', [
    committed(A, 3, 1), { type: 'asked', read: 1 }, committed(A, 4, 1), { type: 'served', read: 1, index: index(3) }
  ], [committed(A, 3, 1), { type: 'asked', read: 1 }, { type: 'served', read: 1, index: index(2) }]],
  ['removed-stays-out', 'who was removed is let in', [gone, { type: 'admits', node: A, members: [C] }],
    [gone, letsIn]],
  ['removed-stays-out', 'who was removed joins before its tombstone is collected', [gone, rose, rose, joins],
    [gone, rose, joins]],
  ['removed-stays-out', 'who was removed joins, says a state that began in the epoch after',
    [stateSays(1), rose, joins],
    [stateSays(1), joins]],
  ['removed-stays-out', 'who was removed is let in, and no state says that it came back', [gone, stateSays(), letsIn],
    [gone, stateSays(0), letsIn]],
  ['removed-stays-out', 'who was removed joins', [joins], [gone, joins]],
  ['configurations-overlap', 'two voters are exchanged for two at once', [
    wrote(A, [voting(1, 1, [A, B, C])]), wrote(A, [voting(2, 1, [A, D, E], [A, B, C])]),
    wrote(A, [voting(3, 1, [A, D, E])])
  ], [wrote(A, [voting(1, 1, [A, B, C])]), wrote(A, [voting(2, 1, [A, D, E])])]],
  ['configurations-overlap', 'a leader changes twice before the first change is committed', [
    wrote(A, [voting(1, 1, [A, B, C])]), leads(A, 1), committed(A, 1, 1), wrote(A, [voting(2, 1, VOTED)], null, true),
    committed(A, 2, 1), wrote(A, [voting(3, 1, [A, B, C])], null, true)
  ], [
    wrote(A, [voting(1, 1, [A, B, C])]), leads(A, 1), committed(A, 1, 1), wrote(A, [voting(2, 1, VOTED)], null, true),
    wrote(A, [voting(3, 1, [A, B, C])], null, true)
  ]],
  ['configurations-overlap', 'a new leader changes before it committed anything of its term (the bug of 2015)', [
    wrote(A, [voting(1, 1, VOTED)]), leads(A, 2), wrote(A, [mark(2, 2)], null, true), committed(A, 2, 2),
    wrote(A, [voting(3, 2, [A, B, C])], null, true)
  ], [
    wrote(A, [voting(1, 1, VOTED)]), committed(A, 1, 1), leads(A, 2), wrote(A, [mark(2, 2)], null, true),
    wrote(A, [voting(3, 2, [A, B, C])], null, true)
  ]],
  ['configurations-overlap', 'a leader counts voters of long ago', [
    wrote(A, [voting(1, 1, [A, B])]), committed(A, 1, 1), leads(A, 1)
  ], [
    wrote(A, [voting(1, 1, [A, B])]), committed(A, 1, 1), started(B, [voting(1, 1, [C, D])]), leads(B, 1)
  ]],
  ['configurations-overlap', 'a leader that counts voters of long ago is of a later term than theirs', [
    wrote(A, [voting(1, 1, [A, B])]), started(B, [voting(1, 3, [C, D])]), committed(B, 1, 3), leads(A, 2)
  ], [
    wrote(A, [voting(1, 1, [A, B])]), started(B, [voting(1, 3, [C, D])]), committed(B, 1, 3), leads(A, 4)
  ]],
  ['disks-remember', 'an acknowledged entry is gone', [
    synced(A, [mark(1, 1), mark(2, 1)]), wrote(A, [], 2), started(A, [mark(1, 1)])
  ], [synced(A, [mark(1, 1), mark(2, 1)]), started(A, [mark(1, 1)])]],
  ['disks-remember', 'an acknowledged entry is another one', [synced(A, [mark(1, 1)]), started(A, [mark(1, 1)])],
    [synced(A, [mark(1, 1)]), started(A, [mark(1, 1, 'y')])]],
  ['subscribers-see-all', 'an event is skipped', [
    committed(A, 3, 1), notified('s', mark(1, 1)), notified('s', mark(2, 1))
  ], [committed(A, 3, 1), notified('s', mark(1, 1)), notified('s', mark(3, 1))]],
  ['subscribers-see-all', 'an event comes twice', [committed(A, 3, 1), notified('s', mark(1, 1))],
    [committed(A, 3, 1), notified('s', mark(1, 1)), notified('s', mark(1, 1))]],
  ['subscribers-see-all', 'two subscribers are given different events', [
    committed(A, 3, 1), notified('s', mark(1, 1)), notified('r', mark(1, 1))
  ], [committed(A, 3, 1), notified('s', mark(1, 1)), notified('r', mark(1, 1, 'y'))]],
  ['subscribers-see-all', 'an event is none yet', [applied(A, mark(1, 1)), notified('s', mark(1, 1))],
    [notified('s', mark(1, 1))]],
  ['linearizable', 'a read misses what was acknowledged', [
    invoked(1, 'x'), returned(1), invoked(2), returned(2, ['x']), ended
  ], [invoked(1, 'x'), returned(1), invoked(2), returned(2, []), ended]],
  ['linearizable', 'a later read sees less', [
    invoked(1, 'x'), invoked(2), returned(2, []), invoked(3), returned(3, ['x']), ended
  ], [invoked(1, 'x'), invoked(2), returned(2, ['x']), invoked(3), returned(3, []), ended]],
  ['durable-promises', 'a leader speaks early', [voted(A, 1, A), beats(A, 1)], [beats(A, 1), voted(A, 1, A)]],
  ['durable-promises', 'an entry counts that is not on the disk', [synced(A, [mark(1, 1)]), counted(A, 1, 1)],
    [synced(A, [mark(1, 1)]), counted(A, 1, 2)]],
  ['votes-elect', 'a minority elects', [
    wrote(A, [voting(1, 1, VOTERS)]), granted(B, A, 2), leads(A, 2)
  ], [wrote(A, [voting(1, 1, VOTERS)]), granted(B, A, 1), leads(A, 2)]],
  ['votes-elect', 'a minority of the outgoing voters elects', [
    wrote(A, [voting(1, 1, VOTERS, [A, D, E])]), granted(B, A, 2), granted(D, A, 2), leads(A, 2)
  ], [wrote(A, [voting(1, 1, VOTERS, [A, D, E])]), granted(B, A, 2), granted(C, A, 2), leads(A, 2)]],
  ['votes-elect', 'a term begins that nobody foresaw', [
    wrote(A, [voting(1, 1, VOTERS)]), foreseen(B, A, 2), stands(A, 'candidate', 2)
  ], [wrote(A, [voting(1, 1, VOTERS)]), foreseen(B, A, 1), stands(A, 'candidate', 2)]],
  ['votes-elect', 'one begins a term who was told to take over in another', [
    wrote(A, [voting(1, 1, VOTERS)]), urged(B, A, 1), stands(A, 'candidate', 2)
  ], [wrote(A, [voting(1, 1, VOTERS)]), urged(B, A, 2), stands(A, 'candidate', 2)]],
  ['votes-elect', 'one is elected who is no voter', [
    wrote(D, [voting(1, 1, [D]), voting(2, 1, VOTERS)]), committed(D, 1, 1), granted(A, D, 2), granted(B, D, 2),
    leads(D, 2)
  ], [
    wrote(D, [voting(1, 1, [D]), voting(2, 1, VOTERS)]), committed(D, 2, 1), granted(A, D, 2), granted(B, D, 2),
    leads(D, 2)
  ]],
  ['acknowledged-stays', 'a follower drops what it acknowledged', [
    wrote(A, [mark(1, 1), mark(2, 1)]), holds(A, B, 2), wrote(A, [mark(2, 1)], 2)
  ], [wrote(A, [mark(1, 1), mark(2, 1)]), holds(A, B, 2), wrote(A, [mark(1, 1)], 1)]],
  ['handed-to-whom-it-fits', 'one takes over who is behind', [
    wrote(A, [voting(1, 1, VOTERS)]), synced(B, [voting(1, 1, VOTERS)]), leads(A, 1), urged(A, B, 1)
  ], [wrote(A, [voting(1, 1, VOTERS)]), leads(A, 1), urged(A, B, 1)]],
  ['handed-to-whom-it-fits', 'one takes over who is no voter', [
    wrote(A, [voting(1, 1, VOTERS)]), synced(B, [voting(1, 1, VOTERS)]), leads(A, 1), urged(A, B, 1)
  ], [wrote(A, [voting(1, 1, VOTERS)]), synced(D, [voting(1, 1, VOTERS)]), leads(A, 1), urged(A, D, 1)]],
  ['repairs-are-whole', 'a repair ends without what was lost', [
    wrote(A, [mark(1, 1)]), committed(A, 1, 1), synced(B, [mark(1, 1)]), repaired(B, 1)
  ], [wrote(A, [mark(1, 1)]), committed(A, 1, 1), synced(B, [mark(1, 1, 'y')]), repaired(B, 1)]],
  ['each-task-once', 'an attempt runs twice', [ran(A, 'T1', 1), ran(A, 'T1', 2)], [ran(A, 'T1', 1), ran(B, 'T1', 1)]],
  ['each-task-once', 'what is done was never run', [ran(A, 'T1', 1), accounted('done')], [accounted('done')]],
  ['each-task-once', 'an attempt has no end', [accounted('waiting')], [ran(A, 'T1', 1), accounted('begun')]],
  ['each-task-once', 'the second of a queue comes first', [ran(A, 'T1', 1), ran(A, 'T2', 1), accounted('done')],
    [ran(A, 'T2', 1), ran(A, 'T1', 1), accounted('done')]],
  ['each-tick-once', 'a time ticks twice', [ticked(1, 1_000, 500), ticked(1, 1_000, 500), ticked(2, 2_000, 1_000)],
    [ticked(1, 1_000, 500), ticked(2, 1_000, 500)]],
  ['each-tick-once', 'a tick follows none that was', [ticked(1, 1_000, 500), ticked(2, 2_000, 1_000)],
    [ticked(1, 1_000, 500), ticked(3, 3_000, 2_000)]],
  ['each-tick-once', 'times are lost', [
    ticked(1, 3_000, 500, { missed: 2 }), ticked(2, 5_000, 3_000, { missed: 2, run: false })
  ], [ticked(1, 3_000, 500)]],
  ['each-tick-once', 'a tick added no task', [ticked(1, 1_000, 500), added(1, 'j.1', 'T1')],
    [ticked(1, 1_000, 500), added(1)]],
  ['each-tick-once', 'a task is of no tick', [ticked(1, 1_000, 500), added(1, 'j.1')],
    [ticked(1, 1_000, 500, { run: false, missed: 1 }), added(1, 'j.1')]],
  ['one-holder-acts', 'two hold it', [given(1, A, A), given(2, B, B)], [given(1, A, A), given(2, B, A, B)]],
  ['one-holder-acts', 'who held it acts', [
    given(1, A, A), acted(2, A, 1), given(3, B, B), acted(2, A, 1), acted(4, B, 3)
  ], [given(1, A, A), given(3, B, B), acted(4, A, 1)]],
  ['one-holder-acts', 'the holder acts under a fence of before', [
    given(1, A, A), given(2, B, B), given(3, A, A), acted(4, A, 3)
  ], [given(1, A, A), given(2, B, B), given(3, A, A), acted(4, A, 1)]],
  ['removed-stays-out', 'a forged token opens', [{ type: 'joined', node: A, member: B, token: 't' }],
    [{ type: 'joined', node: A, member: B, token: 'forged-secret' }]]
]

/** The names of the checkers that a history breaks. */
function broken (seen: readonly Seen[]): string[] {
  return allCheckers().flatMap(({ name, see }) => (seen.some(one => see(one) !== null) ? [name] : []))
}

for (const [checker, what, sound, planted] of CASES) {
  t.test(`${checker} finds it when ${what}`, async t => {
    t.notOk(broken(sound).includes(checker), 'and says nothing of a sound history')
    t.ok(broken(planted).includes(checker))
  })
}

t.test('every checker has a planted violation', async t => {
  t.same(allCheckers().map(({ name }) => name).filter(name => !CASES.some(([checker]) => checker === name)), [])
})
