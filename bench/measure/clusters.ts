/**
 * A cluster under measurement, ours or a peer's: whom to write to, whom to kill, when it is whole again.
 *
 * Touches real agents through the fleet of the tests.
 */
import { PATHS } from '@hivemind/api'
import { Fleet, type Machine, until } from '../../test/fleet.ts'
import type { Target } from './writing.ts'

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

/** Three voters with the settings that a user gets. @param env - besides our own, for every agent */
export async function startHivemind (env: NodeJS.ProcessEnv = {}): Promise<Cluster> {
  const fleet = new Fleet(env)
  const machines = await fleet.voters(3)
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
