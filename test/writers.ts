/**
 * Clients that append numbered events and remember what was acknowledged, refused and left unknown.
 *
 * Touches only the API of the agents it is given.
 */

import type { Client } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import type { Row } from './agreeing.ts'

export interface Ledger {
  /** Index of every acknowledged event, by its number. */
  readonly acknowledged: Map<number, number>
  /** Numbers that were refused: they must never appear. */
  readonly refused: Set<number>
  /** Numbers whose outcome is unknown: they may appear once. */
  readonly unknown: Set<number>
}

export const newLedger = (): Ledger => ({ acknowledged: new Map(), refused: new Set(), unknown: new Set() })

/**
 * Append events numbered first..first+count-1, so many at a time.
 *
 * @param clients - used in turn; each retries by itself until the deadline of a call
 * @param between - called after each acknowledgement with how many there are
 */
export async function appendNumbers (
  clients: readonly Client[],
  ledger: Ledger,
  choice: {
    readonly first: number
    readonly count: number
    readonly inFlight: number
    readonly deadlineMs: number
    readonly pad?: string
    readonly between?: (acknowledged: number) => void
  }
): Promise<void> {
  let next = choice.first
  const end = choice.first + choice.count
  const one = async (lane: number): Promise<void> => {
    while (next < end) {
      const number = next++
      const client = clients[lane % clients.length]
      if (client === undefined) throw new Error('no client was given')
      await appendOne(client, ledger, number, choice.deadlineMs, choice.pad ?? '')
      choice.between?.(ledger.acknowledged.size)
    }
  }
  await Promise.all(Array.from({ length: choice.inFlight }, (_, lane) => one(lane)))
}

async function appendOne (
  client: Client,
  ledger: Ledger,
  number: number,
  deadlineMs: number,
  pad: string
): Promise<void> {
  try {
    const { index } = await client.log.append({ type: 'test.numbered', payload: { number, pad } }, { deadlineMs })
    ledger.acknowledged.set(number, index)
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    const fate = error.refusal.changed === 'no' ? ledger.refused : ledger.unknown
    fate.add(number)
  }
}

/** What is wrong with an exported log, a sentence each; empty when every promise was kept. */
export function brokenPromises (ledger: Ledger, rows: readonly Row[]): readonly string[] {
  const broken: string[] = []
  const places = new Map<number, number>()
  for (const [at, row] of rows.entries()) {
    if (at > 0 && row.index !== (rows[at - 1]?.index ?? 0) + 1)
      broken.push(`index ${row.index} does not follow ${rows[at - 1]?.index}`)
    if (row.type !== 'test.numbered') continue
    const { number } = row.payload as { number: number }
    if (places.has(number)) broken.push(`event ${number} is at ${places.get(number)} and again at ${row.index}`)
    places.set(number, row.index)
  }
  for (const [number, index] of ledger.acknowledged) {
    if (places.get(number) !== index) broken.push(`event ${number} was acknowledged at ${index} and is at ${places.get(number) ?? 'no place'}`)
  }
  for (const number of ledger.refused)
    if (places.has(number)) broken.push(`event ${number} was refused and is at ${places.get(number)}`)
  return broken
}

/** Where two exports differ, or null. Compares the hash chain, which covers everything before it. */
export function firstDifference (left: readonly Row[], right: readonly Row[]): string | null {
  if (left.length !== right.length) return `${left.length} rows and ${right.length} rows`
  const at = left.findIndex((row, place) => row.hash !== right[place]?.hash)
  return at === -1 ? null : `index ${left[at]?.index}: ${left[at]?.hash} and ${right[at]?.hash}`
}
