/**
 * What an idle agent costs and how fast its status comes, beside a serf agent in the same run.
 *
 * Touches a real three-voter cluster on loopback, and serf when it is installed (Debian package `serf`).
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Fleet } from '../test/fleet.ts'
import { cpuMs, residentBytes, type Timable, timeInTurn } from './measure/processes.ts'
import { startSerf } from './measure/serf.ts'

const LITE = fileURLToPath(new URL('../packages/cli/bin/hivemind-lite.js', import.meta.url))
const IDLE_MS = 20_000

interface IdleRow {
  readonly name: string
  readonly rssMb: number
  readonly cpuPercent: number
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
    const before = watched.map(({ pid }) => cpuMs(pid))
    await new Promise(resolve => setTimeout(resolve, IDLE_MS)) // Idle time itself is what is measured.
    const used = watched.map(({ pid }, at) => cpuMs(pid) - (before[at] ?? 0))
    const own: Timable = {
      name: 'hivemind-lite status',
      command: process.execPath,
      words: [LITE, 'status', '--data-dir', leader.dataDir]
    }
    const times = timeInTurn(serf === null ? [own] : [own, serf.status], runs)
    return watched.map(({ name, pid }, at) => ({
      name, rssMb: residentBytes(pid) / 1e6, cpuPercent: (used[at] ?? 0) / IDLE_MS * 100,
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
if (values.json) {
  console.log(JSON.stringify(rows))
} else {
  console.log('| | memory MB | idle CPU % | status command, median ms |\n|---|---|---|---|')
  for (const { name, rssMb, cpuPercent, statusMs } of rows) {
    console.log(`| ${name} | ${rssMb.toFixed(0)} | ${cpuPercent.toFixed(2)} | ${statusMs.toFixed(0)} |`)
  }
  if (!rows.some(({ name }) => name === 'serf agent')) console.log('serf is not installed: apt-get install serf')
}
