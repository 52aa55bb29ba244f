/**
 * How many elections a cluster holds that has no reason to: every core is busy all the time, and every agent's event
 * loop stands still for up to 150 ms forty times a minute.
 *
 * Touches three real agents with the settings that users get, and one process that does nothing but calculate for each
 * core. A client writes to all agents all the time. `--minutes 10`, `--stall-ms 150`, `--stalls 40` a minute.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { connect } from '@hivemind/api'
import { startHivemind } from './measure/clusters.ts'
import { STALLING } from './measure/stalling.ts'
import { Writer } from './measure/writing.ts'

const LOOK_MS = 1_000

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    'stall-ms': { type: 'string', default: '150' },
    stalls: { type: 'string', default: '40' },
    json: { type: 'boolean', default: false }
  }
})

/** One process a core that never rests. */
const startBurners = (): readonly ChildProcess[] =>
  Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  )

interface Calm { readonly minutes: number, readonly elections: number, readonly writes: number, readonly gapMs: number }

async function watch (minutes: number): Promise<Calm> {
  const cluster = await startHivemind({
    NODE_OPTIONS: `--import=${STALLING}`,
    HIVEMIND_STALL_MS: values['stall-ms'],
    HIVEMIND_STALLS: values.stalls
  })
  const burners = startBurners()
  const clients = cluster.targets.map(({ where }) => connect({ addr: `unix://${where.socketPath}` }))
  try {
    await cluster.settled()
    const termNow = async (): Promise<number> =>
      Math.max(...await Promise.all(clients.map(async client => (await client.status()).term)))
    const before = await termNow()
    const beganAt = performance.now()
    const writer = new Writer(cluster.targets)
    while (performance.now() - beganAt < minutes * 60_000) await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    const calm = {
      minutes, elections: await termNow() - before, writes: writer.acknowledged, gapMs: writer.gapMs(beganAt)
    }
    writer.stop()
    return calm
  } finally {
    for (const client of clients) client.close()
    for (const burner of burners) burner.kill('SIGKILL')
    await cluster.stop()
  }
}

const calm = await watch(Number(values.minutes))
if (calm.elections > 0) process.exitCode = 1
if (values.json) {
  console.log(JSON.stringify(calm))
} else {
  const { minutes, elections, writes, gapMs } = calm
  console.log('| minutes | longest stall ms | stalls a minute and agent | writes | longest gap ms | elections |')
  console.log('|---|---|---|---|---|---|')
  console.log(`| ${minutes} | ${values['stall-ms']} | ${values.stalls} | ${writes} | ${gapMs.toFixed(0)} | ${elections} |`)
  console.log(`load of the machine ${loadavg()[0]?.toFixed(1)}; claimed: no election; ${elections === 0 ? 'it holds' : 'it does not hold'}`)
}
