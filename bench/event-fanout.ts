/**
 * How soon a thousand subscribers have an event, and how many deliveries a second there are, beside etcd's watchers.
 *
 * Touches three real agents and, with `--peer etcd`, three etcd servers (Debian package `etcd-server`). Subscribers are
 * spread over the members, a connection for each. First single events, each once the one before is everywhere; then
 * many at once. Claimed is what no ratio can make up for: each subscriber hears each event once.
 */
import { parseArgs } from 'node:util'
import { Audience } from './measure/audience.ts'
import { type Driven, startWatched } from './measure/clusters.ts'
import { loadText } from './measure/comparing.ts'
import { startEtcd, wantsEtcd } from './measure/etcd.ts'
import { gapsOf } from './measure/gaps.ts'
import { cpuMs, residentBytes } from './measure/processes.ts'

/** Single events of one run, and events at once with so many of them in flight. */
const SINGLES = 50
const AT_ONCE = { events: 500, inFlight: 64 } as const

/** What one run of one cluster brought. Shape: CPU and memory of the member that has most. */
interface Run {
  readonly p50Ms: number, readonly p99Ms: number, readonly perSecond: number
  readonly clientCpuMs: number, readonly memberCpuMs: number, readonly memberMb: number
}

async function measure (cluster: Driven, subscribers: number): Promise<Run> {
  const leader = cluster.driven(await cluster.settled())
  const members = cluster.targets.map(({ name }) => cluster.driven(name))
  const audience = await Audience.gather(members, leader, subscribers)
  const pids = cluster.targets.map(({ name }) => cluster.pid(name))
  try {
    const singles: number[] = []
    for (let event = 0; event < SINGLES; event++) {
      const beganAt = performance.now()
      await audience.say(1, 1)
      singles.push(await audience.allHeard() - beganAt)
    }
    const before = pids.map(cpuMs)
    const own = process.cpuUsage()
    const beganAt = performance.now()
    await audience.say(AT_ONCE.events, AT_ONCE.inFlight)
    const tookMs = await audience.allHeard() - beganAt
    const { user, system } = process.cpuUsage(own)
    await audience.check()
    const { p50Ms, p99Ms } = gapsOf(singles)
    return {
      p50Ms, p99Ms, perSecond: AT_ONCE.events * subscribers / tookMs * 1_000, clientCpuMs: (user + system) / 1_000,
      memberCpuMs: Math.max(...pids.map((pid, at) => cpuMs(pid) - (before[at] ?? 0))),
      memberMb: Math.max(...pids.map(residentBytes)) / 1e6
    }
  } finally {
    audience.leave()
  }
}

const median = (runs: readonly Run[], value: keyof Run): number =>
  runs.map(run => run[value]).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN

const HEAD = [
  'cluster', 'subscribers', 'runs', 'to all p50 ms', 'ratio', 'p99 ms', 'ratio', 'deliveries/s', 'ratio',
  'us of a member a delivery', 'MB'
]

function table (taken: ReadonlyMap<Driven, readonly Run[]>, subscribers: number): string {
  const [own, peer] = [...taken.values()]
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const rows = [...taken].map(([{ name }, runs]) => {
    const ratio = (value: keyof Run): string =>
      peer === undefined || runs !== own ? '' : (median(runs, value) / median(peer, value)).toFixed(2)
    const deliveries = AT_ONCE.events * subscribers / 3
    return line([
      name, String(subscribers), String(runs.length), median(runs, 'p50Ms').toFixed(1), ratio('p50Ms'),
      median(runs, 'p99Ms').toFixed(1), ratio('p99Ms'), median(runs, 'perSecond').toFixed(0), ratio('perSecond'),
      (median(runs, 'memberCpuMs') / deliveries * 1_000).toFixed(1), median(runs, 'memberMb').toFixed(0)
    ])
  })
  return [line(HEAD), line(HEAD.map(() => '---')), ...rows].join('\n')
}

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    runs: { type: 'string', default: '5' },
    subscribers: { type: 'string', default: '1000' },
    json: { type: 'boolean', default: false }
  }
})
const subscribers = Number(values.subscribers)
const clusters: Driven[] = []
try {
  const beside = wantsEtcd(values.peer)
  clusters.push(await startWatched(3, ''))
  if (beside) clusters.push(await startEtcd('etcd', []))
  const taken = new Map<Driven, Run[]>(clusters.map(cluster => [cluster, []]))
  for (let run = 0; run < Number(values.runs); run++)
    for (const [cluster, runs] of taken) runs.push(await measure(cluster, subscribers))
  const told = Object.fromEntries([...taken].map(([{ name }, runs]) => [name, runs]))
  const claim = 'claimed: each subscriber hears each event once; it holds'
  const text = [table(taken, subscribers), claim, `load of the machine: ${loadText()}`].join('\n')
  console.log(values.json ? JSON.stringify(told) : text)
} finally {
  for (const cluster of clusters) await cluster.stop()
}
