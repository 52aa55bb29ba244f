/**
 * News that ride on other messages: a few on each, each a few times, those told least often first.
 *
 * Pure. Source: SWIM 4.1 (piggyback), Lifeguard IV-C (buddy: whoever is doubted hears of it first and always).
 */
import type { NodeId } from '@hivemind/base'
import type { Effect } from './effect.ts'
import type { SwimMessage } from './input.ts'
import type { Swim, Update } from './state.ts'

/** News on one message: with six of them it fits a network's smallest packet. */
export const UPDATES_MAX = 6

/** Each is told so often for each doubling of those who watch: enough to reach all but one in a thousand. SWIM 4.1. */
const TELLINGS = 3

/** Tell others of it from now on; it takes the place of what was to be told of its subject. */
export function spread (swim: Swim, update: Update): void {
  swim.news.delete(update.subject)
  swim.news.set(update.subject, { update, sent: 0 })
}

/** How often a piece of news is told. */
export function tellingsMax (swim: Swim): number {
  let doublings = 1
  for (let size = swim.watched.size; size > 1; size >>= 1) doublings++
  return TELLINGS * doublings
}

type Words = SwimMessage extends infer One
  ? One extends SwimMessage ? Omit<One, 'incarnation' | 'updates'> : never
  : never

/** Send a message with our incarnation and what is new. */
export function say (swim: Swim, to: NodeId, words: Words, effects: Effect[]): void {
  const updates = newsFor(swim, to)
  effects.push({ type: 'send', to, message: { ...words, incarnation: swim.incarnation, updates } })
}

function newsFor (swim: Swim, to: NodeId): readonly Update[] {
  const own = doubtOf(swim, to)
  const updates = own === null ? [] : [own]
  if (swim.news.size === 0) return updates
  const most = tellingsMax(swim)
  const rows = [...swim.news.values()].filter(({ update }) => update.subject !== to).sort((a, b) => a.sent - b.sent)
  for (const row of rows.slice(0, UPDATES_MAX - updates.length)) {
    updates.push(row.update)
    if (++row.sent >= most) swim.news.delete(row.update.subject)
  }
  return updates
}

/** What is held against the receiver itself, for it to answer. */
function doubtOf (swim: Swim, to: NodeId): Update | null {
  const watched = swim.watched.get(to)
  if (watched === undefined) return null
  const { standing: { word, incarnation }, condition, accusers } = watched
  const witness = condition === 'alive' ? [...accusers][0] : swim.self
  if (witness === undefined || word === 'left' || word === 'stopped') return null
  return { subject: to, word: word === 'dead' ? 'dead' : 'suspect', incarnation, witness }
}
