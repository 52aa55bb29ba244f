/** Whether what is claimed in ratios to the peer holds for the rows of a comparison. Pure. */
import type { Row } from './comparing.ts'
import { peerOf } from './table.ts'

/** At most so much of the peer's latency, at least so much of its throughput. */
export interface Claim {
  readonly p50?: number
  readonly p99?: number
  readonly perSecond?: number
  /** How late our worst event loop may be, p99 in milliseconds. */
  readonly delayP99Ms?: number
}

export interface Claimed { readonly text: string, readonly holds: boolean }

/** @param claimOf - what is claimed for a row, if anything */
export function claimed (rows: readonly Row[], claimOf: (row: Row) => Claim | undefined): readonly Claimed[] {
  return rows.flatMap((row): readonly Claimed[] => {
    const [claim, peer] = [claimOf(row), peerOf(rows, row)]
    if (claim === undefined || peer === undefined) return []
    const { p50, p99, perSecond, delayP99Ms } = claim
    const at = `of a ${row.deed} at ${row.inFlight} in flight`
    return [
      p50 !== undefined && { text: `p50 ${at} at most ${p50} of the peer's`, holds: row.p50Ms <= p50 * peer.p50Ms },
      p99 !== undefined && { text: `p99 ${at} at most ${p99} of the peer's`, holds: row.p99Ms <= p99 * peer.p99Ms },
      perSecond !== undefined && {
        text: `throughput ${at} at least ${perSecond} of the peer's`, holds: row.perSecond >= perSecond * peer.perSecond
      },
      delayP99Ms !== undefined && {
        text: `event loop ${at} late by at most ${delayP99Ms} ms (p99)`, holds: (row.delayP99Ms ?? 0) <= delayP99Ms
      }
    ].filter(one => one !== false)
  })
}
