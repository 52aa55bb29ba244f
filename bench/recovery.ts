/**
 * How long until a cluster of three that was killed as a whole (SIGKILL) acknowledges a write again, with 100,000
 * entries in its log, beside etcd in the same run.
 *
 * Touches three real agents and, with `--peer etcd`, three etcd servers. The time begins when all are dead and their
 * processes are started again together, and ends with the first acknowledged write, to whichever member.
 */
import { isAlive, until } from '../test/fleet.ts'
import { type Driven, startHivemind } from './measure/clusters.ts'
import { writeMany } from './measure/driving.ts'
import { startEtcd } from './measure/etcd.ts'
import { timeInTurn, wanted } from './measure/taking.ts'
import { Writer } from './measure/writing.ts'

/** What is claimed: no longer than etcd. */
const RATIO_MAX = 1

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

const flags = wanted()
const clusters: Driven[] = []
try {
  clusters.push(await startHivemind()) // Not watched: what is preloaded for that is loaded at each start.
  if (flags.peer) clusters.push(await startEtcd('etcd', []))
  for (const cluster of clusters) await writeMany(cluster.driven(await cluster.settled()), flags.entries)
  await timeInTurn(clusters, flags, RATIO_MAX, restart)
} finally {
  for (const cluster of clusters) await cluster.stop()
}
