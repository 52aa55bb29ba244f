/**
 * Bugs of feeds.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

export const FEED: readonly Mutant[] = [
  {
    id: 'feed-unsigned-is-taken', rows: ['M5'], file: 'holding.ts',
    bug: 'facts are taken whose signature is not that of their origin',
    text: '|| !tools.verify({ cluster, topic }, signed)) return false',
    becomes: '|| (!tools.verify({ cluster, topic }, signed) && feed.now < 0)) return false'
  },
  {
    id: 'feed-unasked-is-taken', rows: ['M5'], file: 'pulling.ts',
    bug: 'facts are taken from whoever was not asked for them',
    text: 'if (feed.asked.get(origin)?.peer !== from) {', becomes: 'if (feed.self === from) {'
  },
  {
    id: 'feed-nobody-asks-again', rows: ['M6'], file: 'spreading.ts',
    bug: 'no round compares what is held: what a lost message kept apart stays so',
    text: 'if (feed.now < feed.nextRoundAt) return', becomes: 'if (feed.now >= 0) return'
  },
  {
    id: 'feed-one-bucket-is-compared', rows: ['M6'], file: 'spreading.ts',
    bug: 'of what two holders hold only the first bucket is compared',
    text: 'own === sums[bucket] ? [] : [bucket]', becomes: 'own === sums[bucket] || bucket > 0 ? [] : [bucket]'
  }
]
