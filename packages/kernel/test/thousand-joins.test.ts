/**
 * Goal: a member that was off while a thousand machines joined is right within seconds of its return: it has the
 * members, and the state that everybody has.
 *
 * Method: real nodes in one process; newcomers ask with one token, one after the other, while a member is down. Time is
 * counted in ticks of 20 ms, and a pull brings what it asks for in one round.
 */
import { nodeId, ticks } from '@hivemind/base'
import { exportState } from '@hivemind/control'
import t from 'tap'
import { claimOf, copyOf, grownDisk } from './disk.ts'
import { World } from './world.ts'

const JOINS = 1_000
const hash = 'ab'.repeat(32)
const SECONDS_TICKS = 50

t.test('a member that was off during 1,000 joins is right within two seconds of ticks', async t => {
  const world = new World(() => {})
  const disk = grownDisk(['a', 'b', 'c'].map(nodeId), ['d', 'e'].map(nodeId), world.now)
  for (const id of ['a', 'b', 'c', 'd', 'e'])
    world.begin(nodeId(id), copyOf(disk), null).kernel.raft.promisedTicks = ticks(0)
  world.mesh()
  const leader = world.at('a')
  world.elect(leader)
  const run = (rounds: number): void => { for (; rounds > 0; rounds--) world.round() }
  run(20)
  const body = { id: 't', secretHash: hash, role: '', uses: JOINS, expiresAt: 9_999_999, voter: false }
  const draft = {
    type: 'token-created', version: 1, txid: '7a', actor: 'operator', cause: '', reason: '', trace: '', session: '',
    sequence: 0, body
  }
  world.give(leader, { type: 'request', id: 1, deadlineTicks: 500, request: { type: 'propose', drafts: [draft] } })
  run(5)
  world.crash(world.at('d'))
  for (let at = 0; at < JOINS; at++) {
    const message = {
      type: 'join' as const, cluster: leader.kernel.control.cluster?.id as never, claim: claimOf(`n${at}`),
      voter: false, token: { id: 't', secretHash: hash }
    }
    world.deliver({ kind: 'join', from: nodeId(`n${at}`), to: leader.id, id: 0, message })
    world.network = world.network.filter(({ kind }) => kind !== 'reply') // Who asks is no node of this world.
    if (at % 100 === 99) run(6)
  }
  run(20)
  t.equal(leader.kernel.control.members.size, 5 + JOINS)
  const { kernel } = world.restart(world.at('d'))
  world.mesh()
  const state = (): string => exportState(kernel.control).hash
  let waited = 0
  while (state() !== exportState(leader.kernel.control).hash && waited < 10 * SECONDS_TICKS) { run(1); waited++ }
  t.ok(waited <= 2 * SECONDS_TICKS, `right after ${waited} ticks`)
  t.equal(kernel.control.members.size, 5 + JOINS)
  t.equal(kernel.phase, 'member')
})
