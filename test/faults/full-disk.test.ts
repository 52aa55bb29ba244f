/**
 * Goal: on a full disk writes are refused with a clear word and nothing is lost, halved or stopped; the log goes on by
 * itself when there is room.
 * Method: a voter on a file system of 20 MB that it shares with a greedy neighbour.
 */
import t from 'tap'
import { until } from '../fleet.ts'
import { appendNumbers } from '../writers.ts'
import { fillUp, isFull, refusalOf, small } from './full.ts'
import { noImages } from './image.ts'
import { wrongWith } from './power.ts'
import { Undoing } from './undoing.ts'

const undoing = new Undoing()
t.teardown(() => undoing.run())
t.setTimeout(240_000)

t.test('the only voter refuses while its disk is full, also after a restart', { skip: noImages('ext4') }, async t => {
  const cluster = await small(undoing, 1)
  const { fleet, machines: [machine], image, ledger, makeRoom } = cluster
  t.teardown(() => fleet.stop())
  if (machine === undefined) throw new Error('a cluster has a machine')
  await fillUp(cluster, machine, 0)
  const { pid } = machine
  t.same(await refusalOf(machine), ['HIVE_WAL_FULL', 'no'])
  const giveBack = image.fill(0)
  t.same(await refusalOf(machine), ['HIVE_WAL_FULL', 'no'], 'not one byte is free')
  const { reply } = await machine.client.call('healthz', { query: { level: 'data', verbose: '1' } })
    .then(reply => ({ reply: JSON.stringify(reply) }), (error: Error) => ({ reply: String(error.message) }))
  t.match(reply, /disk|503/)
  giveBack()
  await fleet.kill('a')
  await fleet.start('a')
  t.not(machine.pid, pid)
  const acknowledged = ledger.acknowledged.size
  makeRoom()
  await until('the log to go on', async () => !await isFull(machine) && await refusalOf(machine) === null)
  t.ok(acknowledged > 0)
  t.same(await wrongWith([machine], ledger), [])
  t.match((await machine.client.status()).agent.diskNotes.join(), /^(?!.*damaged)/)
})

t.test('a leader with a full disk makes way, and catches up when there is room', { skip: noImages('ext4') }, async t => {
  const cluster = await small(undoing, 3)
  const { fleet, machines, image, ledger, makeRoom } = cluster
  t.teardown(() => fleet.stop())
  const [machine, other] = machines
  if (machine === undefined || other === undefined) throw new Error('a cluster has machines')
  const first = await fillUp(cluster, machine, 0)
  const { pid } = machine
  const giveBack = image.fill(0)
  await until('another to lead', async () => (await other.client.status()).leader?.name !== machine.name)
  await appendNumbers([other.client], ledger, { first, count: 40, inFlight: 8, deadlineMs: 10_000 })
  await until('the others to take writes', async () => await refusalOf(other) === null)
  giveBack()
  makeRoom()
  await until('the log to go on', async () => !await isFull(machine))
  t.same(await wrongWith(machines, ledger), [])
  t.equal(machine.pid, pid, 'it was not restarted')
})
