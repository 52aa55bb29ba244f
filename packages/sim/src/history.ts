/**
 * What an onlooker sees of a world: one sighting after another, each given to every checker.
 *
 * Pure. The checkers know nothing but these, so a history written by hand is as good to them as one that was lived.
 */
import type { Index, NodeId, Term } from '@hivemind/base'
import type { Entry, HardState, Message, Repair, Standing } from '@hivemind/raft'

/** An entry as checkers compare it: equal marks are equal entries. */
export interface Mark {
  readonly index: Index
  readonly term: Term
  readonly kind: Entry['kind']
  readonly content: string
  /** Who votes from here on, and while joint the outgoing voters; for a configuration only. */
  readonly voters?: readonly [voters: readonly NodeId[], outgoing: readonly NodeId[]]
}

/** Who was removed, and how many epochs ago. */
export interface Gone { readonly member: NodeId, readonly epochsAgo: number }

export type Seen =
  /** A machine began a life with what its disk holds, from index 1 on. `lost` when the disk was damaged before. */
  | {
      readonly type: 'started'
      readonly node: NodeId
      readonly hard: HardState
      readonly log: readonly Mark[]
      readonly lost: boolean
    }
  | { readonly type: 'crashed', readonly node: NodeId }
  /** Somebody emptied a machine's disk: its term, vote and log are gone, and it does not know. */
  | { readonly type: 'wiped', readonly node: NodeId }
  | { readonly type: 'stood', readonly node: NodeId, readonly standing: Standing, readonly term: Term }
  /**
   * A log changed in memory; `leads` when the node was its term's leader before and after. The term is 0 when no
   * leader is obeyed: committed entries are copied from anybody.
   */
  | {
      readonly type: 'wrote'
      readonly node: NodeId
      readonly term: Term
      readonly leads: boolean
      readonly truncateFrom: Index | null
      readonly entries: readonly Mark[]
    }
  /** The same change, or a new term or vote, is on the disk. */
  | {
      readonly type: 'synced'
      readonly node: NodeId
      readonly hard: HardState | null
      readonly truncateFrom: Index | null
      readonly entries: readonly Mark[]
    }
  /** Raft counts an entry as being on its disk. */
  | { readonly type: 'counted', readonly node: NodeId, readonly index: Index, readonly term: Term }
  /** A node whose disk lost acknowledged entries, none of a later index or term than these, votes as before. */
  | { readonly type: 'repaired', readonly node: NodeId, readonly lost: Repair }
  /** A word of Raft left a node. */
  | { readonly type: 'said', readonly node: NodeId, readonly to: NodeId, readonly message: Message }
  /** A node's commit index is known to be `index`; `voters` are those it counts, and while joint `outgoing`, too. */
  | {
      readonly type: 'committed'
      readonly node: NodeId
      readonly index: Index
      readonly term: Term
      readonly leads: boolean
      readonly voters: readonly NodeId[]
      readonly outgoing: readonly NodeId[]
    }
  /** An entry was applied; `state` names everything that was applied so far. */
  | { readonly type: 'applied', readonly node: NodeId, readonly mark: Mark, readonly state: string }
  /** A state was taken over whole from another node. */
  | { readonly type: 'installed', readonly node: NodeId, readonly index: Index, readonly state: string }
  /** A client's command changed the applied state. */
  | { readonly type: 'effect', readonly node: NodeId, readonly command: string, readonly index: Index }
  /** A client was told that its command is at an index, or that it never will be. */
  | { readonly type: 'acknowledged', readonly command: string, readonly index: Index }
  | { readonly type: 'refused', readonly command: string }
  /** A linearizable read began, and was allowed to be served at an index. */
  | { readonly type: 'asked', readonly read: number }
  | { readonly type: 'served', readonly read: number, readonly index: Index }
  /** A client began to write or, where `wrote` is null, to read; and had its answer: all that was written, in order. */
  | { readonly type: 'invoked', readonly operation: number, readonly wrote: string | null }
  | { readonly type: 'returned', readonly operation: number, readonly read: readonly string[] | null }
  /** A subscriber of a node's events was given an entry. */
  | { readonly type: 'notified', readonly subscriber: string, readonly mark: Mark }
  /** A member was admitted or removed by an entry that a node applied. */
  | { readonly type: 'joined', readonly node: NodeId, readonly member: NodeId, readonly token: string }
  | { readonly type: 'gone', readonly node: NodeId, readonly member: NodeId }
  /** A state that a node has from now on says who was removed, and how many epochs ago; nobody else is. */
  | { readonly type: 'all-gone', readonly node: NodeId, readonly members: readonly Gone[] }
  /** An entry that a node applied raised the epoch. */
  | { readonly type: 'epoch-rose', readonly node: NodeId }
  /** The members that a node lets in. */
  | { readonly type: 'admits', readonly node: NodeId, readonly members: readonly NodeId[] }
  /** A member runs an attempt of a task. */
  | {
      readonly type: 'ran'
      readonly node: NodeId
      readonly task: string
      readonly target: string
      readonly attempt: number
    }
  /** A member was made the holder of a role that one holds, by the entry at an index; who holds it then. */
  | {
      readonly type: 'granted'
      readonly node: NodeId
      readonly role: string
      readonly member: NodeId
      readonly index: Index
      readonly holders: readonly NodeId[]
    }
  /** A holder's word, under the fence that it named, changed the applied state. */
  | {
      readonly type: 'acted'
      readonly node: NodeId
      readonly role: string
      readonly member: NodeId
      readonly fence: Index
      readonly index: Index
    }
  /** A job that wants a task every so many milliseconds ticked, and passed over the times that it missed. */
  | {
      readonly type: 'ticked'
      readonly node: NodeId
      readonly job: string
      readonly everyMs: number
      readonly scheduled: number
      readonly after: number
      readonly missed: number
      readonly run: boolean
      readonly index: Index
    }
  /**
   * Calm has come: the tasks in the order in which they were added, what became of each at its targets, and how many
   * each job says that it added.
   */
  | {
      readonly type: 'accounted'
      readonly tasks: ReadonlyArray<{
        readonly id: string
        readonly queue: string
        readonly rows: ReadonlyArray<{ readonly target: string, readonly state: string, readonly attempt: number }>
      }>
      readonly jobs: ReadonlyArray<{ readonly id: string, readonly runs: number }>
    }
  /** Calm has come and gone: these are members, and nothing is on its way any more. */
  | { readonly type: 'ended', readonly members: readonly NodeId[] }

/** Keeps one promise in view. */
export interface Checker {
  readonly name: string
  /** @returns the sentence that broke, or null */
  readonly see: (seen: Seen) => string | null
}

export interface Failure { readonly tick: number, readonly checker: string, readonly sentence: string }

export interface History {
  readonly checkers: readonly Checker[]
  /** Lines of the trace, or null when nobody reads them. */
  readonly lines: string[] | null
  /** The first promise that broke. */
  failure: Failure | null
}

export const history = (checkers: readonly Checker[], traced: boolean): History =>
  ({ checkers, lines: traced ? [] : null, failure: null })

/** Show a sighting to every checker. */
export function witness (history: History, tick: number, seen: Seen): void {
  history.lines?.push(`${tick} ${told(seen)}`)
  for (const { name, see } of history.checkers) {
    const sentence = see(seen)
    if (sentence !== null) broken(history, tick, name, sentence)
  }
}

export function broken (history: History, tick: number, checker: string, sentence: string): void {
  if (history.failure !== null) return
  history.failure = { tick, checker, sentence }
  history.lines?.push(`${tick} BROKEN ${checker}: ${sentence}`)
}

/** Something that happened in the world around the nodes, for the trace only. */
export function remark (history: History, tick: number, words: string): void {
  history.lines?.push(`${tick} -- ${words}`)
}

const marks = (entries: readonly Mark[]): string =>
  entries.length > 3
    ? `${marks(entries.slice(0, 1))} .. ${marks(entries.slice(-1))}`
    : entries.map(({ index, term, kind, content }) => `${index}:${term}:${kind} ${content.slice(0, 60)}`).join(', ')

function told (seen: Seen): string {
  switch (seen.type) {
    case 'started':
      return `${seen.node} starts in term ${seen.hard.term} with ${seen.log.length} entries` +
        (seen.lost ? ', some lost' : '')
    case 'crashed':
      return `${seen.node} crashes`
    case 'stood':
      return `${seen.node} is ${seen.standing} in term ${seen.term}`
    case 'wrote':
    case 'synced': {
      const cut = seen.truncateFrom === null ? '' : ` cut from ${seen.truncateFrom}`
      const hard = seen.type === 'synced' ? seen.hard : null
      const promised = hard === null ? '' : ` term ${hard.term} vote ${hard.votedFor}`
      return `${seen.node} ${seen.type}${promised}${cut} ${marks(seen.entries)}`
    }
    case 'said':
      return `${seen.node} > ${seen.to} ${words(seen.message)}`
    case 'committed':
      return `${seen.node} commits ${seen.index}`
    case 'applied':
      return `${seen.node} applies ${marks([seen.mark])} (${seen.state})`
    case 'notified':
      return `${seen.subscriber} is told of ${marks([seen.mark])}`
    case 'returned':
      return `returned ${seen.operation}` +
        (seen.read === null ? '' : ` ${seen.read.length} values, last ${seen.read.at(-1)}`)
    default: {
      const { type, ...rest } = seen
      return `${type} ${JSON.stringify(rest)}`
    }
  }
}

function words (message: Message): string {
  const { type, ...rest } = message
  if (message.type !== 'append-request') return `${type} ${JSON.stringify(rest)}`
  const { term, prevIndex, prevTerm, commit, entries } = message
  return `${type} term ${term} after ${prevIndex}:${prevTerm} commit ${commit} entries ${entries.length}`
}
