/**
 * Acknowledged single-entry writes of 256 bytes at 1 to 1,000 in flight, beside etcd in the same run.
 *
 * Touches three real agents with the settings that users get and, with `--peer etcd`, three etcd servers with default
 * durability on the same file system (Debian package `etcd-server`). The clusters are driven in turn, each by a client
 * process of its own that talks to the leader: ours by the public client, etcd by the least gRPC client there is.
 */
import { beside } from './measure/beside.ts'
import type { Claim } from './measure/claiming.ts'

const CLAIMS: ReadonlyMap<number, Claim> = new Map([
  [1, { p50: 1 }], [16, { perSecond: 1.5 }], [64, { perSecond: 2 }],
  [256, { perSecond: 2, p99: 0.5, delayP99Ms: 20 }], [1_000, { perSecond: 3 }]
])

await beside({
  title: 'writes of 256 bytes', deeds: ['write'], loads: '1,16,64,256,1000',
  claimOf: ({ inFlight }) => CLAIMS.get(inFlight)
})
