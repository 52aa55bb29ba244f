/**
 * A cluster that is killed as a whole and started again.
 *
 * Touches real processes.
 */
import { isAlive, until } from '../../test/fleet.ts'
import type { Driven } from './clusters.ts'
import { Writer } from './writing.ts'

/**
 * SIGKILL all members, and start them again together when all are dead.
 *
 * @returns milliseconds from then until the first write is acknowledged, by whichever member
 */
export async function restart (cluster: Driven): Promise<number> {
  const names = cluster.targets.map(({ name }) => name)
  const pids = names.map(name => cluster.pid(name))
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await until(`the end of ${cluster.name}`, async () => pids.every(pid => !isAlive(pid)))
  const beganAt = performance.now()
  const started = Promise.all(names.map(name => cluster.start(name)))
  const writer = new Writer(cluster.targets)
  try {
    await until(`${cluster.name} to acknowledge a write`, async () => writer.acknowledged > 0, 120_000)
    await started
    return writer.firstAt - beganAt
  } finally {
    writer.stop()
  }
}
