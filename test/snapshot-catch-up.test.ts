/**
 * Goal: after many entries, snapshots and compaction, a new voter catches up through the snapshot.
 * Method: one real voter that keeps little history writes 30,000 entries, so that their segments are deleted; then a
 * voter joins and must agree in state and chain. `npm run torture -- --entries 100000` does it at full size.
 */
import t from 'tap'
import { Fleet, until } from './fleet.ts'
import { retain } from './retain.ts'
import { appendNumbers, newLedger } from './writers.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(240_000)

t.test('a new voter gets a state and the history that is left, and then votes', async t => {
  const a = await fleet.init('a')
  await retain(fleet, 'a', 5_000)
  const ledger = newLedger()
  await appendNumbers([a.client], ledger, {
    first: 0,
    count: 60_000,
    inFlight: 256,
    deadlineMs: 60_000,
    pad: 'x'.repeat(200)
  })
  t.equal(ledger.acknowledged.size, 60_000)
  const before = await until('old segments to be deleted', async () => {
    const status = await a.client.status()
    return status.snapshotIndex >= 50_000 && status.firstIndex > 1 && status
  })
  const b = await fleet.join('b', 'a', ['--voter'])
  await until('b to vote and agree', async () => {
    const [left, right] = [await a.client.status(), await b.client.status()]
    return right.appliedIndex === left.appliedIndex && right.stateHash === left.stateHash && left.quorum.voters === 2
  })
  const status = await b.client.status()
  t.ok(status.firstIndex >= before.firstIndex, `history begins at ${status.firstIndex}, where it begins on the other`)
  t.ok(status.snapshotIndex > 0, 'it came through a state')
  const chains = await Promise.all([a, b].map(async machine => (await machine.client.call('debug-state')).item.chain))
  t.same(chains[1], chains[0], 'same hash chain')
})
