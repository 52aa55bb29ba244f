/**
 * Fills the log of three voters, compacts it, and adds a voter.
 *
 * Touches processes it starts and a temporary directory.
 */
import { Undoing } from '../../test/faults/undoing.ts'
import { Fleet, until } from '../../test/fleet.ts'
import { retain } from '../../test/retain.ts'
import { appendNumbers, newLedger } from '../../test/writers.ts'

const PAYLOAD_PAD = 'x'.repeat(220)

/** @returns how many appends were not acknowledged */
export async function fillLog (say: (line: string) => void, entries: number): Promise<number> {
  const fleet = new Fleet()
  const undoing = new Undoing()
  undoing.later(() => fleet.abandon())
  try {
    const [a, b, c] = await fleet.voters(3)
    if (a === undefined || b === undefined || c === undefined) throw new Error('three voters were started')
    for (const { name } of [a, b, c]) await retain(fleet, name, 5_000)
    await fleet.leader()
    const ledger = newLedger()
    const began = performance.now()
    await appendNumbers([a.client, b.client, c.client], ledger, {
      first: 0,
      count: entries,
      inFlight: 512,
      deadlineMs: 60_000,
      pad: PAYLOAD_PAD
    })
    const seconds = (performance.now() - began) / 1_000
    say(`${ledger.acknowledged.size} of ${entries} entries acknowledged in ${seconds.toFixed(1)} s (${(entries / seconds).toFixed(0)}/s), ${ledger.refused.size} refused, ${ledger.unknown.size} unknown`)
    await until('a snapshot near the end', async () => (await a.client.status()).snapshotIndex > entries - 11_000)
    const d = await fleet.join('d', 'b', ['--voter'])
    await until('d to vote and agree', async () => {
      const [left, right] = [await a.client.status(), await d.client.status()]
      return left.quorum.voters === 4 && right.appliedIndex === left.appliedIndex && right.stateHash === left.stateHash
    })
    for (const machine of [a, b, c, d]) {
      const { snapshotIndex, firstIndex, appliedIndex, agent } = await machine.client.status()
      say(`${machine.name}: applied ${appliedIndex}, snapshot ${snapshotIndex}, first kept ${firstIndex}, rss ${(agent.rssBytes / 1e6).toFixed(0)} MB, log ${(agent.logBytes / 1e6).toFixed(0)} MB`)
    }
    return ledger.refused.size + ledger.unknown.size
  } finally {
    await fleet.stop()
    undoing.run()
  }
}
