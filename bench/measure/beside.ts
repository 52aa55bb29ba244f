/**
 * A whole bench beside etcd: reads its flags, starts the clusters, compares, reports.
 *
 * Touches the terminal, and everything through the parts it calls.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chart } from './chart.ts'
import { type Claim, claimed } from './claiming.ts'
import { type Driven, startWatched } from './clusters.ts'
import { compare, loadText, type Row } from './comparing.ts'
import type { Deed } from './driving.ts'
import { startEtcd, wantsEtcd } from './etcd.ts'
import { stagesOf } from './stages.ts'
import { table } from './table.ts'

export interface Bench {
  readonly title: string
  readonly deeds: readonly Deed[]
  /** Numbers in flight, with commas; `--loads` says otherwise. */
  readonly loads: string
  readonly claimOf: (row: Row) => Claim | undefined
}

const OPTIONS = {
  peer: { type: 'string' },
  runs: { type: 'string', default: '5' },
  loads: { type: 'string' },
  seconds: { type: 'string', default: '3' },
  voters: { type: 'string', default: '3' },
  json: { type: 'boolean', default: false },
  chart: { type: 'string' },
  profile: { type: 'string', default: '' }
} as const
const WARM_MS = 1_000

/** Run it; the exit code is 1 when a claim does not hold. */
export async function beside (bench: Bench): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS })
  const { voters, profile, loads = bench.loads, runs, seconds } = values
  const withEtcd = wantsEtcd(values.peer)
  const clusters: Driven[] = []
  try {
    clusters.push(await startWatched(Number(voters), profile))
    if (withEtcd) clusters.push(await startEtcd('etcd', [], Number(voters)))
    const rows = await compare(clusters, {
      deeds: bench.deeds, loads: loads.split(',').map(Number), runs: Number(runs),
      warmMs: WARM_MS, ms: Number(seconds) * 1_000
    })
    const claims = claimed(rows, bench.claimOf)
    if (claims.some(({ holds }) => !holds)) process.exitCode = 1
    if (values.chart !== undefined) writeFileSync(values.chart, chart(bench.title, rows))
    const said = claims.map(({ text, holds }) => `claimed: ${text}; ${holds ? 'it holds' : 'it does not hold'}`)
    const told = [table(rows), ...said, ...stagesIn(profile), `load of the machine: ${loadText()}`]
    console.log(values.json ? JSON.stringify({ rows, claims }) : told.join('\n'))
  } finally {
    for (const cluster of clusters) await cluster.stop()
  }
}

/** Where the time went, one line for each profile; they are named by process and number. */
function stagesIn (profiles: string): readonly string[] {
  if (profiles === '') return []
  const files = readdirSync(profiles).filter(name => name.endsWith('.cpuprofile')).toSorted()
  return files.map(name => {
    const shares = stagesOf(join(profiles, name)).map(([stage, share]) => `${stage} ${(share * 100).toFixed(1)} %`)
    return `${name}: ${shares.join(', ')}`
  })
}
