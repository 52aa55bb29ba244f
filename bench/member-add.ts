/**
 * How long until a machine that is added to a cluster of three with 100,000 entries in its log is a voter that has
 * caught up, beside etcd in the same run.
 *
 * Touches three real agents and one more and, with `--peer etcd`, as many etcd servers (Debian package `etcd-server`).
 * The time begins with what a user does: `hivemind join --voter`, or etcd's call to add a member and the start of its
 * process. It ends when the newcomer is a voter and has applied what the leader had applied at the beginning. Then the
 * newcomer leaves, for the next run.
 */
import { expectOk, Fleet, until } from '../test/fleet.ts'
import { writeMany } from './measure/driving.ts'
import { type Grown, startEtcd } from './measure/etcd.ts'
import { leave } from './measure/leaving.ts'
import { timeInTurn, wanted } from './measure/taking.ts'

/** What is claimed: no longer than etcd. */
const RATIO_MAX = 1
const VOTERS = 3

/** A cluster to which a voter is added and from which it is taken, over and over. */
interface Growing {
  readonly name: string
  /** Write so many entries. */
  fill (entries: number): Promise<void>
  /** Add a voter and wait until it has caught up. */
  grow (name: string): Promise<Grown>
  stop (): Promise<void>
}

async function growingHivemind (): Promise<Growing> {
  const fleet = new Fleet()
  await fleet.voters(VOTERS)
  const token = await fleet.token(['--voter', '--uses', '1000'])
  return {
    name: 'hivemind',
    fill: async count =>
      await writeMany({ product: 'hivemind', where: `${(await fleet.leader()).dataDir}/agent.sock` }, count),
    grow: async name => {
      const { appliedIndex } = await (await fleet.leader()).client.status()
      const { client } = await fleet.join(name, 'a', ['--voter', '--token', token])
      await until('the newcomer to be a voter that has caught up', async () => {
        const [status, peers] = await Promise.all([client.status(), client.controlPlane()])
        return status.appliedIndex >= appliedIndex && peers.some(({ id, raft }) => id === status.id && raft === 'voter')
      })
      return {
        drop: async () => {
          expectOk(await fleet.on('a', ['cp', 'remove', name, '--yes']))
          await leave(fleet, name)
        }
      }
    },
    stop: () => fleet.stop()
  }
}

async function growingEtcd (): Promise<Growing> {
  const etcd = await startEtcd('etcd', [], VOTERS)
  return { ...etcd, fill: async count => await writeMany(etcd.driven(await etcd.settled()), count) }
}

/** @returns milliseconds until the newcomer has caught up */
async function grow (cluster: Growing, run: number): Promise<number> {
  const beganAt = performance.now()
  const newcomer = await cluster.grow(`n${run}`)
  const tookMs = performance.now() - beganAt
  await newcomer.drop()
  return tookMs
}

const flags = wanted()
const clusters: Growing[] = []
try {
  clusters.push(await growingHivemind())
  if (flags.peer) clusters.push(await growingEtcd())
  for (const cluster of clusters) await cluster.fill(flags.entries)
  await timeInTurn(clusters, flags, RATIO_MAX, grow)
} finally {
  for (const cluster of clusters) await cluster.stop()
}
