/**
 * Where the time of an agent goes, room by room, from a CPU profile.
 *
 * Touches the profile's file. A sample counts for the innermost of our rooms on its stack, so what node or a library
 * does for a room is the room's; what belongs to none is told apart by how it was called. Sampling goes by the clock:
 * on a machine that does other things, a system call that wakes somebody up looks longer than it is.
 */
import { readFileSync } from 'node:fs'

interface Frame { readonly functionName: string, readonly url: string }
interface Profile {
  readonly nodes: ReadonlyArray<{
    readonly id: number, readonly callFrame: Frame, readonly children?: readonly number[]
  }>
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

const ROOMS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\/wal\/dist/, 'wal'],
  [/\/wire\/dist/, 'wire'],
  [/\/control\/dist/, 'control'],
  [/\/raft\/dist/, 'raft'],
  [/\/(?:swim|feed)\/dist/, 'swim, feed'],
  [/\/kernel\/dist/, 'kernel'],
  [/\/db\/dist|classic-level|abstract-level|event-indexing/, 'event index'],
  [/@libp2p|main-event|uint8array|\/net\/dist/, 'net'],
  [/access-log|\/pino\/|sonic-boom/, 'access log'],
  [/\/agent\/dist\/http|fastify|find-my-way|\/zod\/|secure-json/, 'http'],
  [/\/agent\/dist/, 'agent'],
  [/watching/, 'watching']
]
const BY_CALL: ReadonlyArray<readonly [RegExp, string]> = [
  [/_http|parserOn/, 'http'], [/onStreamRead|_tls|js_stream|stream_base|node:net/, 'sockets'], [/timers/, 'timers']
]

/** @returns share of the busy time by room, largest first; they add up to 1 */
export function stagesOf (path: string): ReadonlyArray<readonly [stage: string, share: number]> {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path, 'utf8')) as Profile
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id] as const)))
  const stages = new Map<string, number>()
  for (const [at, id] of samples.entries()) {
    const stage = stageOf(stackOf(id, frames, parents))
    if (stage !== null) stages.set(stage, (stages.get(stage) ?? 0) + (timeDeltas[at] ?? 0))
  }
  const busy = [...stages.values()].reduce((sum, time) => sum + time, 0)
  return [...stages].map(([stage, time]) => [stage, time / busy] as const).toSorted((a, b) => b[1] - a[1])
}

/** Innermost first. */
function stackOf (
  leaf: number, frames: ReadonlyMap<number, Frame>, parents: ReadonlyMap<number, number>
): readonly Frame[] {
  const stack: Frame[] = []
  for (let id: number | undefined = leaf; id !== undefined; id = parents.get(id)) {
    const frame = frames.get(id)
    if (frame !== undefined) stack.push(frame)
  }
  return stack
}

/** Null for time that is not the agent's: idle, or the profiler's own. */
function stageOf (stack: readonly Frame[]): string | null {
  const [leaf] = stack
  if (leaf === undefined || leaf.functionName === '(idle)' || leaf.url.startsWith('node:inspector')) return null
  if (leaf.functionName === '(garbage collector)') return 'garbage collection'
  for (const { url } of stack) {
    const room = ROOMS.find(([pattern]) => pattern.test(url))
    if (room !== undefined) return room[1]
  }
  const calls = stack.map(({ functionName, url }) => `${url} ${functionName}`).join()
  return BY_CALL.find(([pattern]) => pattern.test(calls))?.[1] ?? 'other'
}
