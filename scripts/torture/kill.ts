/**
 * Kills the leader, every tenth time all agents, with SIGKILL in the middle of appends.
 *
 * Touches processes it starts and a temporary directory.
 */
import { agreed, read } from '../../test/agreeing.ts'
import { Undoing } from '../../test/faults/undoing.ts'
import { Fleet, type Machine } from '../../test/fleet.ts'
import { appendNumbers, brokenPromises, firstDifference, type Ledger, newLedger } from '../../test/writers.ts'

const IN_FLIGHT = 32

type Say = (line: string) => void

/** @returns how many promises were broken */
export async function killCycles (say: Say, count: number, appends: number): Promise<number> {
  const fleet = new Fleet()
  const undoing = new Undoing()
  undoing.later(() => fleet.abandon())
  let broken = 0
  try {
    await fleet.voters(3)
    await fleet.join('d', 'b')
    const machines = [...fleet.machines.values()]
    const ledger = newLedger()
    for (let cycle = 1; cycle <= count; cycle++) broken += await wound(say, fleet, machines, ledger, cycle, appends)
    say(`${count} cycles: ${ledger.acknowledged.size} acknowledged, ${ledger.refused.size} refused, ${ledger.unknown.size} unknown, ${broken} broken promises`)
  } finally {
    await fleet.stop()
    undoing.run()
  }
  return broken
}

async function wound (
  say: Say,
  fleet: Fleet,
  machines: readonly Machine[],
  ledger: Ledger,
  cycle: number,
  appends: number
): Promise<number> {
  const leader = await fleet.leader()
  const all = cycle % 10 === 0
  const victims = all ? machines : [leader]
  const half = ledger.acknowledged.size + appends / 2
  let longestGapMs = 0
  let lastAt = performance.now()
  let killing: Promise<unknown> | null = null
  const revive = async (): Promise<void> => {
    await Promise.all(victims.map(machine => fleet.kill(machine.name)))
    if (all) await Promise.all(victims.map(machine => fleet.start(machine.name)))
  }
  await appendNumbers(machines.filter(machine => all || machine !== leader).map(machine => machine.client), ledger, {
    first: cycle * 1_000_000, count: appends, inFlight: IN_FLIGHT, deadlineMs: 60_000,
    between: acknowledged => {
      longestGapMs = Math.max(longestGapMs, performance.now() - lastAt)
      lastAt = performance.now()
      if (acknowledged >= half) killing ??= revive()
    }
  })
  await killing
  if (!all) await fleet.start(leader.name)
  const exports = await agreed(machines, read)
  const broken = [...new Set(exports.flatMap((rows, at) => {
    const difference = firstDifference(exports[0] ?? [], rows)
    return [...brokenPromises(ledger, rows), ...(difference === null ? [] : [`${machines[at]?.name}: ${difference}`])]
  }))]
  for (const sentence of broken) say(`  broken: ${sentence}`)
  say(`cycle ${cycle}: killed ${all ? 'all' : leader.name}, ${exports[0]?.length ?? 0} entries on ${exports.length} members, longest pause ${longestGapMs.toFixed(0)} ms, ${broken.length === 0 ? 'ok' : 'BROKEN'}`)
  return broken.length
}
