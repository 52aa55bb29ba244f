/**
 * Hurts a real cluster for a long time and checks every promise after every wound.
 *
 * `npm run torture -- --cycles 50` kills the leader (every tenth time all agents) with SIGKILL in the middle of 1,000
 * appends; `--entries 100000` fills the log, compacts it and adds a voter. Touches processes it starts and a temporary
 * directory.
 */
import { parseArgs } from 'node:util'
import { agreed, Fleet, type Machine, until } from '../test/fleet.ts'
import { retain } from '../test/retain.ts'
import { appendNumbers, brokenPromises, firstDifference, type Ledger, newLedger } from '../test/writers.ts'

const USAGE = `usage: npm run torture -- [--cycles N] [--appends N] [--entries N]
  --cycles N    kill the leader N times in the middle of the appends (default 10; every tenth cycle kills all agents)
  --appends N   appends of one cycle (default 1000)
  --entries N   instead: fill one voter with N entries of 256 bytes, compact, add a voter
examples:
  npm run torture -- --cycles 50
  npm run torture -- --entries 100000
`
const IN_FLIGHT = 32
const PAYLOAD_PAD = 'x'.repeat(220)

const { values } = parseArgs({
  options: {
    cycles: { type: 'string' },
    appends: { type: 'string' },
    entries: { type: 'string' },
    help: { type: 'boolean' }
  }
})
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

function whole (text: string | undefined, standard: number): number {
  const value = Number(text ?? standard)
  if (!Number.isSafeInteger(value) || value < 1) { process.stderr.write(USAGE); process.exit(2) }
  return value
}

async function cycles (count: number, appends: number): Promise<number> {
  const fleet = new Fleet()
  let broken = 0
  try {
    await fleet.voters(3)
    await fleet.join('d', 'b')
    const machines = [...fleet.machines.values()]
    const ledger = newLedger()
    for (let cycle = 1; cycle <= count; cycle++) broken += await wound(fleet, machines, ledger, cycle, appends)
    say(`${count} cycles: ${ledger.acknowledged.size} acknowledged, ${ledger.refused.size} refused, ${ledger.unknown.size} unknown, ${broken} broken promises`)
  } finally { await fleet.stop() }
  return broken
}

async function wound (
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
  const exports = await agreed(machines)
  const broken = [...new Set(exports.flatMap((rows, at) => {
    const difference = firstDifference(exports[0] ?? [], rows)
    return [...brokenPromises(ledger, rows), ...(difference === null ? [] : [`${machines[at]?.name}: ${difference}`])]
  }))]
  for (const sentence of broken) say(`  broken: ${sentence}`)
  say(`cycle ${cycle}: killed ${all ? 'all' : leader.name}, ${exports[0]?.length ?? 0} entries on ${exports.length} members, longest pause ${longestGapMs.toFixed(0)} ms, ${broken.length === 0 ? 'ok' : 'BROKEN'}`)
  return broken.length
}

async function fill (entries: number): Promise<number> {
  const fleet = new Fleet()
  try {
    const [a, b, c] = await fleet.voters(3)
    if (a === undefined || b === undefined || c === undefined) throw new Error('three voters were started')
    for (const { name } of [a, b, c]) await retain(fleet, name, 5_000)
    await fleet.leader()
    const ledger = newLedger()
    const began = performance.now()
    await appendNumbers([a.client, b.client, c.client], ledger, {
      first: 0,
      count: entries,
      inFlight: 512,
      deadlineMs: 60_000,
      pad: PAYLOAD_PAD
    })
    const seconds = (performance.now() - began) / 1_000
    say(`${ledger.acknowledged.size} of ${entries} entries acknowledged in ${seconds.toFixed(1)} s (${(entries / seconds).toFixed(0)}/s), ${ledger.refused.size} refused, ${ledger.unknown.size} unknown`)
    await until('a snapshot near the end', async () => (await a.client.status()).snapshotIndex > entries - 11_000)
    const d = await fleet.join('d', 'b', ['--voter'])
    await until('d to vote and agree', async () => {
      const [left, right] = [await a.client.status(), await d.client.status()]
      return left.quorum.voters === 4 && right.appliedIndex === left.appliedIndex && right.stateHash === left.stateHash
    })
    for (const machine of [a, b, c, d]) {
      const { snapshotIndex, firstIndex, appliedIndex, agent } = await machine.client.status()
      say(`${machine.name}: applied ${appliedIndex}, snapshot ${snapshotIndex}, first kept ${firstIndex}, rss ${(agent.rssBytes / 1e6).toFixed(0)} MB, log ${(agent.logBytes / 1e6).toFixed(0)} MB`)
    }
    return ledger.refused.size + ledger.unknown.size
  } finally { await fleet.stop() }
}

if (values.help === true) say(USAGE)
else
  process.exitCode =
    (values.entries === undefined
      ? await cycles(whole(values.cycles, 10), whole(values.appends, 1_000))
      : await fill(whole(values.entries, 100_000))) === 0
      ? 0
      : 1
