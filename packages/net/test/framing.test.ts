// Goal: whatever pieces a stream comes in, the same frames come out; a bad length stops it for ever.
import fc from 'fast-check'
import t from 'tap'
import { deframe, deframer, enframe } from '../src/framing.ts'

const FRAME_MAX = 9_000

t.test('frames survive any cutting into pieces', async () => {
  const frame = fc.uint8Array({ minLength: 1, maxLength: FRAME_MAX, size: 'max' })
  const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 6_000 }))
  fc.assert(fc.property(fc.array(frame, { maxLength: 8 }), cuts, (frames, sizes) => {
    const state = deframer(FRAME_MAX)
    const out: Uint8Array[] = []
    let rest: Uint8Array = Buffer.from(enframe(frames, FRAME_MAX)) // A Buffer, as sockets give.
    while (rest.byteLength > 0) {
      const { value: size } = sizes.next()
      deframe(state, rest.subarray(0, size), taken => out.push(taken))
      rest = rest.subarray(size)
    }
    const same = out.every((taken, at) => Buffer.from(taken).equals(frames[at] ?? Buffer.of()))
    const owned = out.every(taken => !(taken instanceof Buffer))
    return same && owned && out.length === frames.length && state.pendingBytes === 0
  }), { numRuns: 300 })
})

t.test('any bytes give frames within bounds or a refusal, and hold little', async () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 64 }), { maxLength: 50 }), pieces => {
    const state = deframer(32)
    const within = ({ byteLength }: Uint8Array): void => {
      if (byteLength < 1 || byteLength > 32) throw new Error(`a frame of ${byteLength} bytes came out`)
    }
    try {
      for (const piece of pieces) deframe(state, piece, within)
    } catch (error) {
      if ((error as { code?: string }).code !== 'HIVE_NET_FRAME_SIZE') throw error
    }
    return state.pending.byteLength <= 4_096
  }), { numRuns: 2_000 })
})

t.test('what is only announced is not reserved', async t => {
  const state = deframer(4 * 1024 * 1024)
  deframe(state, new Uint8Array([0, 0, 64, 0, 1, 2, 3]), () => t.fail('no frame is complete'))
  t.ok(state.pending.byteLength <= 4_096)
})

t.test('a frame of a wrong size is not written', async t => {
  t.throws(() => enframe([new Uint8Array(0)], 10), { code: 'HIVE_NET_FRAME_SIZE' })
  t.throws(() => enframe([new Uint8Array(11)], 10), { code: 'HIVE_NET_FRAME_SIZE' })
})
