/** Goal: an append to several followers is encoded once, and what differs never shares bytes. */
import { clusterId, epoch, index, term } from '@hivemind/base'
import type { Framed, Stamp } from '@hivemind/kernel'
import { decodeFrame } from '@hivemind/wire'
import t from 'tap'
import { FrameBytes } from '../src/frame-bytes.ts'

const STAMP: Stamp = { cluster: clusterId('c1'), lineage: 0, epoch: epoch(1) }
const entries = [5, 6].map(at => ({
  index: index(at), term: term(2), kind: 'command' as const, payload: Uint8Array.of(at)
}))
const append = (over: object = {}): Framed => ({
  protocol: 'raft',
  message: {
    type: 'append-request', term: term(2), prevIndex: index(4), prevTerm: term(1), commit: index(3),
    entries: [...entries], ...over
  }
})

t.test('the same append has the same bytes, and they say what it says', async t => {
  const bytes = new FrameBytes()
  const first = bytes.of(STAMP, append())
  t.equal(bytes.of(STAMP, append()), first)
  t.same(decodeFrame('raft', first), { stamp: STAMP, framed: append() })
})

t.test('whatever differs is encoded by itself', async t => {
  const others: ReadonlyArray<readonly [Stamp, Framed]> = [
    [{ ...STAMP, epoch: epoch(2) }, append()],
    [{ ...STAMP, lineage: 1 }, append()],
    [STAMP, append({ commit: index(4) })],
    [STAMP, append({ term: term(3) })],
    [STAMP, append({ entries: entries.slice(0, 1) })],
    [STAMP, append({ entries: entries.map(entry => ({ ...entry, payload: Uint8Array.of(9) })) })],
    [STAMP, append({ prevIndex: index(5), entries: entries.slice(1) })],
    [STAMP, { protocol: 'raft', message: { type: 'timeout-now', term: term(2), number: 1 } }]
  ]
  for (const [stamp, framed] of others) {
    const bytes = new FrameBytes()
    bytes.of(STAMP, append())
    t.same(decodeFrame('raft', bytes.of(stamp, framed)), { stamp, framed })
  }
})
