/**
 * Bugs of failure detection.
 *
 * Pure.
 */
import type { Mutant } from './mutant.ts'

export const SWIM: readonly Mutant[] = [
  {
    id: 'swim-one-observer-is-enough', rows: ['M1'], file: 'judging.ts',
    bug: 'a member fails when any of its observers says so',
    text: 'if (accusers.length * 2 <= able.length) continue', becomes: 'if (accusers.length === 0) continue'
  },
  {
    id: 'swim-doubt-is-a-verdict', rows: ['M1'], file: 'judging.ts',
    bug: 'who is suspect, and has time left to answer, counts as accused',
    text: 'return row?.unreachable === true ?', becomes: 'return row !== undefined ?'
  },
  {
    id: 'swim-unheard-observers-count', rows: ['M4'], file: 'judging.ts',
    bug: 'observers that the leader cannot hear count against a verdict',
    text: '!verdicts.has(id) && isHeard(id))', becomes: '!verdicts.has(id) && (isHeard(id) || true))'
  },
  {
    id: 'swim-older-word-holds', rows: ['M2'], file: 'standing.ts',
    bug: 'of two words about a member the older one holds',
    text: 'compare(other, one) > 0 ? other : one', becomes: 'compare(other, one) < 0 ? other : one'
  },
  {
    id: 'swim-the-left-come-back', rows: ['M2'], file: 'standing.ts',
    bug: 'a later incarnation overrides that a member left',
    text: "const gone = Number(one.word === 'left') - Number(other.word === 'left')",
    becomes: "const gone = 0 * Number(one.word === 'left')"
  },
  {
    id: 'swim-slow-and-strict', rows: ['M3'], file: 'health.ts',
    bug: 'a member that is slow itself gives others no more time',
    text: 'ticks(Math.ceil(span * (1 + swim.health)))', becomes: 'ticks(Math.ceil(span + 0 * swim.health))'
  },
  {
    id: 'swim-closed-connection-means-nothing', rows: ['M4'], file: 'suspicion.ts',
    bug: 'a closed connection shortens no doubt',
    text: 'const most = connected ? SUSPICION_TICKS : CLOSED_TICKS',
    becomes: 'const most = connected ? SUSPICION_TICKS : SUSPICION_TICKS + 0 * CLOSED_TICKS'
  },
  {
    id: 'swim-a-stop-is-for-ever', rows: ['M4'], file: 'stopping.ts',
    bug: 'a member that said that it stops is never held for failed',
    text: 'now - since < STOPPED_TICKS', becomes: 'now - since < 1_000 * STOPPED_TICKS'
  },
  {
    id: 'swim-quiet-past-a-probe', rows: ['RF30', 'M4'], file: 'quiet.ts',
    bug: 'a member promises to be quiet in the tick of its next probe',
    text: 'until - swim.now - 1)', becomes: 'until - swim.now)'
  }
]
