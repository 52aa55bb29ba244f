/**
 * How long until a cluster of three that was killed as a whole (SIGKILL) acknowledges a write again, with 100,000
 * entries in its log, beside etcd in the same run.
 *
 * Touches three real agents and, with `--peer etcd`, three etcd servers. The time begins when all are dead and their
 * processes are started again together, and ends with the first acknowledged write, to whichever member.
 */
import { type Driven, startHivemind } from './measure/clusters.ts'
import { writeMany } from './measure/driving.ts'
import { startEtcd } from './measure/etcd.ts'
import { restart } from './measure/restarting.ts'
import { timeInTurn, wanted } from './measure/taking.ts'

/** What is claimed: no longer than etcd. */
const RATIO_MAX = 1

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
