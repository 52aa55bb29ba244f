/**
 * A subscriber is given every entry once, in order, and the same as anybody else, wherever it resumes. BUGS C2.
 *
 * Pure.
 */
import type { Index } from '@hivemind/base'
import type { Checker, Mark } from '../history.ts'
import { same, shown } from './logs.ts'

export function subscribersSeeAll (): Checker {
  const last = new Map<string, number>()
  const entries = new Map<Index, { readonly mark: Mark, readonly subscriber: string }>()
  let committed = 0
  return {
    name: 'subscribers-see-all',
    see (seen) {
      if (seen.type === 'committed' || seen.type === 'installed') committed = Math.max(committed, seen.index)
      if (seen.type === 'applied') committed = Math.max(committed, seen.mark.index)
      if (seen.type !== 'notified') return null
      const { subscriber, mark } = seen
      const before = last.get(subscriber) ?? 0
      last.set(subscriber, mark.index)
      if (mark.index !== before + 1)
        return `events come one after another; ${subscriber} is given ${mark.index} after ${before}`
      if (mark.index > committed)
        return `only what is committed is an event; ${subscriber} is given ${mark.index}, and ${committed} is committed`
      const first = entries.get(mark.index)
      if (first === undefined) entries.set(mark.index, { mark, subscriber })
      if (first === undefined || same(first.mark, mark)) return null
      return `an event is the same for all; ${first.subscriber} was given ${shown(first.mark)}, ` +
        `${subscriber} is given ${shown(mark)}`
    }
  }
}
