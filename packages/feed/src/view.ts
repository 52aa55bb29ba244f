/** What a feed shows: the facts of an origin, and how far everybody's are known. Pure. */
import type { NodeId, WallMs } from '@hivemind/base'
import type { Feed } from './state.ts'

export interface FactsView {
  readonly boot: number
  readonly seq: number
  /** When they last changed, by the clock of the origin. */
  readonly at: WallMs
  readonly facts: ReadonlyMap<string, Uint8Array>
}

/** @returns the facts of an origin as they are known here, or null */
export function factsOf (feed: Feed, origin: NodeId): FactsView | null {
  const contents = feed.held.get(origin)?.contents
  if (contents === undefined) return null
  const { boot, seq, at, facts } = contents
  return { boot, seq, at, facts: new Map(facts.flatMap(({ key, value }) => value === null ? [] : [[key, value]])) }
}

/** How far each origin is known here: the version vector that a consumer compares. */
export const vectorOf = (feed: Feed): ReadonlyMap<NodeId, { readonly boot: number, readonly seq: number }> =>
  new Map([...feed.held].map(([origin, { head: { boot, seq } }]) => [origin, { boot, seq }]))
