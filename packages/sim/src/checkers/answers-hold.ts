/**
 * Nothing acknowledged is lost: what a client was told is at an index is there, for all members, for ever.
 *
 * Pure. Told of nothing, a client knows nothing; both "applied" and "not applied" are promises, see refused-stays-out.
 */
import type { Index, NodeId } from '@hivemind/base'
import type { Checker, Mark, Seen } from '../history.ts'
import { follow, type Logs } from './logs.ts'

interface Known {
  readonly acknowledged: Map<string, Index>
  /** Where each command took effect, by what any node applied. */
  readonly effects: Map<string, Index>
  readonly applied: Map<NodeId, number>
  readonly entries: Map<Index, Mark>
  readonly logs: Logs
  committed: number
}

export function answersHold (): Checker {
  const known: Known = {
    acknowledged: new Map(), effects: new Map(), applied: new Map(), entries: new Map(), logs: new Map(), committed: 0
  }
  return { name: 'answers-hold', see: seen => see(known, seen) }
}

function see (known: Known, seen: Seen): string | null {
  follow(known.logs, seen, 'synced')
  switch (seen.type) {
    case 'effect':
      if (!known.effects.has(seen.command)) known.effects.set(seen.command, seen.index)
      return wrong(known, seen.command, false)
    case 'committed':
      known.committed = Math.max(known.committed, seen.index)
      return null
    case 'acknowledged':
      return acknowledged(known, seen.command, seen.index)
    case 'applied':
      known.applied.set(seen.node, seen.mark.index)
      if (!known.entries.has(seen.mark.index)) known.entries.set(seen.mark.index, seen.mark)
      return null
    case 'installed':
      known.applied.set(seen.node, seen.index)
      return null
    case 'ended':
      return ended(known, seen.members)
    default:
      return null
  }
}

function acknowledged (known: Known, command: string, index: Index): string | null {
  known.acknowledged.set(command, index)
  if (index <= known.committed) return wrong(known, command, false)
  return `only what is committed is acknowledged; "${command}" was, at ${index}, and ${known.committed} is committed`
}

function wrong ({ effects, acknowledged }: Known, command: string, ended: boolean): string | null {
  const at = effects.get(command)
  const told = acknowledged.get(command)
  if (told === undefined || at === told || (at === undefined && !ended)) return null
  return `what was acknowledged is there; "${command}" was acknowledged at ${told} and took effect at ${at ?? 'none'}`
}

function ended (known: Known, members: readonly NodeId[]): string | null {
  for (const [command, index] of known.acknowledged) {
    const sentence = wrong(known, command, true)
    if (sentence !== null) return sentence
    const lost = members.find(id => {
      const mark = known.logs.get(id)?.[index - 1]
      return (known.applied.get(id) ?? 0) < index || mark?.term !== known.entries.get(index)?.term
    })
    if (lost !== undefined) return `all members hold what was acknowledged; ${lost} lacks "${command}" at ${index}`
  }
  return null
}
