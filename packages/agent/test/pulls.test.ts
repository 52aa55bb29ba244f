/**
 * Goal: a pull that the node wants no more is not taken, though the node said so before the pull's turn to begin came.
 * Method: asks that reach the net are counted; nobody answers them.
 */
import { index } from '@hivemind/base'
import type { Effect } from '@hivemind/kernel'
import t from 'tap'
import { LogLane } from '../src/log-lane.ts'
import { Pulls, type PullsNeeds } from '../src/pulls.ts'
import { newWal, type Test } from './fixtures/disk.ts'
import { SOURCE, stampNow } from './fixtures/pull-world.ts'

const pull = (id: number): Effect & { type: 'pull' } =>
  ({ type: 'pull', lane: 'log', pull: id, from: SOURCE, after: index(0), wantState: true, through: index(0) })

async function newPulls (t: Test): Promise<{ pulls: Pulls, asked: string[], ask: Promise<void> }> {
  const wal = await newWal(t)
  const lane = new LogLane({ wal, perform: () => {}, persisted: () => {}, failed: error => { throw error } })
  const asked: string[] = []
  const { promise: ask, resolve } = Promise.withResolvers<void>()
  const net = {
    pull: (from: string) => {
      asked.push(from)
      resolve()
      return []
    }
  }
  const needs = { wal, lane, net: () => net, stamp: () => stampNow, feed: () => {} }
  return { pulls: new Pulls(needs as unknown as PullsNeeds), asked, ask }
}

t.test('a pull whose end came first never begins', async t => {
  const { pulls, asked } = await newPulls(t)
  pulls.end(2)
  pulls.start(pull(2))
  await pulls.stop()
  t.same(asked, [])
})

t.test('the next one does', async t => {
  const { pulls, asked, ask } = await newPulls(t)
  pulls.end(2)
  pulls.start(pull(2))
  pulls.start(pull(3))
  await ask
  await pulls.stop()
  t.same(asked, [SOURCE])
})
