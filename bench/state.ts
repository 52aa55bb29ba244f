/**
 * A large state: 100,000 resources, and what a snapshot of it does to the event loops of three voters that are written
 * to all the while; then how long they take to start again.
 *
 * Touches three real agents. Event loops are asked once a second; what they say of a second in which a snapshot was
 * taken is held against what they say of the others.
 */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Client, connect } from '@hivemind/api'
import { type Driven, startWatched } from './measure/clusters.ts'
import { loadText, watched } from './measure/comparing.ts'
import { residentBytes } from './measure/processes.ts'
import { restart } from './measure/restarting.ts'

/** What is claimed of the event loop, p99 of a second in which a snapshot was taken, milliseconds. */
const DELAY_MS_MAX = 50
const IN_FLIGHT = 64
const SECOND_MS = 1_000

/** Do it so many times, with so many under way. */
async function often (times: number, deed: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => { while (next < times) await deed(next++) }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
}

const createResource = (client: Client, number: number): Promise<unknown> =>
  client.call('resource-create', {
    body: {
      kind: 'vm', name: `vm-${number}`, tags: { zone: `z${number % 8}` },
      definition: { image: 'debian-13', cpus: 2, memoryMb: 2_048, disks: [{ name: 'root', gb: 20 }] }
    }
  })

/** Agents' logs, and how many snapshots they tell of. */
function snapshotsTaken (cluster: Driven): number {
  const logs = cluster.targets.map(({ where }) => join(dirname(String(where.socketPath)), 'agent.log'))
  return logs.reduce((sum, path) => sum + readFileSync(path, 'utf8').split('"snapshot taken"').length - 1, 0)
}

/** Delays of the worst member, second by second. */
interface Second { readonly p99Ms: number, readonly maxMs: number, readonly withSnapshot: boolean }

async function seconds (cluster: Driven, stop: AbortSignal): Promise<readonly Second[]> {
  const told: Second[] = []
  await watched(cluster)
  let taken = snapshotsTaken(cluster)
  while (!stop.aborted) {
    await new Promise(resolve => setTimeout(resolve, SECOND_MS))
    const delays = await watched(cluster)
    const now = snapshotsTaken(cluster)
    const second = {
      p99Ms: Math.max(...delays.map(({ delayP99Ms }) => delayP99Ms)),
      maxMs: Math.max(...delays.map(({ delayMaxMs }) => delayMaxMs)), withSnapshot: now > taken
    }
    // One that is told of now may have begun in the second before.
    const before = told.at(-1)
    if (second.withSnapshot && before !== undefined) told.splice(-1, 1, { ...before, withSnapshot: true })
    told.push(second)
    taken = now
  }
  return told
}

const { values } = parseArgs({
  options: {
    resources: { type: 'string', default: '100000' },
    events: { type: 'string', default: '300000' },
    json: { type: 'boolean', default: false }
  }
})
const cluster = await startWatched(3, '')
try {
  const leader = await cluster.settled()
  const client = connect({ addr: `unix://${cluster.driven(leader).where}` })
  const [resources, events] = [Number(values.resources), Number(values.events)]
  const beganAt = performance.now()
  await often(resources, number => createResource(client, number))
  const perSecond = resources / (performance.now() - beganAt) * 1_000
  const stop = new AbortController()
  const watching = seconds(cluster, stop.signal)
  await often(events, () => client.log.append({ type: 'bench.write', payload: 'x'.repeat(200) }))
  stop.abort()
  const told = await watching
  client.close()
  const pids = cluster.targets.map(({ name }) => cluster.pid(name))
  const mb = Math.max(...pids.map(residentBytes)) / 1e6
  const report = (kind: string, some: readonly Second[]): string => {
    const p99Ms = some.map(one => one.p99Ms).toSorted((a, b) => a - b)
    const max = (Math.max(0, ...some.map(({ maxMs }) => maxMs))).toFixed(0)
    return `| ${kind} | ${some.length} | ${(p99Ms[p99Ms.length >> 1] ?? 0).toFixed(1)} | ${(p99Ms.at(-1) ?? 0).toFixed(1)} | ${max} |`
  }
  const during = told.filter(({ withSnapshot }) => withSnapshot)
  const holds = during.length > 0 && Math.max(...during.map(({ p99Ms }) => p99Ms)) <= DELAY_MS_MAX
  if (!holds) process.exitCode = 1
  const restartMs = await restart(cluster)
  const text = [
    `${resources} resources, ${perSecond.toFixed(0)} created a second; ${events} events after them; ${mb.toFixed(0)} MB a member`,
    '| seconds | | p99 ms, median | p99 ms, worst | longest ms |', '|---|---|---|---|---|',
    report('with a snapshot', during), report('without', told.filter(({ withSnapshot }) => !withSnapshot)),
    `killed together, and acknowledging again after ${restartMs.toFixed(0)} ms`,
    `claimed: p99 of the event loop at most ${DELAY_MS_MAX} ms during a snapshot; it ${holds ? 'holds' : 'does not hold'}`,
    `load of the machine: ${loadText()}`
  ]
  console.log(values.json ? JSON.stringify({ resources, events, perSecond, mb, restartMs, told }) : text.join('\n'))
} finally {
  await cluster.stop()
}
