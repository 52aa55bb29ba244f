/**
 * Nothing acknowledged is lost: what a client was told is at an index is there, for all members, for ever.
 *
 * Pure. Told of nothing, a client knows nothing; both "applied" and "not applied" are promises, see refused-stays-out.
 */
import type { Index, NodeId } from '@hivemind/base'
import type { Checker, Mark } from '../history.ts'
import { follow, type Logs } from './logs.ts'

export function answersHold (): Checker {
  const acknowledged = new Map<string, Index>()
  /** Where each command took effect, by what any node applied. */
  const effects = new Map<string, Index>()
  const applied = new Map<NodeId, number>()
  const entries = new Map<Index, Mark>()
  const logs: Logs = new Map()

  let committed = 0

  const wrong = (command: string, ended: boolean): string | null => {
    const at = effects.get(command)
    const told = acknowledged.get(command)
    if (told === undefined || at === told || (at === undefined && !ended)) return null
    return `what was acknowledged is there; "${command}" was acknowledged at ${told} and took effect at ${at ?? 'none'}`
  }

  function ended (members: readonly NodeId[]): string | null {
    for (const [command, index] of acknowledged) {
      const sentence = wrong(command, true)
      if (sentence !== null) return sentence
      const lost = members.find(id => {
        const mark = logs.get(id)?.[index - 1]
        return (applied.get(id) ?? 0) < index || mark?.term !== entries.get(index)?.term
      })
      if (lost !== undefined) return `all members hold what was acknowledged; ${lost} lacks "${command}" at ${index}`
    }
    return null
  }

  return {
    name: 'answers-hold',
    see (seen) {
      follow(logs, seen, 'synced')
      switch (seen.type) {
        case 'effect':
          if (!effects.has(seen.command)) effects.set(seen.command, seen.index)
          return wrong(seen.command, false)
        case 'committed':
          committed = Math.max(committed, seen.index)
          return null
        case 'acknowledged':
          acknowledged.set(seen.command, seen.index)
          if (seen.index > committed)
            return `only what is committed is acknowledged; "${seen.command}" was, at ${seen.index}, and ${committed} is committed`
          return wrong(seen.command, false)
        case 'applied':
          applied.set(seen.node, seen.mark.index)
          if (!entries.has(seen.mark.index)) entries.set(seen.mark.index, seen.mark)
          return null
        case 'installed':
          applied.set(seen.node, seen.index)
          return null
        case 'ended':
          return ended(seen.members)
        default:
          return null
      }
    }
  }
}
