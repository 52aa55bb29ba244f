/**
 * Inputs for one node out of random numbers: some fit what it is doing, most are a little or entirely wrong.
 *
 * Pure. What the world promises is kept: entries of a pull follow one another, and what it brings is committed.
 */
import { clusterId, type Epoch, epoch, index, type NodeId, nodeId, term, ticks, wallMs } from '@hivemind/base'
import { type Draft, exportState } from '@hivemind/control'
import { FEED, type FeedMessage } from '@hivemind/feed'
import { type Entry, entriesBetween, type Message as RaftMessage, status } from '@hivemind/raft'
import { HOST_FACTS } from '../src/feeding.ts'
import {
  type Answer,
  type Digest,
  type Framed,
  type Input,
  type JoinMessage,
  type JoinReply,
  type Kernel,
  quietFor,
  type Request,
  type Stamp,
  type SwimFrameMessage,
  stamp
} from '../src/index.ts'
import { claimOf } from './disk.ts'
import { jsonTools, signatureOf } from './json-tools.ts'
import { refusalLike } from './world.ts'

/** The node that is told things, its peers, a member and two strangers. */
const NAMES = ['a', 'b', 'c', 'd', 'x', 'y'].map(nodeId)

/** Random numbers, read one after another; 0 when they are used up. */
class Draws {
  readonly numbers: readonly number[]
  #at = 0
  constructor (numbers: readonly number[]) { this.numbers = numbers }
  below (limit: number): number { return (this.numbers[this.#at++] ?? 0) % limit }
  often (): boolean { return this.below(4) > 0 }
  pick<T> (choices: readonly T[]): T { return choices[this.below(choices.length)] as T }
  near (centre: number): number { return Math.max(0, centre + this.pick([0, 0, 0, 1, -1, 2, -3])) }
}

/** Turn random numbers into an input for a node as it is now; `id` is new for each. */
export function nonsense (kernel: Kernel, numbers: readonly number[], id: number): Input {
  const draws = new Draws(numbers)
  const kind = draws.pick(KINDS)
  return MAKERS[kind](kernel, draws, id)
}

type Kind = Input['type']
const MAKERS: { readonly [K in Kind]: (kernel: Kernel, draws: Draws, id: number) => Input } = {
  lapse: () => ({ type: 'lapse' }),
  lull: (kernel, draws) => {
    const quiet = quietFor(kernel)
    return quiet === 0
      ? { type: 'tick', now: kernel.now }
      : { type: 'lull', ticks: 1 + draws.below(quiet), now: kernel.now }
  },
  tick: (kernel, draws) => ({ type: 'tick', now: wallMs(kernel.now + draws.below(100)) }),
  frame: (kernel, draws) =>
    ({ type: 'frame', from: draws.pick(NAMES), stamp: stampOf(kernel, draws), framed: framed(kernel, draws) }),
  opened: (_, draws) => ({ type: 'opened', peer: draws.pick(NAMES) }),
  closed: (_, draws) => ({ type: 'closed', peer: draws.pick(NAMES) }),
  gone: (_, draws) => ({ type: 'gone', peer: draws.pick(NAMES) }),
  request: (_, draws, id) => ({ type: 'request', id, deadlineTicks: draws.below(200), request: request(draws) }),
  'join-asked': (kernel, draws, id) =>
    ({ type: 'join-asked', id, from: draws.pick(NAMES), message: joinMessage(kernel, draws) }),
  'join-answered': (kernel, draws) =>
    ({ type: 'join-answered', id: draws.below(4), from: draws.pick(NAMES), reply: joinReply(kernel, draws) }),
  'join-failed': (_, draws) =>
    ({ type: 'join-failed', id: draws.below(4), refusal: refusalLike('HIVE_NET_UNREACHABLE', 'nobody') }),
  persisted: (kernel, draws) => {
    const last = kernel.raft.log.entries.at(-1)
    return { type: 'persisted', index: index(draws.near(last?.index ?? 0)), term: last?.term ?? kernel.raft.term }
  },
  pulled: (kernel, draws) => ({ type: 'pulled', pull: pullOf(kernel, draws), entries: entries(kernel, draws) }),
  beaten: (kernel, draws) => ({
    type: 'beaten', pull: pullOf(kernel, draws), commit: kernel.control.appliedIndex,
    leader: draws.pick([null, ...NAMES]), ageTicks: ticks(draws.below(300)), degraded: !draws.often()
  }),
  'state-installed': (kernel, draws) => ({
    type: 'state-installed', pull: pullOf(kernel, draws), snapshot: exportState(kernel.control),
    index: index(draws.near(kernel.control.appliedIndex)), term: kernel.control.appliedTerm
  }),
  'pull-heard': (kernel, draws) => ({ type: 'pull-heard', pull: pullOf(kernel, draws) }),
  'pull-ended': (kernel, draws) => ({
    type: 'pull-ended', pull: pullOf(kernel, draws),
    refusal: draws.often() ? null : refusalLike('HIVE_PULL_ORDER', 'disorder')
  }),
  'snapshot-taken': kernel => ({ type: 'snapshot-taken', index: kernel.control.appliedIndex }),
  publish: (_, draws) =>
    ({ type: 'publish', facts: [{ key: draws.pick(['os', 'A']), value: new Uint8Array([draws.below(3)]) }] }),
  look: (_, draws) => ({ type: 'look', member: draws.pick(NAMES) }),
  stopping: () => ({ type: 'stopping' })
}
/** Time and talk are what a node hears most. */
const KINDS: readonly Kind[] = [
  ...Object.keys(MAKERS) as Kind[], 'tick', 'tick', 'tick', 'tick', 'tick', 'frame', 'frame', 'frame', 'frame', 'frame',
  'frame', 'frame', 'request', 'request', 'opened', 'opened', 'pulled', 'persisted'
].filter((kind): kind is Kind => kind !== 'stopping')

const pullOf = (kernel: Kernel, draws: Draws): number => draws.often() ? kernel.pulling?.id ?? 1 : draws.below(5)

function stampOf (kernel: Kernel, draws: Draws): Stamp {
  const own = stamp(kernel)
  if (draws.often()) return own
  return {
    cluster: draws.pick([own.cluster, clusterId('c2')]), lineage: draws.near(own.lineage),
    epoch: epoch(draws.near(own.epoch)) as Epoch
  }
}

export function framed (kernel: Kernel, draws: Draws): Framed {
  switch (draws.below(8)) {
    case 0: case 1: return { protocol: 'swim', message: swimMessage(kernel, draws) }
    case 2:
      return {
        protocol: 'ask',
        message: { type: 'ask', id: draws.below(9), deadlineTicks: draws.below(100), request: request(draws) }
      }
    case 3: return { protocol: 'ask', message: { type: 'answer', id: draws.below(9), answer: answer(kernel, draws) } }
    case 4: return { protocol: 'ask', message: draws.often() ? here(kernel, draws) : { type: 'where' } }
    case 5: return { protocol: 'feed', topic: draws.often() ? HOST_FACTS : 'other', message: feedMessage(draws) }
    default: return { protocol: 'raft', message: raftMessage(kernel, draws) }
  }
}

/** Any words of failure detection out of random numbers, true or not. */
export const anyWord = (kernel: Kernel, numbers: readonly number[]): SwimFrameMessage =>
  swimMessage(kernel, new Draws(numbers))

function swimMessage ({ swim }: Kernel, draws: Draws): SwimFrameMessage {
  const target = draws.pick(NAMES)
  const incarnation = draws.near(swim.incarnation)
  const updates = [{
    subject: draws.pick(NAMES), word: draws.pick(['suspect', 'dead', 'left', 'stopped'] as const),
    incarnation: draws.below(3),
    witness: draws.pick(NAMES)
  }].slice(draws.below(2))
  const words = { sequence: draws.below(9), incarnation, updates }
  switch (draws.below(5)) {
    case 0: return { type: 'ping', ...words }
    case 1: return { type: 'ack', ...words }
    case 2: return { type: 'ping-request', target, ...words }
    case 3: return { type: 'ping-answer', target, heard: draws.often(), ...words }
    default:
      return {
        type: 'report', incarnation,
        accusations: [{
          subject: target, incarnation: draws.below(3), unreachable: draws.often(), missed: 1, denied: 0,
          silentTicks: 9, connected: false
        }]
      }
  }
}

/** Talk of feeds near the few numbers that nonsense reaches; forgery is the feed's own concern and tested there. */
function feedMessage (draws: Draws): FeedMessage {
  const heads = Array.from({ length: draws.below(4) }, () =>
    ({ origin: draws.pick(NAMES), boot: draws.below(3), seq: draws.below(3), tag: draws.below(9) }))
  switch (draws.below(4)) {
    case 0: return { type: 'digest', sums: Array.from({ length: FEED.buckets }, () => draws.below(2)) }
    case 1: return { type: 'heads', heads, buckets: [draws.below(FEED.buckets)] }
    case 2: return { type: 'pull', wants: heads }
    default: {
      const given = { floor: 0, at: wallMs(0), facts: [], after: draws.below(2), signature: new Uint8Array(64) }
      return { type: 'give', feeds: heads.map(head => ({ ...head, ...given })) }
    }
  }
}

/** Talk of Raft near the node's own term and log; nonsense far away is Raft's own concern and tested there. */
function raftMessage ({ raft }: Kernel, draws: Draws): RaftMessage {
  const { lastIndex, lastTerm, commit, progress } = status(raft)
  const at = term(draws.near(raft.term))
  const granted = draws.often()
  switch (draws.below(9)) {
    case 0: return { type: 'vote-request', term: at, lastIndex, lastTerm, pre: granted, transfer: false, commit }
    case 1: return { type: 'vote-reply', term: raft.term, granted, pre: false }
    case 2: return { type: 'vote-reply', term: term(raft.term + 1), granted, pre: true }
    case 3: return { type: 'heartbeat', term: at, commit, context: 0, transfersOver: 0, lease: 0 }
    case 4: {
      const context = raft.leading?.reading.context ?? 0
      return { type: 'heartbeat-reply', term: raft.term, context, lease: draws.below(9) }
    }
    case 5: return { type: 'snapshot-offer', term: at, index: index(lastIndex + 1 + draws.below(9)), lastTerm: at }
    case 6: {
      const matched = index(progress.length > 0 ? draws.near(lastIndex) : 0)
      const rejected = index(0)
      return { type: 'append-reply', term: raft.term, success: true, index: matched, rejected, hintTerm: term(0) }
    }
    case 7: return { type: 'timeout-now', term: at, number: draws.below(3) }
    default: {
      const entries = Array.from({ length: draws.below(3) }, (_, offset): Entry =>
        ({ index: index(lastIndex + 1 + offset), term: at, kind: 'command', payload: new Uint8Array(1) }))
      return {
        type: 'append-request', term: at, prevIndex: lastIndex, prevTerm: lastTerm,
        commit: index(draws.near(lastIndex)), entries
      }
    }
  }
}

const here = ({ control, raft }: Kernel, draws: Draws) => ({
  type: 'here',
  leader: draws.pick([null, ...NAMES]),
  term: raft.term,
  appliedIndex: index(draws.near(control.appliedIndex)),
  voters: draws.often() ? control.voters : NAMES.slice(1, 3),
  learners: control.learners
} as const)

/** A frame of any protocol, from the numbers. */
export const anyFrame = (kernel: Kernel, numbers: readonly number[]): Framed => framed(kernel, new Draws(numbers))

const FACTS: ReadonlyArray<readonly [string, unknown]> = [
  ['event-appended', { event: 'e', payload: 1 }], ['event-appended', {}], ['voter-wanted', { member: 'd' }],
  ['voter-unwanted', { member: 'a' }], ['member-left', { member: 'd' }], ['member-removed', { member: 'b' }],
  ['epoch-bumped', { from: 1 }], ['voters-changed', { voters: [], learners: [] }], ['nobody-knows', null],
  ['join-approved', { request: 'J-1', by: 'operator' }]
]

function request (draws: Draws): Request {
  switch (draws.below(6)) {
    case 0: return { type: 'read-index' }
    case 1: return { type: 'transfer', to: draws.pick([null, ...NAMES]) }
    default: return { type: 'propose', drafts: Array.from({ length: draws.below(4) }, () => draft(draws)) }
  }
}

function draft (draws: Draws): Draft {
  const [type, body] = draws.often() ? draws.pick(FACTS.slice(0, 2)) : draws.pick(FACTS)
  const session = draws.pick(['', 's1', 's2'])
  return {
    type, version: 1, txid: '7a', actor: 'operator', cause: '', reason: '', trace: '', session,
    sequence: session === '' ? 0 : draws.below(4), body
  }
}

function answer (kernel: Kernel, draws: Draws): Answer {
  switch (draws.below(5)) {
    case 0: return { type: 'read-index', index: kernel.control.appliedIndex }
    case 1: return { type: 'transferred', leader: draws.pick(NAMES) }
    case 2: return { type: 'admitted', reply: joinReply(kernel, draws) }
    case 3: return { type: 'proposed', results: [] }
    default: return { type: 'refused', refusal: refusalLike(draws.pick(['HIVE_NOT_LEADER', 'HIVE_BUSY']), 'no') }
  }
}

function joinMessage (kernel: Kernel, draws: Draws): JoinMessage {
  const { cluster, lineage, epoch: own } = stampOf(kernel, draws)
  if (!draws.often()) return { type: 'hello', cluster, lineage, epoch: own, booting: draws.often(), version: '1' }
  const token = draws.often() ? null : { id: 't1', secretHash: 'f'.repeat(64) }
  const type = draws.often() ? 'join' : 'look'
  return { type, cluster, claim: claimOf(draws.pick(NAMES)), voter: !draws.often(), token }
}

function joinReply (kernel: Kernel, draws: Draws): JoinReply {
  const { cluster, epoch: own } = stampOf(kernel, draws)
  switch (draws.below(6)) {
    case 0: return { type: 'pending', request: 'J-1', clusterName: 'prod' }
    case 1: return { type: 'welcome', cluster, clusterName: 'prod', epoch: own, standing: 'member', leader: null }
    case 2:
      return {
        type: 'refused', request: '',
        refusal: refusalLike(draws.pick(['HIVE_NOT_LEADER', 'HIVE_BUSY', 'HIVE_DEGRADED', 'HIVE_MEMBER_CUT']), 'no')
      }
    default: return approved(kernel, draws)
  }
}

function approved ({ self }: Kernel, draws: Draws): JoinReply {
  const signer = draws.pick(NAMES)
  const digest: Digest = {
    cluster: clusterId('c1'), clusterName: 'prod', lineage: 0, epoch: epoch(1), index: index(draws.below(9)),
    member: draws.often() ? self : draws.pick(NAMES), voters: NAMES.slice(0, 3),
    peers: NAMES.slice(0, 3).map(id => ({ id, name: id, addresses: [] }))
  }
  const key = draws.often() ? signer : draws.pick(NAMES)
  return { type: 'approved', request: 'J-1', signed: { digest, signer, signature: signatureOf(key, digest) } }
}

/** Committed entries in a row, near what is applied; the node's own where it has committed them itself. */
function entries ({ control, raft, mode }: Kernel, draws: Draws): readonly Entry[] {
  const from = index(Math.max(0, control.appliedIndex - draws.below(3)))
  const known = mode === 'raft' && raft.commit > from && from >= raft.log.base.index
    ? entriesBetween(raft, from, raft.commit)
    : []
  const gap = draws.often() ? 0 : 1
  const first = (known.at(-1)?.index ?? control.appliedIndex) + 1 + gap
  const payload = jsonTools('a' as NodeId).encodeEnvelope({ ...draft(draws), at: wallMs(1) })
  const newest = term(Math.max(raft.term, control.appliedTerm))
  const more = Array.from({ length: draws.below(4) }, (_, at): Entry =>
    ({ index: index(first + at), term: newest, kind: 'command', payload }))
  return gap === 0 ? [...known, ...more] : more
}
