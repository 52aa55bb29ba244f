// Goal: whatever the pieces in which bytes come, a bypass gives what was sent, skips what nobody wants, and stops at
// the first word that no sender of ours writes.

import { LIMITS } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { type BypassTaker, bypassFrames, bypassMuxed, bypassReader, readBypass } from '../src/bypass-framing.ts'
import { FRAME_PROTOCOLS, type FrameProtocol } from '../src/port.ts'

interface Piece { readonly what: FrameProtocol | 'muxed', readonly bytes: Uint8Array }

/** Notes what came; consecutive bytes of the muxer are one piece. */
function noting (unwanted?: FrameProtocol): BypassTaker & { readonly pieces: Array<[string, number[]]> } {
  const pieces: Array<[string, number[]]> = []
  return {
    pieces,
    wants: protocol => protocol !== unwanted,
    frame: (protocol, bytes) => { pieces.push([protocol, [...bytes]]) },
    muxed (bytes) {
      const last = pieces.at(-1)
      if (last?.[0] === 'muxed') last[1].push(...bytes)
      else pieces.push(['muxed', [...bytes]])
    }
  }
}

function joined (pieces: readonly Piece[]): ReturnType<typeof noting>['pieces'] {
  const { pieces: whole, muxed, frame } = noting()
  for (const { what, bytes } of pieces) what === 'muxed' ? muxed(bytes) : frame(what, bytes)
  return whole
}

const written = (pieces: readonly Piece[]): Buffer => Buffer.concat(pieces.flatMap(({ what, bytes }) =>
  what === 'muxed' ? bypassMuxed(bytes) : [bypassFrames(what, [bytes])]))

function read (bytes: Uint8Array, cuts: readonly number[], taker: BypassTaker): void {
  const state = bypassReader()
  const places = [...new Set([0, ...cuts.map(cut => cut % (bytes.length + 1)), bytes.length])].toSorted((a, b) => a - b)
  for (const [at, place] of places.entries()) readBypass(state, bytes.subarray(place, places[at + 1]), taker)
}

const piece = fc.record({
  what: fc.constantFrom<Piece['what']>('muxed', ...FRAME_PROTOCOLS),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 40 })
})

t.test('what is sent arrives, in whichever pieces', async () => {
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat()), (pieces, cuts) => {
    const taker = noting()
    read(written(pieces), cuts, taker)
    t.strictSame(taker.pieces, joined(pieces))
  }), { numRuns: 200 })
})

t.test('frames that are not wanted are skipped, and nothing else', async () => {
  fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat()), (pieces, cuts) => {
    const taker = noting('swim')
    read(written(pieces), cuts, taker)
    t.strictSame(taker.pieces, joined(pieces.filter(({ what }) => what !== 'swim')))
  }), { numRuns: 100 })
})

t.test('several frames of a turn are one piece', async t => {
  const taker = noting()
  readBypass(bypassReader(), bypassFrames('raft', [new Uint8Array([1]), new Uint8Array([2, 3])]), taker)
  t.same(taker.pieces, [['raft', [1]], ['raft', [2, 3]]])
})

t.test('a frame keeps no larger buffer alive', async t => {
  const frames: Uint8Array[] = []
  const taker: BypassTaker = { wants: () => true, muxed: () => undefined, frame: (_, bytes) => frames.push(bytes) }
  const bytes = bypassFrames('ask', [new Uint8Array([1, 2, 3])])
  read(bytes, [], taker)
  read(bytes, [5], taker)
  for (const frame of frames) {
    t.equal(frame.buffer.byteLength, 3)
    t.notOk(frame instanceof Buffer)
  }
})

t.test('a word that no sender writes ends the bypass', async t => {
  const word = (kind: number, length: number): Uint8Array => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32LE(kind * 2 ** 24 + length)
    return bytes
  }
  const kinds = FRAME_PROTOCOLS.length
  for (const [what, bytes] of [
    ['an unknown kind', word(kinds + 1, 1)], ['the highest kind', word(255, 1)], ['an empty frame', word(1, 0)],
    ['a frame too large', word(kinds, LIMITS.frameBytesMax + 1)]
  ] as const)
    t.throws(() => read(bytes, [1, 2], noting()), { code: 'HIVE_NET_FRAME_SIZE' }, what)
  t.throws(() => bypassFrames('raft', [new Uint8Array(LIMITS.frameBytesMax + 1)]), { code: 'HIVE_NET_FRAME_SIZE' })
  t.doesNotThrow(() => read(word(1, LIMITS.frameBytesMax), [], noting()), 'the largest is announced')
})

t.test('what is only announced reserves no memory', async t => {
  const state = bypassReader()
  readBypass(state, Uint8Array.from([0, 0, 64, 1, 7]), noting()) // 4 MiB of raft, of which one byte came.
  t.ok(state.pending.byteLength <= 4_096)
})
