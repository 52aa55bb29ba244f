/**
 * Acknowledged single-entry writes of 256 bytes at 1 to 1,000 in flight, beside etcd in the same run.
 *
 * Touches three real agents with the settings that users get and, with `--peer etcd`, three etcd servers with default
 * durability on the same file system (Debian package `etcd-server`). The clusters are driven in turn, each by a client
 * process of its own that talks to the leader: ours by the public client, etcd by the least gRPC client there is.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chart } from './measure/chart.ts'
import { type Driven, startWatched } from './measure/clusters.ts'
import { compare, loadText, type Row } from './measure/comparing.ts'
import { etcdIsInstalled, startEtcd } from './measure/etcd.ts'
import { peerOf, table } from './measure/table.ts'

/** What is claimed in ratios to etcd: at most so much latency, at least so much throughput. */
interface Claim { readonly p50?: number, readonly p99?: number, readonly perSecond?: number }
const CLAIMS: ReadonlyMap<number, Claim> = new Map([
  [1, { p50: 1 }], [16, { perSecond: 1.5 }], [64, { perSecond: 2 }],
  [256, { perSecond: 2, p99: 0.5 }], [1_000, { perSecond: 3 }]
])
const DELAY_P99_MS = 20

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    runs: { type: 'string', default: '5' },
    loads: { type: 'string', default: '1,16,64,256,1000' },
    seconds: { type: 'string', default: '3' },
    voters: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    chart: { type: 'string' },
    profile: { type: 'string', default: '' }
  }
})

/** Each claim that the rows speak of, and whether it holds. */
function claimed (rows: readonly Row[]): readonly string[] {
  const said: string[] = []
  const say = (text: string, holds: boolean): void => {
    if (!holds) process.exitCode = 1
    said.push(`claimed: ${text}; ${holds ? 'it holds' : 'it does not hold'}`)
  }
  for (const row of rows) {
    const [claim, peer] = [CLAIMS.get(row.inFlight), peerOf(rows, row)]
    if (claim === undefined || peer === undefined) continue
    const at = `at ${row.inFlight} in flight`
    const { p50, p99, perSecond } = claim
    if (p50 !== undefined) say(`p50 ${at} at most ${p50} of etcd's`, row.p50Ms <= p50 * peer.p50Ms)
    if (p99 !== undefined) say(`p99 ${at} at most ${p99} of etcd's`, row.p99Ms <= p99 * peer.p99Ms)
    if (perSecond !== undefined)
      say(`throughput ${at} at least ${perSecond} of etcd's`, row.perSecond >= perSecond * peer.perSecond)
    if (row.inFlight === 256 && row.delayP99Ms !== null)
      say(`event loop ${at} late by at most ${DELAY_P99_MS} ms (p99)`, row.delayP99Ms <= DELAY_P99_MS)
  }
  return said
}

const clusters: Driven[] = []
try {
  if (values.peer !== undefined && values.peer !== 'etcd')
    throw new Error(`--peer is ${values.peer}, expected etcd`)
  if (values.peer === 'etcd' && !etcdIsInstalled())
    throw new Error('etcd is not installed; on Debian: apt-get install etcd-server')
  clusters.push(await startWatched(Number(values.voters), values.profile))
  if (values.peer === 'etcd') clusters.push(await startEtcd('etcd', [], Number(values.voters)))
  const rows = await compare(clusters, {
    deeds: ['write'], loads: values.loads.split(',').map(Number), runs: Number(values.runs),
    warmMs: 1_000, ms: Number(values.seconds) * 1_000
  })
  const claims = claimed(rows)
  if (values.chart !== undefined) writeFileSync(values.chart, chart('writes of 256 bytes', rows))
  const told = [table(rows), ...claims, `load of the machine: ${loadText()}`]
  console.log(values.json ? JSON.stringify(rows) : told.join('\n'))
} finally {
  for (const cluster of clusters) await cluster.stop()
}
