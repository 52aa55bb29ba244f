/** Limits fit into one another: what one room lets in, the next one can carry. */
import t from 'tap'
import { LIMITS, TIMES } from '../src/limits.ts'

t.test('every limit is a positive whole number', async t => {
  for (const [name, limit] of Object.entries({ ...LIMITS, ...TIMES }))
    t.ok(Number.isSafeInteger(limit) && limit > 0, name)
})

t.test('what is let in fits into what carries it', async t => {
  t.ok(LIMITS.entryBytesMax > LIMITS.eventBytesMax + LIMITS.eventTypeBytesMax + LIMITS.reasonBytesMax, 'event in entry')
  t.ok(LIMITS.frameBytesMax > LIMITS.appendBytesMax + LIMITS.entryBytesMax, 'an append and its last entry in a frame')
  t.ok(LIMITS.frameBytesMax > LIMITS.stateChunkBytes, 'chunk in frame')
  t.ok(LIMITS.sendQueueBytesMax >= 2 * LIMITS.frameBytesMax, 'a frame waits while another is sent')
  t.ok(LIMITS.proposalBytesPendingMax > LIMITS.entryBytesMax)
  t.ok(LIMITS.joinFrameBytesMax > LIMITS.addressesMax * LIMITS.addressBytesMax + LIMITS.nameBytesMax, 'claim in frame')
  t.ok(LIMITS.snapshotEveryEntries > LIMITS.logTrailingEntries)
})

t.test('a follower hears several heartbeats before it campaigns, and an election ends before degraded is said', async t => {
  t.ok(TIMES.electionTicksMin >= 5 * TIMES.heartbeatTicks)
  t.ok(TIMES.degradedTicks > 2 * TIMES.electionTicksMin)
  t.ok(TIMES.requestTicks > TIMES.degradedTicks)
  t.equal(LIMITS.votersMax % 2, 1, 'an even voter adds no tolerance')
})
