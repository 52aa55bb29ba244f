/**
 * The leader is stopped like a machine that is suspended: others lead, and when it wakes it knows that it does not.
 *
 * Touches agents with SIGSTOP and SIGCONT. BUGS rows RF11, RF12.
 */
import { Fleet, type Machine, until } from '../fleet.ts'
import { appendNumbers, type Ledger, newLedger } from '../writers.ts'
import { wrongWith } from './power.ts'
import type { Undoing } from './undoing.ts'

export interface Stopped {
  /** Milliseconds until another leader had an append acknowledged. */
  readonly progressMs: number
  /** What is wrong, a sentence each. */
  readonly wrong: readonly string[]
}

export interface Trio { readonly fleet: Fleet, readonly machines: readonly Machine[], readonly ledger: Ledger }

export async function trio (undoing: Undoing): Promise<Trio> {
  const fleet = new Fleet()
  undoing.later(() => fleet.abandon())
  return { fleet, machines: await fleet.voters(3), ledger: newLedger() }
}

/**
 * Stop the leader, append through the others, ask the sleeper, wake it.
 *
 * @param first - number of the first event; 1,000 numbers are used at most
 */
export async function stopLeader ({ fleet, machines, ledger }: Trio, first: number): Promise<Stopped> {
  const leader = await fleet.leader()
  const others = machines.filter(machine => machine !== leader)
  const { term } = await leader.client.status()
  await appendNumbers([leader.client], ledger, { first, count: 20, inFlight: 4, deadlineMs: 10_000 })
  process.kill(leader.pid, 'SIGSTOP')
  const began = performance.now()
  // In the socket of the sleeper now, answered when it wakes: a read that must see what is written meanwhile.
  const asked = [0, 1, 2].map(() => readEnd(leader))
  try {
    await appendNumbers(others.map(({ client }) => client), ledger, {
      first: first + 100, count: 1, inFlight: 1, deadlineMs: 60_000
    })
  } finally { if (!ledger.acknowledged.has(first + 100)) process.kill(leader.pid, 'SIGCONT') }
  const progressMs = performance.now() - began
  await appendNumbers(others.map(({ client }) => client), ledger, {
    first: first + 101, count: 50, inFlight: 8, deadlineMs: 60_000
  })
  const written = Math.max(...ledger.acknowledged.values())
  process.kill(leader.pid, 'SIGCONT')
  const wrong: string[] = []
  for (const end of [...await Promise.all(asked), await readEnd(leader)])
    if (end !== null && end < written) wrong.push(`${leader.name} read through ${end}, and ${written} was acknowledged before`)
  const after = await until('the sleeper to know of another term', async () => {
    const seen = await leader.client.status()
    return seen.term > term && seen.leader !== null && seen
  })
  if (after.term <= term) wrong.push(`${leader.name} still leads term ${term}`)
  return { progressMs, wrong: [...wrong, ...await wrongWith(machines, ledger)] }
}

/** Last index that a linearizable read sees; null when it was refused. */
async function readEnd ({ client }: Machine): Promise<number | null> {
  try {
    const { items } = await client.log.read({ tail: 1, consistency: 'linearizable', deadlineMs: 20_000 })
    return items.at(-1)?.index ?? 0
  } catch { return null }
}
