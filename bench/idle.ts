/**
 * What an idle agent costs and how fast its status comes, beside a serf agent in the same run. Claimed: an idle voter
 * uses at most 0.7 % of a core.
 *
 * Touches a real three-voter cluster on loopback, and serf when it is installed (Debian package `serf`).
 */
import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Fleet } from '../test/fleet.ts'
import { cpuMs, residentBytes, type Timable, timeInTurn, wakesOf } from './measure/processes.ts'
import { startSerf } from './measure/serf.ts'

const LITE = fileURLToPath(new URL('../packages/cli/bin/hivemind-lite.js', import.meta.url))
const IDLE_MS = 20_000
/** A cluster that has just begun still elects, greets and compiles; what it costs at rest comes after that. */
const SETTLE_MS = 10_000
const CLAIMED_PERCENT = 0.7

interface IdleRow {
  readonly name: string
  readonly rssMb: number
  readonly cpuPercent: number
  /** How often its threads were woken, a second. */
  readonly wakes: number
  readonly statusMs: number
}

/** @param runs - runs of each status command */
async function measureIdle (runs: number): Promise<readonly IdleRow[]> {
  const fleet = new Fleet()
  const serf = await startSerf()
  try {
    const voters = await fleet.voters(3)
    const leader = await fleet.leader()
    const watched = [
      ...voters.map(({ name, pid }) => ({
        name: name === leader.name ? 'hivemind leader' : `hivemind voter ${name}`,
        pid
      })),
      ...(serf === null ? [] : [{ name: 'serf agent', pid: serf.child.pid ?? 0 }])
    ]
    await new Promise(resolve => setTimeout(resolve, SETTLE_MS)) // So that a beginning is not taken for rest.
    const woken = watched.map(({ pid }) => wakesOf(pid))
    const before = watched.map(({ pid }) => cpuMs(pid))
    await new Promise(resolve => setTimeout(resolve, IDLE_MS)) // Idle time itself is what is measured.
    const used = watched.map(({ pid }, at) => cpuMs(pid) - (before[at] ?? 0))
    const wakes = watched.map(({ pid }, at) => (wakesOf(pid) - (woken[at] ?? 0)) / IDLE_MS * 1_000)
    const own: Timable = {
      name: 'hivemind-lite status',
      command: process.execPath,
      words: [LITE, 'status', '--data-dir', leader.dataDir]
    }
    const times = timeInTurn(serf === null ? [own] : [own, serf.status], runs)
    return watched.map(({ name, pid }, at) => ({
      name, rssMb: residentBytes(pid) / 1e6, cpuPercent: (used[at] ?? 0) / IDLE_MS * 100,
      wakes: wakes[at] ?? 0,
      statusMs: times.get(name === 'serf agent' ? 'serf members' : own.name)?.medianMs ?? 0
    }))
  } finally {
    serf?.child.kill('SIGTERM')
    await fleet.stop()
  }
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } }
})
const rows = await measureIdle(Number(values.runs))
const holds = rows.every(({ name, cpuPercent }) => name === 'serf agent' || cpuPercent <= CLAIMED_PERCENT)
if (!holds) process.exitCode = 1
if (values.json) {
  console.log(JSON.stringify(rows))
} else {
  console.log('| | memory MB | idle CPU % | wake-ups a second | status command, median ms |\n|---|---|---|---|---|')
  for (const { name, rssMb, cpuPercent, wakes, statusMs } of rows) {
    const figures = [rssMb.toFixed(0), cpuPercent.toFixed(2), wakes.toFixed(0), statusMs.toFixed(0)]
    console.log(`| ${name} | ${figures.join(' | ')} |`)
  }
  const verdict = holds ? 'it holds' : 'it does not hold'
  console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}; claimed: an idle voter at most ${CLAIMED_PERCENT} %; ${verdict}`)
  if (!rows.some(({ name }) => name === 'serf agent')) console.log('serf is not installed: apt-get install serf')
}
