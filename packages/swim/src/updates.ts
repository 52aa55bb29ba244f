/**
 * What others say: of themselves it is believed, of a third one it is a reason to look, of us it is answered.
 *
 * Pure. Source: SWIM 4.2; Lifeguard IV-B (confirmations). Divergence: nobody's word about another one makes a
 * condition: it takes one's own missed probes. And no incarnation is believed but from its own member; a signature
 * by the subject would widen `isOwnWord`, and nothing else.
 */
import type { NodeId } from '@hivemind/base'
import type { Effect } from './effect.ts'
import { worse } from './health.ts'
import { above, raised } from './incarnation.ts'
import { probe } from './probing.ts'
import { joined } from './standing.ts'
import type { Swim, Update, Watched } from './state.ts'
import { stopped } from './suspicion.ts'
import { say, spread } from './telling.ts'

/** Accusers remembered of one peer: no more change anything. */
const ACCUSERS_MAX = 8

/** Whether a word about somebody is that one's own. */
const isOwnWord = (from: NodeId, subject: NodeId): boolean => from === subject

/** The sender's own incarnation, over its own connection: whatever was said of an earlier one is answered. */
export function introduce (swim: Swim, from: NodeId, incarnation: number): void {
  const watched = swim.watched.get(from)
  if (watched !== undefined) raise(swim, watched, incarnation)
}

function raise (swim: Swim, watched: Watched, incarnation: number): void {
  if (incarnation <= watched.standing.incarnation) return
  watched.standing = joined(watched.standing, { word: 'alive', incarnation })
  watched.accusers.clear()
  if (swim.news.get(watched.id)?.update.witness !== swim.self) swim.news.delete(watched.id)
}

/** One piece of news. */
export function learn (swim: Swim, from: NodeId, update: Update, effects: Effect[]): void {
  if (update.subject === swim.self) return answer(swim, update, effects)
  const watched = swim.watched.get(update.subject)
  if (watched === undefined) return
  const { word, incarnation } = update
  if (word !== 'left' && word !== 'stopped') return doubt(swim, watched, update, effects)
  if (!isOwnWord(from, update.subject)) return
  // It has just said its incarnation: a stop of a later one is made up, one of an earlier one is over.
  if (word === 'stopped' && incarnation !== watched.standing.incarnation) return
  const now = joined(watched.standing, { word, incarnation })
  if (now === watched.standing) return
  watched.standing = now
  if (word === 'stopped') stopped(swim, watched, effects)
}

/** Somebody doubts one whom we watch: we look ourselves, at once. */
function doubt (swim: Swim, watched: Watched, update: Update, effects: Effect[]): void {
  const { standing, id } = watched
  if (update.incarnation < standing.incarnation || update.witness === id || standing.word === 'left') return
  const isNew = !watched.accusers.has(update.witness) && update.witness !== swim.self
  if (isNew && watched.accusers.size < ACCUSERS_MAX) watched.accusers.add(update.witness)
  if (update.incarnation === standing.incarnation) {
    const now = joined(standing, { word: update.word, incarnation: update.incarnation })
    if (now !== standing) {
      watched.standing = now
      spread(swim, update)
    } else if (!isNew) return // It was said before, and we have looked since.
  }
  if (watched.condition === 'alive' && watched.awaiting === 0) probe(swim, watched, effects)
}

/** Doubt about ourselves. Nobody can know a higher incarnation than we said: such a word is made up. */
function answer (swim: Swim, { incarnation, witness }: Update, effects: Effect[]): void {
  if (incarnation !== swim.incarnation) return
  refute(swim, witness, effects)
  worse(swim, 1) // Whoever is doubted may well be slow. Lifeguard IV-A.
}

/** Rise above a doubt, and let whoever had it hear so at once; the others hear it with our next words. */
function refute (swim: Swim, by: NodeId, effects: Effect[]): void {
  swim.incarnation = raised(swim.incarnation)
  effects.push({ type: 'refuted', by, incarnation: swim.incarnation })
  if (swim.open.has(by)) say(swim, by, { type: 'ping', sequence: 0 }, effects)
}

/** The log says that we are unreachable as of an incarnation of ours: we go above it. */
export function accused (swim: Swim, incarnation: number): void {
  if (incarnation >= swim.incarnation) swim.incarnation = above(swim.incarnation, incarnation)
}

