/**
 * How long `hivemind-lite status` takes from start to end, beside a Node that does nothing and `serf members`.
 *
 * Touches one real agent on loopback, and serf when it is installed (Debian package `serf`).
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Fleet } from '../test/fleet.ts'
import { type Timable, timeInTurn } from './measure/processes.ts'
import { startSerf } from './measure/serf.ts'

/** What nobody who watches a cluster notices; on a quiet machine. */
const CLAIM_MS = 60

const binary = (name: string): string => fileURLToPath(new URL(`../packages/cli/bin/${name}.js`, import.meta.url))

interface StartupRow {
  readonly name: string
  readonly minMs: number
  readonly medianMs: number
  readonly maxMs: number
}

/** @param runs - runs of each command */
async function measureStartup (runs: number): Promise<readonly StartupRow[]> {
  const fleet = new Fleet()
  const serf = await startSerf()
  try {
    const { dataDir } = await fleet.init()
    const node = (name: string, words: readonly string[]): Timable => ({ name, command: process.execPath, words })
    const commands = [
      node('node -e 0', ['-e', '0']),
      node('hivemind-lite status', [binary('hivemind-lite'), 'status', '--data-dir', dataDir]),
      node('hivemind status', [binary('hivemind'), 'status', '--data-dir', dataDir]),
      ...(serf === null ? [] : [serf.status])
    ]
    return [...timeInTurn(commands, runs)].map(([name, timed]) => ({ name, ...timed }))
  } finally {
    serf?.child.kill('SIGTERM')
    await fleet.stop()
  }
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } }
})
const rows = await measureStartup(Number(values.runs))
const median = rows.find(({ name }) => name === 'hivemind-lite status')?.medianMs ?? Number.POSITIVE_INFINITY
process.exitCode = median <= CLAIM_MS ? 0 : 1
if (values.json) {
  console.log(JSON.stringify(rows))
} else {
  console.log('| whole process, ms | min | median | max |\n|---|---|---|---|')
  for (const { name, minMs, medianMs, maxMs } of rows) {
    console.log(`| ${name} | ${minMs.toFixed(0)} | ${medianMs.toFixed(0)} | ${maxMs.toFixed(0)} |`)
  }
  console.log(`claimed: hivemind-lite status in at most ${CLAIM_MS} ms; found ${median.toFixed(0)} ms`)
  if (!rows.some(({ name }) => name === 'serf members')) console.log('serf is not installed: apt-get install serf')
}
