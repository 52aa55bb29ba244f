/**
 * How long one thing took clusters, over and over: in turn, summed up, and told beside the peer's.
 *
 * Touches the terminal and the exit code of the bench.
 */
import { parseArgs } from 'node:util'
import { loadText } from './comparing.ts'
import { wantsEtcd } from './etcd.ts'
import { type Gaps, gapsOf } from './gaps.ts'

interface Row extends Gaps { readonly cluster: string }

/** What the flags of such a bench say. */
export interface Wanted {
  readonly peer: boolean
  readonly runs: number
  readonly entries: number
  readonly json: boolean
}

/** The flags `--peer etcd --runs N --entries N --json`. @throws when the peer is another, or not installed */
export function wanted (): Wanted {
  const { values } = parseArgs({
    options: {
      peer: { type: 'string' },
      runs: { type: 'string', default: '5' },
      entries: { type: 'string', default: '100000' },
      json: { type: 'boolean', default: false }
    }
  })
  return {
    peer: wantsEtcd(values.peer), runs: Number(values.runs), entries: Number(values.entries), json: values.json
  }
}

/**
 * Let the clusters do it in turn, and tell how long it took each.
 *
 * @param clusters - ours first
 * @param ratioMax - what is claimed: at most so much of the peer's time
 * @param take - does it once. Shape: milliseconds
 */
export async function timeInTurn<Cluster extends { readonly name: string }> (
  clusters: readonly Cluster[],
  { runs, entries, json }: Wanted,
  ratioMax: number,
  take: (cluster: Cluster, run: number) => Promise<number>
): Promise<void> {
  const taken = new Map<Cluster, number[]>(clusters.map(cluster => [cluster, []]))
  for (let run = 0; run < runs; run++) for (const [cluster, times] of taken) times.push(await take(cluster, run))
  const rows = [...taken].map(([{ name }, times]): Row => ({ cluster: name, ...gapsOf(times) }))
  const [own, peer] = rows
  const holds = own === undefined || peer === undefined || own.p50Ms <= ratioMax * peer.p50Ms
  if (!holds) process.exitCode = 1
  const claim = `claimed: at most ${ratioMax} of ${peer?.cluster}'s time; ${holds ? 'it holds' : 'it does not hold'}`
  const told = [table(rows, entries), ...(peer === undefined ? [] : [claim]), `load of the machine: ${loadText()}`]
  console.log(json ? JSON.stringify(rows) : told.join('\n'))
}

function table (rows: readonly Row[], entries: number): string {
  const [, peer] = rows
  const lines = rows.map(({ cluster, count, p50Ms, maxMs }, at) => {
    const ratio = peer === undefined || at > 0 ? '' : (p50Ms / peer.p50Ms).toFixed(2)
    return `| ${cluster} | ${entries} | ${count} | ${p50Ms.toFixed(0)} | ${ratio} | ${maxMs.toFixed(0)} |`
  })
  return ['| cluster | entries | times | p50 ms | ratio | max ms |', '|---|---|---|---|---|---|', ...lines].join('\n')
}
