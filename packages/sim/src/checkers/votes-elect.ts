/**
 * Whoever leads was elected: a quorum of the voters it counts gave it their votes, and before it took a new term from
 * anybody a quorum had said that it could win. Raft 5.2; thesis 4.3 for joint voters, 9.6 for the pre-vote.
 *
 * Pure. It must be a voter itself, in the last configuration that it knows to be committed or a later one (thesis
 * 4.2.2).
 */
import type { NodeId } from '@hivemind/base'
import type { Checker, Mark, Seen } from '../history.ts'
import { follow, inForce, type Logs } from './logs.ts'

interface Known {
  readonly written: Logs
  /** How far each node knows its log to be committed. */
  readonly commits: Map<NodeId, number>
  /** Who voted, and who would, by term and candidate. */
  readonly votes: Map<string, Set<NodeId>>
  readonly forecasts: Map<string, Set<NodeId>>
  /** Who was told to take over, and in which term. */
  readonly urged: Set<string>
}

export function votesElect (): Checker {
  const known: Known = {
    written: new Map(), commits: new Map(), votes: new Map(), forecasts: new Map(), urged: new Set()
  }
  return { name: 'votes-elect', see: seen => see(known, seen) }
}

function see (known: Known, seen: Seen): string | null {
  follow(known.written, seen, 'wrote')
  switch (seen.type) {
    case 'started': known.commits.delete(seen.node); return null
    case 'applied': return commits(known, seen.node, seen.mark.index)
    case 'installed':
    case 'committed': return commits(known, seen.node, seen.index)
    case 'said': return said(known, seen)
    case 'stood': return stood(known, seen)
    default: return null
  }
}

function commits ({ commits }: Known, node: NodeId, index: number): null {
  commits.set(node, Math.max(index, commits.get(node) ?? 0))
  return null
}

function said ({ votes, forecasts, urged }: Known, { node, to, message }: Seen & { type: 'said' }): null {
  if (message.type === 'timeout-now') urged.add(`${message.term + 1} ${to}`)
  if (message.type !== 'vote-reply' || !message.granted) return null
  const given = message.pre ? forecasts : votes
  const key = `${message.term} ${to}`
  given.set(key, (given.get(key) ?? new Set()).add(node))
  return null
}

function stood (known: Known, { node, standing, term }: Seen & { type: 'stood' }): string | null {
  if (standing === 'follower' || standing === 'pre-candidate') return null
  const log = known.written.get(node) ?? []
  const key = `${term} ${node}`
  if (standing === 'candidate' && known.urged.has(key)) return null
  const given = (standing === 'leader' ? known.votes : known.forecasts).get(key)
  const counted = inForce(log)
  if (counted === null || !isElected(counted, id => id === node || given?.has(id) === true)) {
    const who = [...given ?? []].join(' ')
    return standing === 'leader'
      ? `a leader has the votes of a quorum; ${node} leads term ${term}, elected by ${node} ${who}`
      : `nobody begins a term that a quorum does not give it; ${node} begins ${term} with ${node} ${who}`
  }
  return isNamed(log, known.commits.get(node) ?? 0, node) ? null : `only a voter is elected; ${node} is in term ${term}`
}

/** A majority of the voters, and while joint of the outgoing ones as well. */
const isElected = ({ voters = [[], []] }: Mark, gave: (id: NodeId) => boolean): boolean =>
  [voters[0], ...voters[1].length > 0 ? [voters[1]] : []].every(some => some.filter(gave).length * 2 > some.length)

/** Whether the last committed configuration or a later one counts a node. */
function isNamed (log: readonly Mark[], commit: number, node: NodeId): boolean {
  for (let at = log.length - 1; at >= 0; at--) {
    const { index, kind, voters } = log[at] ?? {}
    if (kind !== 'configuration') continue
    if (voters?.some(some => some.includes(node))) return true
    if (index !== undefined && index <= commit) return false
  }
  return false
}
