/** What a client was told is refused and unchanged never takes effect, before or after. BUGS RF27. Pure. */
import type { Checker } from '../history.ts'

export function refusedStaysOut (): Checker {
  const effects = new Set<string>()
  const refused = new Set<string>()
  return {
    name: 'refused-stays-out',
    see (seen) {
      if (seen.type === 'effect') effects.add(seen.command)
      if (seen.type === 'refused') refused.add(seen.command)
      if (seen.type !== 'effect' && seen.type !== 'refused') return null
      const { command } = seen
      if (!effects.has(command) || !refused.has(command)) return null
      return `what is refused has no effect; "${command}" was refused without change and took effect`
    }
  }
}
