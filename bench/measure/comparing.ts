/**
 * Drives clusters in turn with the same load and sums up what was measured, each figure the median of its runs.
 *
 * Touches the members through /proc and signals, and a process for each client. Refuses to report when anything was
 * answered with an error: a figure of failures means nothing.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { until } from '../../test/fleet.ts'
import type { Driven } from './clusters.ts'
import { type Deed, fill } from './driving.ts'
import type { Stretch, Told } from './loader.ts'
import type { Loaded } from './loading.ts'
import { cpuMs, plainEnvironment, residentBytes } from './processes.ts'
import type { Watched } from './watching.ts'

const LOADER = fileURLToPath(new URL('./loader.ts', import.meta.url))

/** What one cluster did under one load. CPU is in per cent of one core. */
export interface Row {
  readonly cluster: string
  readonly deed: Deed
  readonly inFlight: number
  readonly runs: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly clientCpu: number
  readonly leaderCpu: number
  /** Of one follower, on average. */
  readonly followerCpu: number
  readonly leaderMb: number
  readonly followerMb: number
  /** p99 of the delay of the event loop, the worst member's; null for who has none. */
  readonly delayP99Ms: number | null
}

/** One run of one load. */
type Run = Omit<Row, 'cluster' | 'deed' | 'inFlight' | 'runs'>

export interface Choices {
  readonly deeds: readonly Deed[]
  readonly loads: readonly number[]
  readonly runs: number
  readonly warmMs: number
  readonly ms: number
}

/** @returns a row for each deed, load and cluster, in this order */
export async function compare (clusters: readonly Driven[], choices: Choices): Promise<readonly Row[]> {
  const clients = new Map(clusters.map(cluster => [cluster, new Loader()]))
  const runs = new Map<string, Run[]>()
  const firsts = new Map<Driven, number>()
  const key = (cluster: Driven, deed: Deed, inFlight: number): string => `${cluster.name} ${deed} ${inFlight}`
  try {
    if (choices.deeds.some(deed => deed !== 'write'))
      for (const cluster of clusters) firsts.set(cluster, await fill(cluster.driven(await cluster.settled())))
    for (let run = 0; run < choices.runs; run++) {
      for (const [deed, inFlight] of pairs(choices)) {
        for (const [cluster, client] of clients) {
          const at = key(cluster, deed, inFlight)
          const task = { deed, inFlight, first: firsts.get(cluster) ?? 1 }
          runs.set(at, [...runs.get(at) ?? [], await measure(cluster, client, task, choices)])
        }
      }
    }
  } finally {
    for (const client of clients.values()) client.stop()
  }
  return pairs(choices).flatMap(([deed, inFlight]) => clusters.map((cluster): Row => ({
    cluster: cluster.name, deed, inFlight, runs: choices.runs,
    ...medians(runs.get(key(cluster, deed, inFlight)) ?? [])
  })))
}

const pairs = ({ deeds, loads }: Choices): ReadonlyArray<readonly [Deed, number]> =>
  deeds.flatMap(deed => loads.map(inFlight => [deed, inFlight] as const))

interface Task { readonly deed: Deed, readonly inFlight: number, readonly first: number }

async function measure (
  cluster: Driven, client: Loader, { deed, inFlight, first }: Task, { warmMs, ms }: Choices
): Promise<Run> {
  const leader = await cluster.settled()
  const members = cluster.targets.map(({ name }) => ({ name, pid: cluster.pid(name) }))
  await watched(cluster)
  const before = members.map(({ pid }) => cpuMs(pid))
  const beganAt = performance.now()
  const { product, where } = cluster.driven(leader)
  const loaded = await client.run({ drive: { product, where, deed }, inFlight, warmMs, ms, first })
  const wholeMs = performance.now() - beganAt
  const used = members.map(({ name, pid }, at) => ({
    leads: name === leader, cpu: (cpuMs(pid) - (before[at] ?? 0)) / wholeMs * 100, mb: residentBytes(pid) / 1e6
  }))
  const delays = await watched(cluster)
  if (loaded.failed > 0 || loaded.count === 0)
    throw new Error(`${cluster.name} failed ${loaded.failed} of ${loaded.count + loaded.failed} ${deed}s: no report`)
  const mean = (leads: boolean, value: 'cpu' | 'mb'): number => {
    const of = used.filter(one => one.leads === leads)
    return of.reduce((sum, one) => sum + one[value], 0) / of.length
  }
  return {
    perSecond: loaded.count / ms * 1_000, p50Ms: loaded.p50Ms, p99Ms: loaded.p99Ms, clientCpu: loaded.cpuMs / ms * 100,
    leaderCpu: mean(true, 'cpu'), followerCpu: mean(false, 'cpu'),
    leaderMb: mean(true, 'mb'), followerMb: mean(false, 'mb'),
    delayP99Ms: delays.length === 0 ? null : Math.max(...delays.map(({ delayP99Ms }) => delayP99Ms))
  }
}

/** What the event loops did since the last call; empty where there are none. */
export async function watched (cluster: Driven): Promise<readonly Watched[]> {
  const { watch } = cluster
  if (watch === null) return []
  return await Promise.all(cluster.targets.map(async ({ name }) => {
    const pid = cluster.pid(name)
    const read = (): Watched | null => {
      try { return JSON.parse(readFileSync(join(watch, `${pid}.json`), 'utf8')) as Watched } catch { return null }
    }
    const before = read()?.number ?? 0
    process.kill(pid, 'SIGUSR2')
    return await until(`${name} to tell of its event loop`, async () => {
      const told = read()
      return told !== null && told.number > before ? told : null
    })
  }))
}

function medians (runs: readonly Run[]): Run {
  const of = (value: (run: Run) => number): number =>
    runs.map(value).toSorted((a, b) => a - b)[Math.floor(runs.length / 2)] ?? Number.NaN
  return {
    perSecond: of(run => run.perSecond), p50Ms: of(run => run.p50Ms), p99Ms: of(run => run.p99Ms),
    clientCpu: of(run => run.clientCpu), leaderCpu: of(run => run.leaderCpu), followerCpu: of(run => run.followerCpu),
    leaderMb: of(run => run.leaderMb), followerMb: of(run => run.followerMb),
    delayP99Ms: runs.some(run => run.delayP99Ms === null) ? null : of(run => run.delayP99Ms ?? 0)
  }
}

/** A client process; it lives as long as the comparison, so that its code is warm. */
class Loader {
  readonly #child: ChildProcess = fork(LOADER, [], {
    execArgv: ['--conditions=hivemind-src'], env: plainEnvironment(), stdio: ['ignore', 'inherit', 'inherit', 'ipc']
  })

  async run (stretch: Stretch): Promise<Loaded> {
    this.#child.send(stretch)
    const [told] = await once(this.#child, 'message') as [Told]
    if ('fault' in told) throw new Error(`the client failed: ${told.fault}`)
    return told.loaded
  }

  stop (): void { this.#child.disconnect() }
}

/** The load of the machine, for the line under a table. */
export const loadText = (): string => loadavg().map(load => load.toFixed(1)).join(' ')
