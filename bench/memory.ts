/**
 * How large a voter is: with nothing written, after 100,000 writes of 256 bytes, and after a million; and how long the
 * three take to start again with that history. Beside etcd in the same run.
 *
 * Touches three real agents and, with `--peer etcd`, three etcd servers with default settings (Debian package
 * `etcd-server`). Resident memory is from `/proc`, of the largest of the three, some seconds after the last write.
 */
import { parseArgs } from 'node:util'
import { type Driven, startHivemind } from './measure/clusters.ts'
import { loadText } from './measure/comparing.ts'
import { writeMany } from './measure/driving.ts'
import { startEtcd, wantsEtcd } from './measure/etcd.ts'
import { ownBytes, residentBytes } from './measure/processes.ts'
import { restart } from './measure/restarting.ts'

/** What is claimed of a voter: so many MB with nothing written, and then so much of the peer's at most. */
const EMPTY_MB_MAX = 80
const RATIOS_MAX = new Map([[100_000, 1.2], [1_000_000, 0.5]])
const RESTART_RATIO_MAX = 1
/** So that what was only waiting for a collection is gone, at both. */
const REST_MS = 10_000

interface Size { readonly entries: number, readonly mb: number, readonly ownMb: number }
interface Grown { readonly name: string, readonly sizes: readonly Size[], readonly restartMs: number }

/** Write up to each number of entries, and look. */
async function grow (cluster: Driven, steps: readonly number[]): Promise<Grown> {
  const sizes: Size[] = []
  let written = 0
  for (const entries of steps) {
    if (entries > written) await writeMany(cluster.driven(await cluster.settled()), entries - written)
    written = entries
    await new Promise(resolve => setTimeout(resolve, REST_MS)) // Rest itself is what is waited for.
    const pids = cluster.targets.map(({ name }) => cluster.pid(name))
    const largest = (bytes: (pid: number) => number): number => Math.max(...pids.map(bytes)) / 1e6
    sizes.push({ entries, mb: largest(residentBytes), ownMb: largest(ownBytes) })
  }
  return { name: cluster.name, sizes, restartMs: await restart(cluster) }
}

interface Claimed { readonly text: string, readonly holds: boolean }

function claimed (own: Grown, peer: Grown | undefined): readonly Claimed[] {
  const claims = own.sizes.flatMap(({ entries, mb }, at): readonly Claimed[] => {
    if (entries === 0) return [{ text: `an empty voter takes at most ${EMPTY_MB_MAX} MB`, holds: mb <= EMPTY_MB_MAX }]
    const [ratio, theirs] = [RATIOS_MAX.get(entries), peer?.sizes[at]]
    if (ratio === undefined || theirs === undefined) return []
    const text = `after ${entries} writes at most ${ratio} of ${peer?.name}'s memory`
    return [{ text, holds: mb <= ratio * theirs.mb }]
  })
  if (peer === undefined) return claims
  const holds = own.restartMs <= RESTART_RATIO_MAX * peer.restartMs
  return [...claims, { text: `a restart takes at most ${RESTART_RATIO_MAX} of ${peer.name}'s time`, holds }]
}

function table (grown: readonly Grown[]): string {
  const [own, peer] = grown
  const rows = (own?.sizes ?? []).flatMap(({ entries }, at) => grown.flatMap(({ name, sizes }) => {
    const [size, theirs] = [sizes[at], name === own?.name ? peer?.sizes[at] : undefined]
    if (size === undefined) return []
    const ratio = theirs === undefined ? '' : (size.mb / theirs.mb).toFixed(2)
    return [`| ${entries} | ${name} | ${size.mb.toFixed(0)} | ${size.ownMb.toFixed(0)} | ${ratio} |`]
  }))
  const restarts = grown.map(({ name, restartMs }) => `${name}: all three again after ${restartMs.toFixed(0)} ms`)
  return ['| writes | cluster | MB | of it own | ratio |', '|---|---|---|---|---|', ...rows, ...restarts].join('\n')
}

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    entries: { type: 'string', default: '0,100000,1000000' },
    json: { type: 'boolean', default: false }
  }
})
const beside = wantsEtcd(values.peer)
const steps = values.entries.split(',').map(Number)
const starts = [startHivemind, ...(beside ? [() => startEtcd('etcd', [])] : [])]
const grown: Grown[] = []
for (const start of starts) {
  const cluster = await start()
  try { grown.push(await grow(cluster, steps)) } finally { await cluster.stop() }
}
const [own, peer] = grown
const claims = own === undefined ? [] : claimed(own, peer)
if (claims.some(({ holds }) => !holds)) process.exitCode = 1
const said = claims.map(({ text, holds }) => `claimed: ${text}; ${holds ? 'it holds' : 'it does not hold'}`)
console.log(values.json
  ? JSON.stringify({ grown, claims })
  : [table(grown), ...said, `load of the machine: ${loadText()}`].join('\n'))
