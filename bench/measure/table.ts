/** Rows of a comparison as a table, each of ours with its ratio to the peer's beside it. Pure. */
import type { Row } from './comparing.ts'

const HEAD = [
  'deed', 'in flight', 'cluster', 'per second', 'ratio', 'p50 ms', 'ratio', 'p99 ms', 'ratio',
  'CPU % client', 'leader', 'follower', 'MB leader', 'follower', 'event loop p99 ms'
]

export function table (rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows.map(row => line(cells(row, peerOf(rows, row))))].join('\n')
}

/** The peer's row for the same deed and load; undefined for the peer's own, and without a peer. */
export const peerOf = (rows: readonly Row[], { cluster, deed, inFlight }: Row): Row | undefined =>
  cluster !== 'hivemind'
    ? undefined
    : rows.find(row => row.cluster !== 'hivemind' && row.deed === deed && row.inFlight === inFlight)

function cells (row: Row, peer: Row | undefined): readonly string[] {
  const ratio = (value: 'perSecond' | 'p50Ms' | 'p99Ms'): string =>
    peer === undefined ? '' : (row[value] / peer[value]).toFixed(2)
  return [
    row.deed, String(row.inFlight), row.cluster,
    row.perSecond.toFixed(0), ratio('perSecond'),
    row.p50Ms.toFixed(2), ratio('p50Ms'), row.p99Ms.toFixed(2), ratio('p99Ms'),
    row.clientCpu.toFixed(0), row.leaderCpu.toFixed(0), row.followerCpu.toFixed(0),
    row.leaderMb.toFixed(0), row.followerMb.toFixed(0),
    row.delayP99Ms === null ? '' : row.delayP99Ms.toFixed(1)
  ]
}
