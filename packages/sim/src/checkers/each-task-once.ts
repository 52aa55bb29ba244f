/**
 * A target does a task once: no attempt runs twice, those of a queue run in its order, and what the ledger calls done
 * was run. Pure.
 */
import type { Checker, Seen } from '../history.ts'

type Ran = Seen & { readonly type: 'ran' }
const keyOf = (task: string, target: string, attempt: number): string => `${task}/${target}#${attempt}`

export function eachTaskOnce (): Checker {
  const ran = new Map<string, Ran>()
  return {
    name: 'each-task-once',
    see (seen) {
      if (seen.type === 'ran') {
        const key = keyOf(seen.task, seen.target, seen.attempt)
        const before = ran.get(key)
        ran.set(key, seen)
        return before === undefined ? null : `an attempt runs once; ${key} ran on ${before.node} and on ${seen.node}`
      }
      return seen.type === 'accounted' ? unaccounted(seen, ran) : null
    }
  }
}

function unaccounted ({ tasks }: Seen & { readonly type: 'accounted' }, ran: ReadonlyMap<string, Ran>): string | null {
  for (const { id, rows } of tasks) {
    for (const { target, state, attempt } of rows) {
      if (state === 'begun') return `calm ends every attempt; ${keyOf(id, target, attempt)} is begun`
      if (state === 'done' && !ran.has(keyOf(id, target, attempt)))
        return `what is done was run; ${keyOf(id, target, attempt)} was not`
    }
  }
  const places = new Map(tasks.map(({ id, queue }, at) => [id, { queue, at }] as const))
  const last = new Map<string, { readonly at: number, readonly task: string }>()
  for (const { task, target } of ran.values()) {
    const { queue, at } = places.get(task) ?? { queue: '', at: 0 }
    if (queue === '') continue
    const before = last.get(`${queue}/${target}`)
    if (before !== undefined && before.at > at)
      return `a target does the tasks of a queue in order; ${target} ran ${task} after ${before.task}`
    last.set(`${queue}/${target}`, { at, task })
  }
  return null
}
