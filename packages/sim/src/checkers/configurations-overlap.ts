/**
 * Any two quorums of configurations that may both decide have a voter in common. Thesis 4.1, and the correction of it:
 * a leader changes nothing before the change before is committed, and something of its own term with it.
 *
 * Pure. Configurations that follow one another in a log must overlap, and so must a leader's with the last one that is
 * committed: those are all that can decide, since whoever has an older one cannot win any more.
 */
import type { NodeId, Term } from '@hivemind/base'
import type { Checker, Mark, Seen } from '../history.ts'
import { follow, inForce, type Logs, shown } from './logs.ts'

interface Known {
  readonly logs: Logs
  readonly commits: Map<NodeId, number>
  readonly leads: Map<NodeId, Term>
  /** The last configuration that anybody knows to be committed. */
  last: Mark | null
}

export function configurationsOverlap (): Checker {
  const known: Known = { logs: new Map(), commits: new Map(), leads: new Map(), last: null }
  return {
    name: 'configurations-overlap',
    see (seen) {
      follow(known.logs, seen, 'wrote')
      switch (seen.type) {
        case 'started':
          known.commits.delete(seen.node)
          known.leads.delete(seen.node)
          return null
        case 'committed': return committed(known, seen)
        case 'wrote': return wrote(known, seen)
        case 'stood':
          known.leads.set(seen.node, seen.term)
          return seen.standing === 'leader' ? leading(known, seen.node) : null
        default: return null
      }
    }
  }
}

function committed (known: Known, { node, index }: Seen & { type: 'committed' }): null {
  known.commits.set(node, index)
  const found = inForce(known.logs.get(node) ?? [], index)
  if (found !== null && found.index > (known.last?.index ?? 0)) known.last = found
  return null
}

function wrote (known: Known, { node, leads, entries }: Seen & { type: 'wrote' }): string | null {
  for (const mark of entries) {
    if (mark.kind !== 'configuration') continue
    const before = inForce(known.logs.get(node) ?? [], mark.index - 1)
    if (before !== null && !overlap(before, mark)) return apart(node, before, mark)
    if (leads && before !== null) return tooSoon(known, node, before) ?? leading(known, node)
  }
  return null
}

function tooSoon ({ logs, commits, leads }: Known, node: NodeId, before: Mark): string | null {
  const commit = commits.get(node) ?? 0
  const own = logs.get(node)?.[commit - 1]?.term === leads.get(node)
  if (before.index <= commit && own) return null
  return `one change comes after another; ${node} leads term ${leads.get(node)}, knows of commit ${commit} and ` +
    `changes ${shown(before)} already`
}

/**
 * A leader of an older term than the last one's decides nothing: a quorum of its voters has given their word to a later
 * term when that one, or the joint one before it, was committed. Such a leader was stopped while it was elected.
 */
function leading ({ logs, leads, last }: Known, node: NodeId): string | null {
  const mine = inForce(logs.get(node) ?? [])
  if (mine === null || last === null || (leads.get(node) ?? 0) < last.term) return null
  return overlap(mine, last) ? null : apart(node, last, mine)
}

const apart = (node: NodeId, one: Mark, other: Mark): string =>
  `quorums of configurations in force have a voter in common; on ${node} those of ` +
  `${shown(one)} and ${shown(other)} need not`

/** Whether every quorum of the one meets every quorum of the other: while joint it needs two majorities. */
const overlap = (one: Mark, other: Mark): boolean =>
  (one.voters ?? []).some(voters => (other.voters ?? []).some(others => mustMeet(voters, others)))

/** Whether every majority of the one meets every majority of the other. */
function mustMeet (one: readonly NodeId[], other: readonly NodeId[]): boolean {
  const both = one.filter(id => other.includes(id)).length
  // What each majority must take of the voters of both when it takes all of its own first.
  const must = (voters: readonly NodeId[]): number =>
    Math.max(0, Math.floor(voters.length / 2) + 1 - (voters.length - both))
  return one.length > 0 && other.length > 0 && must(one) + must(other) > both
}
