/**
 * Links of three voters are cut, one way or both: while some host has a majority around it, the cluster goes on.
 *
 * Touches network namespaces and agents, as root. BUGS row RF18. A link counts as open when both directions are: the
 * protocols run over TCP, so without a way back nothing arrives. A host that does not reach the leader, although
 * another does, takes no writes meanwhile: nobody relays for it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { Fleet, type Machine } from '../fleet.ts'
import { appendNumbers, type Ledger, newLedger } from '../writers.ts'
import { type Cut, connected, Network } from './network.ts'
import { wrongWith } from './power.ts'
import type { Undoing } from './undoing.ts'

const HOSTS = ['a', 'b', 'c'] as const
/** A deadline for a broken cluster, not a measure of a good one. */
const PROGRESS_MS = 60_000
/** How long hosts without a majority are asked in vain. */
const HOPELESS_MS = 2_000
/** Events a host may be asked to append in one cut. */
const NUMBERS = 300

/** Three voters on hosts of their own. */
export interface Linked {
  readonly network: Network
  readonly fleet: Fleet
  readonly machines: readonly Machine[]
  readonly ledger: Ledger
}

export async function linked (undoing: Undoing): Promise<Linked> {
  const network = new Network(undoing, HOSTS)
  const fleet = new Fleet({}, name => ({ address: network.address(name), prefix: network.prefix(name) }))
  undoing.later(() => fleet.abandon())
  return { network, fleet, machines: await fleet.voters(HOSTS.length), ledger: newLedger() }
}

export interface Cutting {
  /** Milliseconds until an append was acknowledged; null when no host has a majority around it. */
  readonly progressMs: number | null
  /** Terms that began while the links were cut. */
  readonly terms: number
  /** What is wrong after the links healed, a sentence each. */
  readonly wrong: readonly string[]
}

/**
 * Cut links, append through everyone, heal.
 *
 * @param first - number of the first event; 1,000 numbers are used at most
 */
export async function cutLinks (
  { network, machines, ledger }: Linked, cuts: readonly Cut[], first: number
): Promise<Cutting> {
  const before = await highestTerm(machines)
  const lives = connected(HOSTS, cuts).length > 0
  const began = performance.now()
  let progressMs: number | null = null
  network.cut(cuts)
  try {
    const over = (): boolean => lives ? progressMs !== null : performance.now() - began > HOPELESS_MS
    await Promise.all(machines.map((machine, at) => appendUntil(machine, ledger, first + at * NUMBERS, over, () => {
      progressMs ??= performance.now() - began
    })))
  } finally { network.cut([]) }
  const wrong = [...await wrongWith(machines, ledger)]
  if (lives && progressMs === null) wrong.push(`nothing was acknowledged in ${PROGRESS_MS} ms`)
  if (!lives && progressMs !== null) wrong.push('an event was acknowledged, and nobody had a majority around it')
  return { progressMs, terms: await highestTerm(machines) - before, wrong }
}

/** Append one after the other through a host; most of them may be refused, or end unknown. */
async function appendUntil (
  { client }: Machine, ledger: Ledger, first: number, over: () => boolean, acknowledged: () => void
): Promise<void> {
  const end = performance.now() + PROGRESS_MS
  for (let number = first; number < first + NUMBERS && !over() && performance.now() < end; number++) {
    await appendNumbers([client], ledger, { first: number, count: 1, inFlight: 1, deadlineMs: 500 })
    if (ledger.acknowledged.has(number)) acknowledged()
    else await pause(50)
  }
}

async function highestTerm (machines: readonly Machine[]): Promise<number> {
  return Math.max(...await Promise.all(machines.map(async ({ client }) => (await client.status()).term)))
}
