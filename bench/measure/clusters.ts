/**
 * A cluster under measurement, ours or a peer's: whom to write to, whom to kill, when it is whole again.
 *
 * Touches real agents through the fleet of the tests.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PATHS } from '@hivemind/api'
import { Fleet, type Machine, until } from '../../test/fleet.ts'
import type { Drive } from './driving.ts'
import { WATCHING } from './watching.ts'
import type { Target } from './writing.ts'

/** A cluster that `comparing.ts` can drive. */
export interface Driven extends Cluster {
  /** How to reach a member by the client of `driving.ts`. */
  driven (member: string): { readonly product: Drive['product'], readonly where: string }
  /** Directory into which members that are preloaded with `watching.ts` write; null for members without. */
  readonly watch: string | null
}

export interface Cluster {
  readonly name: string
  readonly targets: readonly Target[]
  /** Waits until every member is up and names the same leader. @returns its name */
  settled (): Promise<string>
  pid (member: string): number
  /** Start a member that was killed. */
  start (member: string): Promise<void>
  stop (): Promise<void>
}

/**
 * Voters that `watching.ts` watches, in the session of the caller as the peer's members are: the scheduler of Linux
 * gives shares of a busy machine to sessions (autogroups), and three of their own would not compare with one.
 *
 * @param profiles - directory for CPU profiles; none when empty
 */
export async function startWatched (voters: number, profiles: string): Promise<Driven> {
  const watch = mkdtempSync(join(tmpdir(), 'watch-'))
  const fleet = new Fleet()
  const around = {
    detached: false,
    env: {
      NODE_OPTIONS: `--import=${WATCHING}`, HIVEMIND_WATCH: watch,
      ...(profiles === '' ? {} : { HIVEMIND_PROFILE: profiles })
    }
  }
  const machines = await fleet.voters(voters)
  for (const { name } of machines) {
    await fleet.kill(name)
    await fleet.start(name, around)
  }
  const cluster = clusterOf(fleet, machines)
  return {
    ...cluster,
    watch,
    start: name => fleet.start(name, around),
    driven: member => drivenBy(cluster, member),
    async stop () {
      await cluster.stop()
      rmSync(watch, { recursive: true, force: true })
    }
  }
}

/** @throws when there is no such member */
export function targetOf ({ name, targets }: Pick<Cluster, 'name' | 'targets'>, member: string): Target {
  const found = targets.find(target => target.name === member)
  if (found === undefined) throw new Error(`${name} has no member "${member}"`)
  return found
}

/** Three voters with the settings that a user gets, and nothing besides. @param env - added to ours, for every agent */
export async function startHivemind (env: NodeJS.ProcessEnv = {}): Promise<Driven> {
  const fleet = new Fleet(env)
  const cluster = clusterOf(fleet, await fleet.voters(3))
  return { ...cluster, watch: null, driven: member => drivenBy(cluster, member) }
}

const drivenBy = (cluster: Cluster, member: string): ReturnType<Driven['driven']> =>
  ({ product: 'hivemind', where: String(targetOf(cluster, member).where.socketPath) })

function clusterOf (fleet: Fleet, machines: readonly Machine[]): Cluster {
  return {
    name: 'hivemind',
    targets: machines.map(target),
    settled: async () => {
      await until('all agents to answer', async () => {
        for (const { client } of machines) await client.status({ deadlineMs: 2_000 })
        return true
      })
      return (await fleet.leader()).name
    },
    pid: name => fleet.machine(name).pid,
    start: name => fleet.start(name),
    stop: () => fleet.stop()
  }
}

const target = ({ name, dataDir }: Machine): Target => ({
  name,
  where: { socketPath: `${dataDir}/agent.sock` },
  path: PATHS['log-append'].path,
  headers: { host: 'agent' },
  body: number => JSON.stringify({ events: [{ type: 'bench.write', payload: { number } }] }),
  acknowledged: answer => answer.includes('"appended"')
})
