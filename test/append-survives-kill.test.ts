/**
 * Goal: no acknowledged event is lost or doubled when the leader, and then every agent, is killed with SIGKILL, and
 * all members end with the same hash chain.
 * Method: three voters and a plain member as real processes; clients write through all of them while processes die.
 */
import t from 'tap'
import { agreed } from './agreeing.ts'
import { Fleet } from './fleet.ts'
import { appendNumbers, brokenPromises, firstDifference, newLedger } from './writers.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(240_000)

t.test('killing the leader in the middle of 1,000 appends loses and doubles nothing', async t => {
  await fleet.voters(3)
  await fleet.join('d', 'b')
  const machines = [...fleet.machines.values()]
  const ledger = newLedger()
  for (const cycle of [0, 1]) {
    const leader = await fleet.leader()
    const survivors = machines.filter(machine => machine !== leader).map(machine => machine.client)
    let killing: Promise<void> | null = null
    await appendNumbers(survivors, ledger, {
      first: cycle * 1_000, count: 1_000, inFlight: 16, deadlineMs: 30_000,
      between: count => { if (count >= cycle * 1_000 + 500) killing ??= fleet.kill(leader.name) }
    })
    await killing
    await fleet.start(leader.name)
  }
  t.equal(ledger.acknowledged.size, 2_000, 'every append was acknowledged in the end')
  const exports = await agreed(machines)
  for (const [at, rows] of exports.entries()) {
    t.same(brokenPromises(ledger, rows), [], `${machines[at]?.name} kept every promise`)
    t.equal(
      firstDifference(exports[0] ?? [], rows),
      null,
      `${machines[at]?.name} has the chain of ${machines[0]?.name}`
    )
  }
})

t.test('killing all agents at once loses nothing acknowledged', async t => {
  const machines = [...fleet.machines.values()]
  const ledger = newLedger()
  let killing: Promise<unknown> | null = null
  await appendNumbers(machines.map(machine => machine.client), ledger, {
    first: 10_000, count: 600, inFlight: 16, deadlineMs: 1_500,
    between: count => { if (count >= 300) killing ??= Promise.all(machines.map(machine => fleet.kill(machine.name))) }
  })
  await killing
  t.ok(ledger.acknowledged.size >= 300, 'some were acknowledged before the end')
  await Promise.all(machines.map(machine => fleet.start(machine.name)))
  await fleet.leader()
  for (const rows of await agreed(machines)) t.same(brokenPromises(ledger, rows), [])
})
