/** A linearizable read sees everything that was committed, as far as anybody knew, when it began. Thesis 6.4. Pure. */
import type { Checker } from '../history.ts'

export function readsAreFresh (): Checker {
  const floors = new Map<number, number>()
  let committed = 0
  return {
    name: 'reads-are-fresh',
    see (seen) {
      if (seen.type === 'committed') committed = Math.max(committed, seen.index)
      if (seen.type === 'asked') floors.set(seen.read, committed)
      if (seen.type !== 'served') return null
      const floor = floors.get(seen.read) ?? 0
      if (seen.index >= floor) return null
      return `a read is not stale; read ${seen.read} began when ${floor} was committed and is served at ${seen.index}`
    }
  }
}
