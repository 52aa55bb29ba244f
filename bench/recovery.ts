/**
 * How long until a cluster of three that was killed as a whole (SIGKILL) acknowledges a write again, with 100,000
 * entries in its log, beside etcd in the same run.
 *
 * Touches three real agents and, with `--peer etcd`, three etcd servers. The time begins when all are dead and their
 * processes are started again together, and ends with the first acknowledged write, to whichever member.
 */
import { parseArgs } from 'node:util'
import { isAlive, until } from '../test/fleet.ts'
import { type Driven, startWatched } from './measure/clusters.ts'
import { loadText } from './measure/comparing.ts'
import { writeMany } from './measure/driving.ts'
import { etcdIsInstalled, startEtcd } from './measure/etcd.ts'
import { type Gaps, gapsOf } from './measure/gaps.ts'
import { Writer } from './measure/writing.ts'

/** What is claimed: no longer than etcd. */
const RATIO_MAX = 1

interface Row extends Gaps { readonly cluster: string }

/** @returns milliseconds until the first write is acknowledged */
async function restart (cluster: Driven): Promise<number> {
  const names = cluster.targets.map(({ name }) => name)
  const pids = names.map(name => cluster.pid(name))
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await until(`the end of ${cluster.name}`, async () => pids.every(pid => !isAlive(pid)))
  const beganAt = performance.now()
  const started = Promise.all(names.map(name => cluster.start(name)))
  const writer = new Writer(cluster.targets)
  try {
    await until(`${cluster.name} to acknowledge a write`, async () => writer.acknowledged > 0)
    await started
    return writer.firstAt - beganAt
  } finally {
    writer.stop()
  }
}

function table (rows: readonly Row[], entries: number): string {
  const peer = rows.find(({ cluster }) => cluster !== 'hivemind')
  const lines = rows.map(({ cluster, count, p50Ms, maxMs }) => {
    const ratio = peer === undefined || cluster !== 'hivemind' ? '' : (p50Ms / peer.p50Ms).toFixed(2)
    return `| ${cluster} | ${entries} | ${count} | ${p50Ms.toFixed(0)} | ${ratio} | ${maxMs.toFixed(0)} |`
  })
  return ['| cluster | entries | times | p50 ms | ratio | max ms |', '|---|---|---|---|---|---|', ...lines].join('\n')
}

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    runs: { type: 'string', default: '5' },
    entries: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false }
  }
})
const entries = Number(values.entries)
const clusters: Driven[] = []
try {
  if (values.peer !== undefined && values.peer !== 'etcd') throw new Error(`--peer is ${values.peer}, expected etcd`)
  if (values.peer === 'etcd' && !etcdIsInstalled())
    throw new Error('etcd is not installed; on Debian: apt-get install etcd-server')
  clusters.push(await startWatched(3, ''))
  if (values.peer === 'etcd') clusters.push(await startEtcd('etcd', []))
  for (const cluster of clusters) await writeMany(cluster.driven(await cluster.settled()), entries)
  const taken = new Map<Driven, number[]>(clusters.map(cluster => [cluster, []]))
  for (let run = 0; run < Number(values.runs); run++)
    for (const [cluster, times] of taken) times.push(await restart(cluster))
  const rows = [...taken].map(([{ name }, times]): Row => ({ cluster: name, ...gapsOf(times) }))
  const [own, peer] = rows
  const holds = own === undefined || peer === undefined || own.p50Ms <= RATIO_MAX * peer.p50Ms
  if (!holds) process.exitCode = 1
  const claim = `claimed: at most ${RATIO_MAX} of etcd's time; ${holds ? 'it holds' : 'it does not hold'}`
  const told = [table(rows, entries), ...(peer === undefined ? [] : [claim]), `load of the machine: ${loadText()}`]
  console.log(values.json ? JSON.stringify(rows) : told.join('\n'))
} finally {
  for (const cluster of clusters) await cluster.stop()
}
