/**
 * A time of a job ticks once, whoever leads: ticks follow one another, none is lost between two of them without being
 * called missed, and each that wants a task has added it. Pure.
 */
import type { Checker, Seen } from '../history.ts'

type Ticked = Seen & { readonly type: 'ticked' }

export function eachTickOnce (): Checker {
  const jobs = new Map<string, Ticked[]>()
  return {
    name: 'each-tick-once',
    see (seen) {
      if (seen.type === 'accounted') return unaccounted(seen, jobs)
      if (seen.type !== 'ticked') return null
      const ticks = jobs.get(seen.job) ?? []
      jobs.set(seen.job, ticks)
      if (ticks.some(({ index }) => index === seen.index)) return null // Another node applied it before.
      const sentence = misplaced(seen, ticks)
      ticks.push(seen)
      ticks.sort((one, other) => one.index - other.index)
      return sentence
    }
  }
}

function misplaced (seen: Ticked, ticks: readonly Ticked[]): string | null {
  const { job, scheduled, after, missed, run, everyMs, index } = seen
  const same = ticks.find(tick => tick.scheduled === scheduled)
  if (same !== undefined) return `a time ticks once; ${scheduled} of ${job} did at ${same.index} and at ${index}`
  const before = ticks.findLast(tick => tick.index < index)
  if (before !== undefined && before.scheduled !== after)
    return `ticks follow one another; after ${before.scheduled} of ${job} comes one that follows ${after}`
  const times = scheduled / everyMs - Math.floor(after / everyMs)
  const told = missed + (run ? 1 : 0)
  return times === told ? null : `no time is lost; ${job} had ${times} from ${after} to ${scheduled}, and tells of ${told}`
}

function unaccounted (
  { tasks, jobs }: Seen & { readonly type: 'accounted' }, seen: ReadonlyMap<string, readonly Ticked[]>
): string | null {
  for (const { id: job, runs } of jobs) {
    const added = tasks.filter(({ id }) => id.startsWith(`${job}.`))
    const ran = (seen.get(job) ?? []).filter(({ run }) => run)
      .map(({ scheduled }) => `${job}.${Math.floor(scheduled / 1_000)}`)
    const stray = added.find(({ id }) => !ran.includes(id))
    if (stray !== undefined) return `a job adds tasks for its ticks; ${stray.id} is of none`
    if (added.length !== runs) return `a tick adds one task; ${job} tells of ${runs}, and there are ${added.length}`
  }
  return null
}
