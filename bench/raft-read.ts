/**
 * Reads of one entry, linearizable and stale, with 64 in flight, beside reads of one key from etcd in the same run.
 *
 * Touches the same clusters and clients as `raft-write.ts`. A thousand values are written first, and read in turn.
 */
import { beside } from './measure/beside.ts'

await beside({
  title: 'reads of 256 bytes', deeds: ['read', 'stale-read'], loads: '64',
  claimOf: ({ inFlight }) => inFlight === 64 ? { perSecond: 2 } : undefined
})
