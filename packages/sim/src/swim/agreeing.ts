/**
 * Whether all who are up agree, by the log and by their own eyes, that all who are up are, and nobody else.
 *
 * Pure.
 */
import type { SwimWorld } from './world.ts'

/** @returns null when they do, otherwise the first disagreement */
export function agreed (world: SwimWorld): string | null {
  const { members, log, failures, byId } = world
  for (const member of members) {
    if (member.life === 'away') continue
    if (member.life !== 'up') {
      if (failures.has(member.id)) continue
      return `${member.id} is ${member.life}, and not failed by the log`
    }
    if (failures.has(member.id)) return `${member.id} is up, and failed by the log`
    if (member.applied < log.length) return `${member.id} has applied ${member.applied} of ${log.length} entries`
    for (const { id, condition } of member.swim.watched.values()) {
      if (byId.get(id)?.life === 'up' && condition !== 'alive') return `${member.id} holds ${id} for ${condition}`
    }
  }
  return null
}
