/**
 * Rounds of what befalls members of a crowd, and how long until all of them know of it.
 *
 * Touches the crowd, and chance: who it befalls, and in which phase of everybody's probing.
 */
import { loadavg } from 'node:os'
import { type Crowd, NEVER_MS, others, settled } from './crowd.ts'
import { cpuMs, ownBytes, residentBytes } from './processes.ts'

export const MEASURES = ['killed', 'left', 'joined', 'event'] as const
export type Measure = (typeof MEASURES)[number]

/** What a crowd of one size showed. */
export interface Shown {
  readonly product: string
  readonly members: number
  /** Until all knew, milliseconds, a sample each time that all came to know. */
  readonly samples: Readonly<Record<Measure, number[]>>
  /** Members that never learned, over all times. */
  readonly never: Readonly<Record<Measure, number>>
  /** Times that each thing was done. */
  readonly times: Readonly<Record<Measure, number>>
  /** Of an agent that nothing happens to: the median and the largest. */
  readonly idle: Readonly<Record<'residentMb' | 'ownMb' | 'cpuPercent', readonly [number, number]>>
  /** Mean load of the machine over the rounds; what it was before says whether others were at work. */
  readonly load: { readonly before: number, readonly after: number }
}

const IDLE_MS = 10_000
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

const zeros = (): Record<Measure, number> => ({ killed: 0, left: 0, joined: 0, event: 0 })

/** Grow a crowd, leave it alone, then let one thing after the other happen to it. */
export async function measureCrowd (
  crowd: Crowd, members: number, runs: number, tell: (line: string) => void
): Promise<Shown> {
  const before = loadavg()[0] ?? 0
  await crowd.grow(members)
  const idle = await atRest(crowd)
  const shown = await liveThrough(crowd, runs, tell)
  return { product: crowd.product, members, ...shown, idle, load: { before, after: loadavg()[0] ?? 0 } }
}

/** Let one thing after the other happen to a crowd, so many times, and see who knows of it. */
export async function liveThrough (
  crowd: Crowd, runs: number, tell: (line: string) => void
): Promise<Pick<Shown, 'samples' | 'never' | 'times'>> {
  const members = crowd.living().length
  const shown = { samples: { killed: [], left: [], joined: [], event: [] }, never: zeros(), times: zeros() } as
    Pick<Shown, 'samples'> & { readonly never: Record<Measure, number>, readonly times: Record<Measure, number> }
  for (let run = 0; run < runs; run++) {
    const took: string[] = []
    for (const measure of MEASURES) {
      const { allMs, never } = await ROUNDS[measure](crowd)
      shown.times[measure]++
      shown.never[measure] += never.length
      if (allMs !== null) shown.samples[measure].push(allMs)
      took.push(`${measure} ${allMs === null ? `never known to ${never.join(' ')}` : `${allMs.toFixed(0)} ms`}`)
    }
    crowd.check()
    tell(`${crowd.product} ${members} members, run ${run + 1} of ${runs}: ${took.join(', ')}`)
  }
  return shown
}

async function atRest (crowd: Crowd): Promise<Shown['idle']> {
  await pause(IDLE_MS / 2) // Starting is over by then; rest itself is what is measured.
  const pids = crowd.living().map(name => crowd.pid(name))
  const before = pids.map(cpuMs)
  await pause(IDLE_MS)
  const cpu = pids.map((pid, at) => (cpuMs(pid) - (before[at] ?? 0)) / IDLE_MS * 100)
  return {
    residentMb: middleAndMost(pids.map(pid => residentBytes(pid) / 1e6)),
    ownMb: middleAndMost(pids.map(pid => ownBytes(pid) / 1e6)),
    cpuPercent: middleAndMost(cpu)
  }
}

function middleAndMost (values: readonly number[]): readonly [number, number] {
  const sorted = values.toSorted((a, b) => a - b)
  return [sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0]
}

type Round = (crowd: Crowd) => Promise<{ readonly allMs: number | null, readonly never: readonly string[] }>

let fresh = 0

const ROUNDS: Readonly<Record<Measure, Round>> = {
  async killed (crowd) {
    const victim = anyOf(crowd.living())
    await pause(Math.random() * 1_000)
    const expected = crowd.news.expect(`failed ${victim}`, others(crowd, victim))
    crowd.kill(victim)
    const learned = await expected.known(NEVER_MS)
    await crowd.restart(victim)
    return learned
  },
  async left (crowd) {
    const leaver = anyOf(crowd.living().filter(name => crowd.mayLeave(name)))
    const expected = crowd.news.expect(`left ${leaver}`, others(crowd, leaver))
    const gone = crowd.leave(leaver)
    const [learned] = await Promise.all([expected.known(NEVER_MS), gone])
    return learned
  },
  async joined (crowd) {
    const newcomer = `m${fresh++}`
    const expected = crowd.news.expect(`joined ${newcomer}`, crowd.living())
    const here = crowd.join(newcomer)
    const [learned] = await Promise.all([expected.known(NEVER_MS), here])
    await settled(crowd)
    return learned
  },
  async event (crowd) {
    const word = `word${fresh++}`
    const expected = crowd.news.expect(`event ${word}`, crowd.living())
    const sent = crowd.event(anyOf(crowd.living()), word)
    const [learned] = await Promise.all([expected.known(NEVER_MS), sent])
    return learned
  }
}

function anyOf (names: readonly string[]): string {
  const found = names[Math.floor(Math.random() * names.length)]
  if (found === undefined) throw new Error('nobody is left that it could happen to')
  return found
}
