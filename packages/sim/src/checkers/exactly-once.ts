/** A client's command takes effect once, at the same index everywhere, however often it was sent. Thesis 6.3. Pure. */
import type { Index } from '@hivemind/base'
import type { Checker } from '../history.ts'

export function exactlyOnce (): Checker {
  const effects = new Map<string, Index>()
  return {
    name: 'exactly-once',
    see (seen) {
      if (seen.type !== 'effect') return null
      const first = effects.get(seen.command)
      if (first === undefined) effects.set(seen.command, seen.index)
      if (first === undefined || first === seen.index) return null
      return `a command takes effect once; "${seen.command}" does at ${first} and, on ${seen.node}, at ${seen.index}`
    }
  }
}
