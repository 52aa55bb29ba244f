/** How a machine of a fleet leaves its cluster. Touches the machine through its own API, and waits for its process. */
import { HivemindError } from '@hivemind/base'
import { type Fleet, isAlive, until } from '../../test/fleet.ts'

/** Leave by the machine's own API, and wait until its process is gone. */
export async function leave (fleet: Fleet, name: string): Promise<void> {
  const machine = fleet.machine(name)
  const { client, pid } = machine
  await client.call('leave', { body: {} }).catch((error: unknown) => {
    // The others may cut it off before its own answer is out; that it left, their logs say.
    if (!(error instanceof HivemindError) || error.refusal.changed !== 'unknown') throw error
  })
  machine.pid = 0
  await until(`the end of ${name}`, async () => !isAlive(pid))
  fleet.machines.delete(name)
  client.close()
}
