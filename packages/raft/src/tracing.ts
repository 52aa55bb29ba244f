/**
 * What a step did, as rows for checkers outside: every transition of the machine with the state it led to.
 *
 * Pure. Event names are etcd's (`state_trace.go`), with our own where etcd has none; docs/checking.md is the contract.
 * Whoever does not trace calls nothing of this.
 */
import type { Index, NodeId, Term } from '@hivemind/base'
import type { Effect } from './effect.ts'
import type { Input, Message } from './input.ts'
import { configurationAt, configurationOf, lastIndexOf, lastTermOf } from './log.ts'
import type { Configuration, Entry, Raft, Standing } from './state.ts'

export type TraceEvent =
  | 'InitState' | 'BecomeFollower' | 'BecomePreCandidate' | 'BecomeCandidate' | 'BecomeLeader'
  | 'Replicate' | 'ChangeConf' | 'ApplyConfChange' | 'Commit' | 'Ready' | 'Persisted' | 'InstallSnapshot'
  | `${'Send' | 'Receive'}${MessageName}`

type MessageName =
  | 'RequestVoteRequest'
  | 'RequestVoteResponse'
  | 'RequestPreVoteRequest'
  | 'RequestPreVoteResponse'
  | 'AppendEntriesRequest'
  | 'AppendEntriesResponse'
  | 'HeartbeatRequest'
  | 'HeartbeatResponse'
  | 'Snapshot'
  | 'LogTail'
  | 'TimeoutNow'

/** A message as a row shows it: its own fields, entries by number and terms. */
export type TraceMessage = Readonly<Record<string, unknown>> & {
  readonly type: Message['type'], readonly from: NodeId, readonly to: NodeId, readonly term: Term
}

/** One transition; every field but the last three is the state after the step. */
export interface TraceRow {
  readonly event: TraceEvent
  readonly node: NodeId
  readonly term: Term
  readonly vote: NodeId | null
  readonly commit: Index
  /** Index of the last entry. */
  readonly log: Index
  readonly lastTerm: Term
  readonly standing: Standing
  readonly leader: NodeId | null
  /** In force, committed or not. */
  readonly configuration: Configuration
  readonly message?: TraceMessage
  /** Of Replicate and ChangeConf: what was appended. Of Ready: what the disk is asked to write. */
  readonly entries?: TraceEntries
  /** Of Ready: entries at and after this index are dropped first. */
  readonly truncateFrom?: Index
  /** Of Persisted and InstallSnapshot: through where. */
  readonly through?: Index
}

/** Entries in few words: `terms` holds a pair of index and term for the first entry and wherever the term changes. */
export interface TraceEntries {
  readonly count: number
  readonly terms: ReadonlyArray<readonly [Index, Term]>
  readonly configurations?: ReadonlyArray<{ readonly index: Index, readonly configuration: Configuration }>
}

/** What has to be remembered from before a step. */
export interface TraceMark {
  readonly standing: Standing
  readonly term: Term
  readonly leader: NodeId | null
  readonly commit: Index
}

type More = Pick<TraceRow, 'message' | 'entries' | 'truncateFrom' | 'through'>

export const markOf = ({ standing, term, leader, commit }: Raft): TraceMark => ({ standing, term, leader, commit })

/** The row that begins a life. */
export const initialRow = (raft: Raft): TraceRow => row(raft, 'InitState')

/**
 * Rows for a step in the order cause, standing, log, what leaves; empty when nothing happened that others could see.
 */
export function transitions (
  before: TraceMark, raft: Raft, input: Input, effects: readonly Effect[]
): readonly TraceRow[] {
  const rows: TraceRow[] = []
  const add = (event: TraceEvent, more: More = {}): void => { rows.push(row(raft, event, more)) }
  const { self } = raft
  if (input.type === 'message') received(input.from, self, input.message, add)
  if (input.type === 'persisted') add('Persisted', { through: input.index })
  if (input.type === 'snapshot-installed') add('InstallSnapshot', { through: input.point.index })
  stood(before, raft, add)
  for (const effect of effects) left(before, raft, effect, add)
  return rows
}

type Add = (event: TraceEvent, more?: More) => void

function row (raft: Raft, event: TraceEvent, more: More = {}): TraceRow {
  const { self: node, term, votedFor: vote, commit, log, standing, leader } = raft
  return {
    event, node, term, vote, commit, log: lastIndexOf(log), lastTerm: lastTermOf(log), standing, leader,
    configuration: configurationOf(log), ...more
  }
}

function received (from: NodeId, to: NodeId, message: Message, add: Add): void {
  add(`Receive${nameOf(message)}`, { message: shown(from, to, message) })
}

/** Whoever leads in a term it was not in before was its candidate on the way there. */
function stood (before: TraceMark, raft: Raft, add: Add): void {
  const { standing, term, leader } = raft
  if (standing === before.standing && term === before.term && leader === before.leader) return
  if (standing === 'leader') {
    if (term > before.term) add('BecomeCandidate')
    return add('BecomeLeader')
  }
  add(
    standing === 'candidate'
      ? 'BecomeCandidate'
      : standing === 'pre-candidate'
        ? 'BecomePreCandidate'
        : 'BecomeFollower'
  )
}

function left (before: TraceMark, raft: Raft, effect: Effect, add: Add): void {
  switch (effect.type) {
    case 'persist': {
      const entries = briefly(effect.entries)
      if (raft.standing === 'leader' && effect.entries.length > 0) {
        const changes = effect.entries.some(({ kind }) => kind === 'configuration')
        add(changes ? 'ChangeConf' : 'Replicate', { entries })
      }
      const { truncateFrom } = effect
      return add('Ready', truncateFrom === null ? { entries } : { entries, truncateFrom })
    }
    case 'commit': {
      add('Commit')
      const applied = configurationAt(raft.log, effect.index)
      if (applied !== configurationAt(raft.log, before.commit)) add('ApplyConfChange')
      return
    }
    case 'send': {
      const { to, message } = effect
      return add(`Send${nameOf(message)}`, { message: shown(raft.self, to, message) })
    }
    default: return
  }
}

function nameOf (message: Message): MessageName {
  switch (message.type) {
    case 'vote-request': return message.pre ? 'RequestPreVoteRequest' : 'RequestVoteRequest'
    case 'vote-reply': return message.pre ? 'RequestPreVoteResponse' : 'RequestVoteResponse'
    case 'append-request': return 'AppendEntriesRequest'
    case 'append-reply': return 'AppendEntriesResponse'
    case 'heartbeat': return 'HeartbeatRequest'
    case 'heartbeat-reply': return 'HeartbeatResponse'
    case 'snapshot-offer': return 'Snapshot'
    case 'timeout-now': return 'TimeoutNow'
    case 'log-tail': return 'LogTail'
  }
}

const shown = (from: NodeId, to: NodeId, message: Message): TraceMessage =>
  message.type === 'append-request' || message.type === 'log-tail'
    ? { ...message, from, to, entries: briefly(message.entries) }
    : { ...message, from, to }

function briefly (entries: readonly Entry[]): TraceEntries {
  const terms: Array<readonly [Index, Term]> = []
  const configurations: Array<{ readonly index: Index, readonly configuration: Configuration }> = []
  for (const { index, term, configuration } of entries) {
    if (terms.at(-1)?.[1] !== term) terms.push([index, term])
    if (configuration !== undefined) configurations.push({ index, configuration })
  }
  return { count: entries.length, terms, ...(configurations.length > 0 && { configurations }) }
}
