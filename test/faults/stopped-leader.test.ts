/**
 * Goal: when the leader is stopped, others lead; when it wakes it serves no stale read and knows that it leads no more.
 * Method: SIGSTOP; reads wait in its socket while others write; SIGCONT.
 */
import t from 'tap'
import { stopLeader, trio } from './stopping.ts'
import { Undoing } from './undoing.ts'

const undoing = new Undoing()
t.teardown(() => undoing.run())
t.setTimeout(240_000)

t.test('a stopped leader is replaced, and reads nothing stale when it wakes', async t => {
  const cluster = await trio(undoing)
  t.teardown(() => cluster.fleet.stop())
  for (const first of [0, 1_000]) t.same((await stopLeader(cluster, first)).wrong, [])
  t.ok(cluster.ledger.acknowledged.size >= 140)
})
