/**
 * What a peer may say is bounded: numbers, counts, sizes, names, and the work that a frame of any size can make.
 *
 * Method: frames are written with the generated code, which checks nothing, and read with ours.
 */
import { HivemindError, index, LIMITS, nodeId, wallMs } from '@hivemind/base'
import { FEED } from '@hivemind/feed'
import protobuf from 'protobufjs/minimal.js'
import { test } from 'tap'
import { hivemind } from '../src/generated/messages.js'
import {
  BOUNDS, decodeFrame, decodeJoin, decodeJoinReply, decodePull, decodePullFrame, encodeFrame, encodeJoinReply
} from '../src/index.ts'
import { pull, raft, stamp } from './fixtures/examples.ts'

const codeOf = (make: () => unknown): string => {
  try {
    make()
    return 'taken'
  } catch (error) {
    if (error instanceof HivemindError) return error.code
    throw error
  }
}
const raftCode = (raw: hivemind.RaftFrame.$Properties): string =>
  codeOf(() => decodeFrame('raft', hivemind.RaftFrame.encode(raw).finish()))
/** Of any kind, which the generated types would not let through. */
interface RawEntry { readonly term: number, readonly kind: number, readonly payload?: Uint8Array }
const append = (entries: readonly RawEntry[], over: object = {}): string => {
  const raw = entries as hivemind.LogEntry.$Properties[]
  return raftCode({ stamp, appendRequest: { term: 5, prevIndex: 1, prevTerm: 4, entries: raw, ...over } })
}
const commands = (length: number): RawEntry[] => Array.from({ length }, () => ({ term: 5, kind: 1 }))

test('a frame without a stamp or without a message is malformed', t => {
  t.equal(raftCode({ heartbeat: { term: 1 } }), 'HIVE_WIRE_MALFORMED')
  t.equal(raftCode({ stamp }), 'HIVE_WIRE_MALFORMED')
  for (const protocol of ['raft', 'ask', 'swim', 'feed'] as const) {
    t.equal(codeOf(() => decodeFrame(protocol, new Uint8Array(0))), 'HIVE_WIRE_MALFORMED')
  }
  t.end()
})

test('a number above what is counted exactly is out of range', t => {
  const heartbeat = (term: number[]): Uint8Array => new Uint8Array([0x0a, 0, 0x32, term.length + 1, 0x08, ...term])
  const largest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f]
  t.equal(codeOf(() => decodeFrame('raft', heartbeat(largest))), 'taken')
  t.equal(codeOf(() => decodeFrame('raft', heartbeat([...largest.slice(0, 7), 0x10]))), 'HIVE_WIRE_RANGE')
  t.equal(codeOf(() => decodeFrame('raft', heartbeat([...largest.map(() => 0xff), 0xff, 0x01]))), 'HIVE_WIRE_RANGE')
  t.equal(codeOf(() => decodeFrame('raft', heartbeat(Array.from({ length: 11 }, () => 0xff)))), 'HIVE_WIRE_MALFORMED')
  t.equal(append([{ term: 5, kind: 1 }], { prevIndex: Number.MAX_SAFE_INTEGER }), 'HIVE_WIRE_RANGE', 'the next index')
  t.end()
})

test('entries are of a known kind, of terms that never fall, and not above the leader', t => {
  const payload = new Uint8Array(3)
  t.equal(append([{ term: 4, kind: 1, payload }, { term: 5, kind: 1, payload }]), 'taken')
  t.equal(append([{ term: 5, kind: 1 }, { term: 4, kind: 1 }]), 'HIVE_WIRE_RANGE')
  t.equal(append([{ term: 3, kind: 1 }]), 'HIVE_WIRE_RANGE', 'below the term before')
  t.equal(append([{ term: 6, kind: 1 }]), 'HIVE_WIRE_RANGE', 'above the leader')
  t.equal(append([{ term: 5, kind: 3 }]), 'HIVE_WIRE_RANGE', 'unknown kind')
  t.equal(append([{ term: 5, kind: -1 }]), 'HIVE_WIRE_RANGE', 'negative kind')
  t.equal(append([{ term: 5, kind: 0, payload }]), 'HIVE_WIRE_RANGE', 'a no-op with bytes')
  t.equal(append([{ term: 5, kind: 2, payload }]), 'HIVE_WIRE_CONFIGURATION')
  t.equal(append([{ term: 5, kind: 1, payload: new Uint8Array(LIMITS.entryBytesMax + 1) }]), 'HIVE_WIRE_TOO_LARGE')
  t.equal(append(commands(LIMITS.appendEntriesMax)), 'taken')
  t.equal(append(commands(LIMITS.appendEntriesMax + 1)), 'HIVE_WIRE_TOO_LARGE')
  t.end()
})

test('a frame of two million empty entries is refused in little memory', t => {
  const bomb = new Uint8Array(LIMITS.frameBytesMax - 64)
  for (let at = 0; at < bomb.length; at += 2) bomb.set([0x2a, 0], at)
  const frame = new protobuf.Writer().uint32(0x0a).bytes(new Uint8Array(0)).uint32(0x22).bytes(bomb).finish()
  const before = process.memoryUsage().heapUsed
  t.equal(codeOf(() => decodeFrame('raft', frame)), 'HIVE_WIRE_TOO_LARGE')
  const grown = process.memoryUsage().heapUsed - before
  t.ok(grown < 64 * 1024 * 1024, `${grown} bytes more in use`)
  t.end()
})

test('groups inside one another without end are malformed', t => {
  t.equal(codeOf(() => decodeFrame('swim', new Uint8Array(20_000).fill(0x7b))), 'HIVE_WIRE_MALFORMED')
  t.end()
})

test('heads, wants, facts and sums are as many as fit, and a sum is a number of 32 bits', t => {
  const feed = (raw: hivemind.FeedFrame.$Properties): string =>
    codeOf(() => decodeFrame('feed', hivemind.FeedFrame.encode({ stamp, topic: 'host', ...raw }).finish()))
  const heads = (count: number): hivemind.FeedHead.$Properties[] =>
    Array.from({ length: count }, () => ({ origin: 'A' }))
  const facts = (count: number): hivemind.FeedFact.$Properties[] =>
    Array.from({ length: count }, (_, at) => ({ key: `k${at}`, seq: at + 1 }))
  const given = (contents: hivemind.FeedContents.$Properties, signature = new Uint8Array(64)): string =>
    feed({ give: { feeds: [{ contents: { origin: 'A', ...contents }, signature }] } })
  t.equal(feed({ digest: { sums: Array.from({ length: FEED.buckets }, () => 0xffffffff) } }), 'taken')
  t.equal(feed({ digest: { sums: [1] } }), 'HIVE_WIRE_RANGE')
  t.equal(feed({ heads: { heads: heads(FEED.headsMax), buckets: [FEED.buckets - 1] } }), 'taken')
  t.equal(feed({ heads: { heads: heads(FEED.headsMax + 1) } }), 'HIVE_WIRE_TOO_LARGE')
  t.equal(feed({ heads: { buckets: [FEED.buckets] } }), 'HIVE_WIRE_RANGE')
  t.equal(feed({ pull: { wants: heads(FEED.pullMax) } }), 'taken')
  t.equal(feed({ pull: { wants: heads(FEED.pullMax + 1) } }), 'HIVE_WIRE_TOO_LARGE')
  t.equal(given({ facts: facts(LIMITS.feedFactsMax) }), 'taken')
  t.equal(given({ facts: facts(LIMITS.feedFactsMax + 1) }), 'HIVE_WIRE_TOO_LARGE')
  t.equal(given({ facts: [{ key: 'k', value: new Uint8Array(LIMITS.feedValueBytesMax + 1) }] }), 'HIVE_WIRE_TOO_LARGE')
  t.equal(given({ facts: [{ key: 'k'.repeat(LIMITS.feedKeyBytesMax + 1) }] }), 'HIVE_WIRE_TOO_LARGE')
  t.equal(given({ facts: [{ seq: 1 }] }), 'HIVE_WIRE_RANGE')
  t.equal(given({}, new Uint8Array(63)), 'HIVE_WIRE_RANGE')
  t.equal(codeOf(() => decodeFrame('feed', new Uint8Array(BOUNDS.feedFrameBytesMax + 1))), 'HIVE_WIRE_TOO_LARGE')
  t.end()
})

test('the most that is given at once fits into a frame', t => {
  const value = new Uint8Array(FEED.giveBytes / FEED.giveFactsMax)
  const origins = FEED.giveFactsMax / LIMITS.feedFactsMax
  const facts = Array.from({ length: LIMITS.feedFactsMax }, (_, at) => ({ key: `k${at}`, seq: at + 1, value }))
  const one = { origin: nodeId('A'.repeat(52)), boot: 1, seq: 256, floor: 0, at: wallMs(0), after: 0 }
  const feeds = Array.from({ length: origins }, () => ({ ...one, facts, signature: new Uint8Array(64) }))
  const bytes = encodeFrame(stamp, { protocol: 'feed', topic: 'host', message: { type: 'give', feeds } })
  t.equal(codeOf(() => decodeFrame('feed', bytes)), 'taken')
  t.end()
})

test('a frame above the limit of its kind is not even read', t => {
  t.equal(codeOf(() => decodeFrame('raft', new Uint8Array(LIMITS.frameBytesMax + 1))), 'HIVE_WIRE_TOO_LARGE')
  t.equal(codeOf(() => decodePullFrame(new Uint8Array(LIMITS.frameBytesMax + 1))), 'HIVE_WIRE_TOO_LARGE')
  t.equal(codeOf(() => decodeJoin(new Uint8Array(LIMITS.joinFrameBytesMax + 1))), 'HIVE_WIRE_TOO_LARGE')
  t.equal(codeOf(() => decodeJoinReply(new Uint8Array(BOUNDS.joinReplyBytesMax + 1))), 'HIVE_WIRE_TOO_LARGE')
  t.equal(codeOf(() => decodePull(new Uint8Array(1_025))), 'HIVE_WIRE_TOO_LARGE')
  t.end()
})

test('a frame that no receiver would take is not written', t => {
  const payload = new Uint8Array(LIMITS.entryBytesMax)
  const [, command] = raft['append-request'].entries
  const entries = Array.from({ length: 5 }, (_, at) => ({ ...command!, index: index(301 + at), payload }))
  const message = { ...raft['append-request'], entries }
  t.equal(codeOf(() => encodeFrame(stamp, { protocol: 'raft', message })), 'HIVE_WIRE_TOO_LARGE')
  t.end()
})

test('fields of a later release are ignored', t => {
  const frame = encodeFrame(stamp, { protocol: 'raft', message: raft.heartbeat })
  const field99 = new protobuf.Writer().uint32((99 << 3) | 2).bytes(new Uint8Array(9))
  const later = field99.uint32(100 << 3).uint64(7).finish()
  const { framed } = decodeFrame('raft', new Uint8Array([...frame, ...later]))
  t.strictSame(framed.message, raft.heartbeat)
  t.end()
})

test('names are letters and digits, text is UTF-8, hashes have their length', t => {
  const here = (leader: string): string =>
    codeOf(() => decodeFrame('ask', hivemind.AskFrame.encode({ stamp, here: { leader } }).finish()))
  t.equal(here('x'.repeat(128)), 'taken')
  for (const leader of ['x'.repeat(129), 'a b', '../..', 'a\n', 'é']) t.equal(here(leader), 'HIVE_WIRE_RANGE', leader)
  const hello = (cluster: Uint8Array): Uint8Array =>
    new protobuf.Writer().uint32(0x0a).bytes(new Uint8Array([0x0a, cluster.length, ...cluster])).finish()
  t.equal(codeOf(() => decodeJoin(hello(Buffer.from('abc')))), 'taken')
  t.equal(codeOf(() => decodeJoin(hello(Buffer.from('a/c')))), 'HIVE_WIRE_RANGE')
  t.equal(codeOf(() => decodeJoin(hello(new Uint8Array([0xc3, 0x28])))), 'HIVE_WIRE_MALFORMED', 'not UTF-8')
  const chain = (bytes: number): string =>
    codeOf(() => decodePull(hivemind.PullRequest.encode({ ...pull, chain: new Uint8Array(bytes) }).finish()))
  t.same([0, 31, 32, 33].map(chain), ['HIVE_WIRE_RANGE', 'HIVE_WIRE_RANGE', 'taken', 'HIVE_WIRE_RANGE'])
  t.end()
})

test('hashes outlive the frame they came in', t => {
  const frame = hivemind.PullRequest.encode(pull).finish()
  const { chain } = decodePull(frame)
  frame.fill(0)
  t.same(chain, pull.chain)
  t.end()
})

test('a refusal with endless words is cut between two characters, and one with a strange exit is refused', t => {
  const refusal = { code: 'HIVE_X', exit: 7, status: 503, changed: 'no', retry: 'yes' } as const
  const words = { message: `a${'ü'.repeat(10_000)}`, hint: '\ud83d half' }
  const heard = decodeJoinReply(encodeJoinReply({ type: 'refused', request: 'r', refusal: { ...refusal, ...words } }))
  if (heard.type !== 'refused') throw new Error(`a ${heard.type} was read`)
  t.equal(heard.refusal.message, `a${'ü'.repeat((BOUNDS.refusalMessageBytesMax - 2) / 2)}`)
  t.equal(heard.refusal.hint, '\ufffd half')
  const raw = (over: object): string => {
    const refused = { refusal: { code: 'HIVE_X', status: 400, ...over } }
    return codeOf(() => decodeJoinReply(hivemind.JoinReply.encode({ refused }).finish()))
  }
  t.equal(raw({}), 'taken')
  const codes = [{ code: 'OTHER_X' }, { code: `HIVE_${'X'.repeat(60)}` }]
  for (const over of [{ exit: 11 }, { status: 200 }, { changed: 2 }, { retry: -1 }, ...codes]) {
    t.equal(raw(over), 'HIVE_WIRE_RANGE', JSON.stringify(over))
  }
  t.end()
})
