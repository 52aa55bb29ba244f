/**
 * Whoever was removed is never admitted again, by anybody who knows; and nobody joins with a token that is none.
 *
 * Pure. A tombstone is kept until the second epoch after its own begins; then a machine with a good token is a stranger
 * like any other.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker } from '../history.ts'

/** Tokens of the worlds that no cluster ever made have names that begin so. */
export const FORGED = 'forged'

export function removedStaysOut (): Checker {
  /** Who is gone, by who knows it: how often the epoch rose since. */
  const gone = new Map<NodeId, Map<NodeId, number>>()
  return {
    name: 'removed-stays-out',
    see (seen) {
      switch (seen.type) {
        case 'started':
          gone.delete(seen.node)
          return null
        case 'gone': {
          const members = gone.get(seen.node) ?? new Map<NodeId, number>()
          gone.set(seen.node, members.set(seen.member, 0))
          return null
        }
        case 'all-gone':
          gone.set(seen.node, new Map(seen.members.map(({ member, epochsAgo }) => [member, epochsAgo])))
          return null
        case 'epoch-rose':
          for (const [member, times] of gone.get(seen.node) ?? [])
            if (times === 1) gone.get(seen.node)?.delete(member)
            else gone.get(seen.node)?.set(member, times + 1)
          return null
        case 'joined':
          if (seen.token.startsWith(FORGED))
            return `a token opens only if it is one; ${seen.member} joined with ${seen.token}`
          if (!gone.get(seen.node)?.has(seen.member)) return null
          return `who is removed stays out; ${seen.node} saw ${seen.member} removed, and joining again`
        case 'admits': {
          const back = seen.members.find(member => gone.get(seen.node)?.has(member))
          return back === undefined ? null : `who is removed stays out; ${seen.node} admits ${back}`
        }
        default:
          return null
      }
    }
  }
}
