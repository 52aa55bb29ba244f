/**
 * How long nobody acknowledges a write when the leader is killed (SIGKILL) or falls silent (SIGSTOP), beside etcd.
 *
 * Touches three real agents with the settings that users get and, with `--peer etcd`, three etcd servers with default
 * settings and three with 150/15 ms (Debian package `etcd-server`). The clusters are tried in turn, with the same
 * client: a small write to each member every 12 ms. The gap is the longest time between two acknowledgements, from
 * whichever member.
 */
import { parseArgs } from 'node:util'
import { type Cluster, startHivemind } from './measure/clusters.ts'
import { startEtcd, wantsEtcd } from './measure/etcd.ts'
import { type Gaps, gapsOf } from './measure/gaps.ts'
import { Writer } from './measure/writing.ts'

/** What is claimed for ours, milliseconds; on a machine that does nothing else. */
const CLAIMS = { kill: { p50Ms: 80, p99Ms: 300 }, stop: { p50Ms: 300, p99Ms: 700 } } as const
type Fault = keyof typeof CLAIMS

const TEXTS: Readonly<Record<Fault, string>> = { kill: 'killed (SIGKILL)', stop: 'silent (SIGSTOP)' }
/** Writing goes on so long before a fault, and so long after the cluster answers again. */
const CALM_MS = 400
/** A cluster that has not recovered by then is broken. */
const RECOVERY_MS = 20_000

interface Row extends Gaps { readonly cluster: string, readonly fault: Fault }

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Strike the leader while a client writes. @returns the longest time without an acknowledgement, milliseconds */
async function strike (cluster: Cluster, fault: Fault): Promise<number> {
  const leader = await cluster.settled()
  const writer = new Writer(cluster.targets)
  try {
    await pause(CALM_MS * (1 + Math.random())) // At any phase of the heartbeat.
    if (writer.acknowledged === 0) throw new Error(`${cluster.name} acknowledges nothing`)
    const struckAt = performance.now()
    process.kill(cluster.pid(leader), fault === 'kill' ? 'SIGKILL' : 'SIGSTOP')
    await recovered(writer, struckAt)
    return writer.gapMs(struckAt)
  } finally {
    writer.stop()
    if (fault === 'kill') await cluster.start(leader)
    else process.kill(cluster.pid(leader), 'SIGCONT')
  }
}

/** Until acknowledgements came after a pause, or so long that there was none worth the name. */
async function recovered (writer: Writer, struckAt: number): Promise<void> {
  const before = writer.acknowledged
  while (performance.now() - struckAt < RECOVERY_MS) {
    await pause(CALM_MS)
    const whole = performance.now() - struckAt > 2 * CALM_MS && performance.now() - writer.lastAt < CALM_MS / 4
    if (whole && writer.acknowledged > before) return
  }
  throw new Error(`no write was acknowledged within ${RECOVERY_MS} ms of the loss of the leader`)
}

async function measure (
  clusters: readonly Cluster[],
  rounds: Readonly<Record<Fault, number>>
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const fault of ['kill', 'stop'] as const) {
    const gaps = new Map<Cluster, number[]>(clusters.map(cluster => [cluster, []]))
    for (let round = 0; round < rounds[fault]; round++)
      for (const [cluster, taken] of gaps) taken.push(await strike(cluster, fault))
    for (const [{ name }, taken] of gaps) if (taken.length > 0) rows.push({ cluster: name, fault, ...gapsOf(taken) })
  }
  return rows
}

function table (rows: readonly Row[]): string {
  const lines = rows.map(row => {
    const own = rows.find(({ cluster, fault }) => cluster === 'hivemind' && fault === row.fault)
    const ratio = own === undefined || own === row ? '' : (row.p50Ms / own.p50Ms).toFixed(1)
    const cells = [row.p50Ms, row.p99Ms, row.maxMs].map(ms => ms.toFixed(0))
    return `| ${row.cluster} | ${TEXTS[row.fault]} | ${row.count} | ${cells.join(' | ')} | ${ratio} |`
  })
  return [
    '| cluster | leader | times | p50 ms | p99 ms | max ms | p50 / ours |',
    '|---|---|---|---|---|---|---|',
    ...lines
  ].join('\n')
}

function claimed (rows: readonly Row[]): readonly string[] {
  return rows.filter(({ cluster }) => cluster === 'hivemind').map(({ fault, p50Ms, p99Ms }) => {
    const claim = CLAIMS[fault]
    const holds = p50Ms <= claim.p50Ms && p99Ms <= claim.p99Ms
    if (!holds) process.exitCode = 1
    const [p50, p99] = [`p50 at most ${claim.p50Ms} ms`, `p99 at most ${claim.p99Ms} ms`]
    return `claimed for a leader ${TEXTS[fault]}: ${p50}, ${p99}; ${holds ? 'it holds' : 'it does not hold'}`
  })
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    stops: { type: 'string' },
    peer: { type: 'string' },
    json: { type: 'boolean', default: false }
  }
})
const clusters: Cluster[] = []
try {
  const beside = wantsEtcd(values.peer)
  clusters.push(await startHivemind())
  if (beside) {
    clusters.push(await startEtcd('etcd, default settings', []))
    clusters.push(await startEtcd('etcd, 150/15 ms', ['--election-timeout', '150', '--heartbeat-interval', '15']))
  }
  const rows = await measure(clusters, { kill: Number(values.kills), stop: Number(values.stops ?? values.kills) })
  const claims = claimed(rows)
  console.log(values.json ? JSON.stringify(rows) : [table(rows), ...claims].join('\n'))
} finally {
  for (const cluster of clusters) await cluster.stop()
}
