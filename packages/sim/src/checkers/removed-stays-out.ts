/**
 * Whoever was removed is never admitted again, by anybody who knows; and nobody joins with a token that is none.
 *
 * Pure.
 */
import type { NodeId } from '@hivemind/base'
import type { Checker } from '../history.ts'

/** Tokens of the worlds that no cluster ever made have names that begin so. */
export const FORGED = 'forged'

export function removedStaysOut (): Checker {
  const gone = new Map<NodeId, Set<NodeId>>()
  return {
    name: 'removed-stays-out',
    see (seen) {
      switch (seen.type) {
        case 'started':
          gone.delete(seen.node)
          return null
        case 'gone': {
          const members = gone.get(seen.node) ?? new Set()
          gone.set(seen.node, members.add(seen.member))
          return null
        }
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
