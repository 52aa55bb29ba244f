/**
 * For how long a feed does nothing unless it is given something else than time.
 *
 * Pure. The promise may be shorter than the truth and never longer.
 */
import { ticks } from '@hivemind/base'
import type { Feed } from './state.ts'

/** @returns how many ticks from now on have no effect; 0 when the next one may have */
export function quietFor ({ news, nextRoundAt, asked, shunned, looked, now }: Feed): number {
  if (news.size > 0) return 0
  let until: number = nextRoundAt
  for (const one of asked.values()) until = Math.min(until, one.until)
  for (const one of shunned.values()) until = Math.min(until, one)
  for (const one of looked.values()) until = Math.min(until, one)
  return Math.max(0, until - now - 1)
}

/** So many of the ticks that were promised to be quiet go by. */
export function pass (feed: Feed, count: number): void { feed.now = ticks(feed.now + count) }
