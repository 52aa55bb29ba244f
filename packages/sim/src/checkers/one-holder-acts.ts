/**
 * Of a role that one member holds no two hold it at any index, and only the last one that it was granted to changes
 * anything, under the fence of that grant: whoever was paused, or cut off, acts in vain. Pure.
 */
import type { Checker, Seen } from '../history.ts'

type Granted = Seen & { readonly type: 'granted' }
type Acted = Seen & { readonly type: 'acted' }

export function oneHolderActs (): Checker {
  const grants = new Map<string, Granted[]>()
  return {
    name: 'one-holder-acts',
    see (seen) {
      if (seen.type === 'granted') return shared(seen, grants)
      return seen.type === 'acted' ? fenced(seen, grants.get(seen.role) ?? []) : null
    }
  }
}

function shared (seen: Granted, grants: Map<string, Granted[]>): string | null {
  const { role, index, holders } = seen
  const before = grants.get(role) ?? []
  if (!before.some(grant => grant.index === index))
    grants.set(role, [...before, seen].sort((one, other) => one.index - other.index))
  return holders.length <= 1 ? null : `one holds ${role}; behind index ${index} ${holders.join(' and ')} do`
}

function fenced ({ role, member, fence, index }: Acted, grants: readonly Granted[]): string | null {
  const valid = grants.findLast(grant => grant.index < index)
  if (valid?.member === member && valid.index === fence) return null
  const holder = valid === undefined ? 'nobody' : `${valid.member} under ${valid.index}`
  return `the holder acts under its fence; ${role} is with ${holder}, and ${member} acted under ${fence} at ${index}`
}
