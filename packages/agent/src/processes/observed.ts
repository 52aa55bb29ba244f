/**
 * What a machine says of a process on the feed of its facts, and how others read it.
 *
 * Pure.
 */
import type { ProcessState } from '@hivemind/control'

export interface Observed {
  readonly state: ProcessState
  readonly sinceMs: number
  /** Version of the wish that it is about. */
  readonly version: number
  readonly pid: number | null
  readonly ends: number
  readonly problem: string
}

/** The fact by which a machine says how a process is. */
export const factKey = (id: string): string => `process/${id}`

const STATES: readonly unknown[] = ['STARTING', 'ONLINE', 'STOPPING', 'OFFLINE', 'FAILED']
const PROBLEM_MAX = 500

/** What a machine said of a process; null for what is missing or cannot be read. */
export function observedIn (facts: ReadonlyMap<string, Uint8Array>, id: string): Observed | null {
  const bytes = facts.get(factKey(id))
  if (bytes === undefined) return null
  try {
    const { state, sinceMs, version, pid, ends, problem } =
      JSON.parse(Buffer.from(bytes).toString('utf8')) as Partial<Observed>
    if (state === undefined || !STATES.includes(state)) return null
    return {
      state, sinceMs: whole(sinceMs), version: whole(version), ends: whole(ends),
      pid: pid === undefined || pid === null ? null : whole(pid), problem: String(problem ?? '').slice(0, PROBLEM_MAX)
    }
  } catch { return null }
}

const whole = (value: unknown): number => Number.isSafeInteger(value) ? Math.max(0, value as number) : 0
