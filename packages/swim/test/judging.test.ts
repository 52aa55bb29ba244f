/**
 * Goal: a member fails when more than half of its observers that the leader can hear have given their verdict, and
 * only then.
 */
import { type NodeId, nodeId, ticks } from '@hivemind/base'
import { test } from 'tap'
import { type Accusation, decided, follow, type Judging, noRings, record } from '../src/index.ts'

const NOW = ticks(100)
const [LEADER, SUBJECT, ...OBSERVERS] = ['leader', 'subject', 'o1', 'o2', 'o3', 'o4'].map(nodeId) as
  [NodeId, NodeId, NodeId, NodeId, NodeId, NodeId]

/** Six members, so five observers of each: the leader is one of them. */
function judging (): Judging {
  const rings = noRings()
  follow(rings, [LEADER, SUBJECT, ...OBSERVERS])
  return { rings, reports: new Map(), unasked: new Set(), proposedAt: new Map(), decidableAt: null }
}

const accusation = (unreachable: boolean): Accusation =>
  ({ subject: SUBJECT, incarnation: 0, unreachable, missed: 2, denied: 1, silentTicks: 90, connected: true })

const accuse = (one: Judging, from: NodeId, unreachable = true): void =>
  record(one, LEADER, from, [accusation(unreachable)], NOW)

const failed = (one: Judging, heard: readonly NodeId[] = [LEADER, ...OBSERVERS]): readonly NodeId[] =>
  decided(one, NOW, id => heard.includes(id)).map(({ subject }) => subject)

test('two of five observers take nobody out, three do', async t => {
  const one = judging()
  accuse(one, OBSERVERS[0])
  accuse(one, OBSERVERS[1])
  t.same(failed(one), [])
  accuse(one, OBSERVERS[2])
  t.same(failed(one), [SUBJECT])
})

test('who only doubts has given no verdict', async t => {
  const one = judging()
  for (const from of OBSERVERS) accuse(one, from, false)
  t.same(failed(one), [])
})

test('observers that the leader cannot hear do not count', async t => {
  const one = judging()
  accuse(one, OBSERVERS[0])
  accuse(one, OBSERVERS[1])
  t.same(failed(one, [LEADER, OBSERVERS[0], OBSERVERS[1]]), [SUBJECT], 'two of three')
})

test('whoever takes its word back has not said it', async t => {
  const one = judging()
  for (const from of OBSERVERS.slice(0, 3)) accuse(one, from)
  record(one, LEADER, OBSERVERS[0], [], NOW)
  t.same(failed(one), [])
})
