/**
 * How soon all members know that one was killed, left or joined, or of an event, and how many never learn: real agents
 * beside serf in the same run, and what the simulation says of more members than fit here.
 *
 * Touches real agents on loopback, and serf's (Debian package `serf`), one crowd after the other, and writes one SVG
 * picture. `--members 10,30,60`, `--runs 20`, `--peer-runs 5`, `--no-peer`, `--picture FILE`, `--json`.
 */
import { writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Crowd } from './measure/crowd.ts'
import { hivemindCrowd } from './measure/crowd-hivemind.ts'
import { serfCrowd } from './measure/crowd-serf.ts'
import { gapsOf } from './measure/gaps.ts'
import { picture } from './measure/membership-picture.ts'
import { isInstalled } from './measure/processes.ts'
import { MEASURES, type Measure, measureCrowd, type Shown } from './measure/rounds.ts'
import { simulated } from './measure/simulated.ts'

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '10,30,60' },
    runs: { type: 'string', default: '20' },
    'peer-runs': { type: 'string', default: '5' },
    'no-peer': { type: 'boolean', default: false },
    picture: { type: 'string', default: join(tmpdir(), 'hivemind-membership.svg') },
    json: { type: 'boolean', default: false }
  }
})

/** What is claimed for a killed process, on a machine that does nothing else. */
const CLAIM = { p50Ms: 500, p99Ms: 1_000 } as const

const TEXTS: Readonly<Record<Measure, string>> = {
  killed: 'killed (SIGKILL)', left: 'left in good order', joined: 'joined, from the start of its command',
  event: 'event'
}

const tell = (line: string): void => { if (!values.json) process.stderr.write(`${line}\n`) }

async function measured (make: () => Promise<Crowd>, members: number, runs: number): Promise<Shown> {
  const crowd = await make()
  try {
    return await measureCrowd(crowd, members, runs, tell)
  } finally {
    await crowd.stop()
  }
}

function wantedSizes (): readonly number[] {
  const sizes = values.members.split(',').map(Number)
  if (sizes.every(size => Number.isInteger(size) && size >= 4 && size <= 1_000)) return sizes
  throw new Error(`--members is ${values.members}, expected whole numbers from 4 to 1000, with commas`)
}

function wantedRuns (option: 'runs' | 'peer-runs'): number {
  const runs = Number(values[option])
  if (Number.isInteger(runs) && runs > 0) return runs
  throw new Error(`--${option} is ${values[option]}, expected a whole number above 0`)
}

const figure = (value: number | undefined): string => value === undefined ? '' : value.toFixed(0)

function table (all: readonly Shown[]): string {
  const rows = all.flatMap(shown => MEASURES.map(measure => {
    const { count, p50Ms, p99Ms, maxMs } = gapsOf(shown.samples[measure])
    const peer = all.find(other => other.product === 'serf' && other.members === shown.members)
    const theirs = peer === undefined || peer === shown ? undefined : gapsOf(peer.samples[measure]).p50Ms
    const ratio = theirs === undefined ? '' : (p50Ms / theirs).toFixed(2)
    const cells = [p50Ms, p99Ms, maxMs].map(figure).join(' | ')
    const { members, product, never } = shown
    return `| ${members} | ${TEXTS[measure]} | ${product} | ${count} | ${cells} | ${never[measure]} | ${ratio} |`
  }))
  const idle = all.map(({ members, product, idle: { residentMb, ownMb, cpuPercent }, load }) =>
    `| ${members} | ${product} | ${[...residentMb, ...ownMb].map(figure).join(' | ')} | ` +
    `${cpuPercent.map(share => share.toFixed(2)).join(' | ')} | ${load.before.toFixed(1)} to ${load.after.toFixed(1)} |`)
  return [
    '| members | known by all after one of them | agents | times | p50 ms | p99 ms | max ms | never learned | p50 / serf |',
    '|---|---|---|---|---|---|---|---|---|', ...rows, '',
    '| members | agents | resident MB, median | most | its own MB, median | most | idle CPU %, median | most | load of the machine |',
    '|---|---|---|---|---|---|---|---|---|', ...idle
  ].join('\n')
}

/** What is claimed and does not hold, one sentence each. */
function broken (all: readonly Shown[]): readonly string[] {
  return all.filter(({ product }) => product === 'hivemind').flatMap(ours => {
    const peer = all.find(other => other.product === 'serf' && other.members === ours.members)
    const { p50Ms, p99Ms } = gapsOf(ours.samples.killed)
    const slow = p50Ms > CLAIM.p50Ms || p99Ms > CLAIM.p99Ms
      ? [`killed: p50 ${figure(p50Ms)} ms, p99 ${figure(p99Ms)} ms, claimed ${CLAIM.p50Ms} and ${CLAIM.p99Ms}`]
      : []
    const slower = peer === undefined ? [] : MEASURES.flatMap(measure => {
      const [own, theirs] = [gapsOf(ours.samples[measure]).p50Ms, gapsOf(peer.samples[measure]).p50Ms]
      return own > theirs ? [`${measure}: p50 ${figure(own)} ms, serf ${figure(theirs)}`] : []
    })
    const deaf = MEASURES.filter(measure => ours.never[measure] > 0)
      .map(measure => `${measure}: ${ours.never[measure]} never learned`)
    return [...slow, ...slower, ...deaf].map(what => `${ours.members} members, ${what}`)
  })
}

async function measureAll (): Promise<readonly Shown[]> {
  const [sizes, runs, peerRuns] = [wantedSizes(), wantedRuns('runs'), wantedRuns('peer-runs')]
  if (!values['no-peer'] && !isInstalled('serf'))
    throw new Error('serf is not installed; on Debian: apt-get install serf. Without it: --no-peer')
  const all: Shown[] = []
  for (const members of sizes) {
    await add(all, hivemindCrowd, members, runs)
    if (!values['no-peer']) await add(all, serfCrowd, members, peerRuns)
  }
  return all
}

/** What goes wrong with one crowd costs its own figures only: those of the others took minutes. */
async function add (all: Shown[], make: () => Promise<Crowd>, members: number, runs: number): Promise<void> {
  try {
    all.push(await measured(make, members, runs))
  } catch (error) {
    failed.push(`${members} members: ${error instanceof Error ? error.message : String(error)}`)
    tell(`not measured: ${failed.at(-1)}`)
  }
}

function draw (all: readonly Shown[]): void {
  const load = all.map(shown => `${shown.load.before.toFixed(1)} to ${shown.load.after.toFixed(1)}`).join(', ')
  const day = new Date().toISOString().slice(0, 10)
  const about = `${day}, ${availableParallelism()} cores, Node ${process.versions.node}; load of the machine ${load}`
  writeFileSync(values.picture, picture(all, simulated(tell), about))
  tell(`picture: ${values.picture}`)
}

const failed: string[] = []
const all = await measureAll()
if (all.length > 0) draw(all)
const wrong = [...broken(all), ...failed]
if (wrong.length > 0) process.exitCode = 1
if (values.json) {
  console.log(JSON.stringify(all))
} else {
  const claim = 'claimed: killed known by all p50 at most 500 ms, p99 at most 1 s; the others no later than serf; all learn'
  console.log(table(all))
  console.log([claim, ...wrong.map(what => `does not hold: ${what}`)].join('\n'))
  if (wrong.length === 0) console.log('it holds')
}
