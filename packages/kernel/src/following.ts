/**
 * Getting committed entries from others: members follow the log for ever, a voter too far behind fetches a snapshot.
 *
 * Pure. Everything that a pull brings is committed (its source sends nothing else), so it is applied at once; the
 * world has checked the hash chain before it arrives here. Raft 7 for snapshots; docs/adr/0001 for following.
 */
import { type Index, type NodeId, type Refusal, type Term, ticks, index as toIndex } from '@hivemind/base'
import { type ControlSnapshot, importState } from '@hivemind/control'
import {
  configurationsAfter,
  type Entry,
  type Raft,
  status as raftStatus,
  start as startRaft,
  tailAfter,
  termAt
} from '@hivemind/raft'
import { applyEntries, fenceWhenGone } from './applying.ts'
import { stateReached } from './comparing.ts'
import { consensus, note, traceBeginning } from './consensus.ts'
import { appliedConfiguration, appliedPoint, isNamed } from './counting.ts'
import type { Effect } from './effect.ts'
import { historyOver } from './lineage.ts'
import { peersChanged } from './peering.ts'
import { belongsElsewhere, chooseSource, fallenSilent, shun } from './sources.ts'
import type { Kernel, Pulling } from './state.ts'
import { raftTimes } from './times.ts'

const RETRY_TICKS = 5

/** Time goes by for one who follows. */
export function followTick (kernel: Kernel, effects: Effect[]): void {
  if (kernel.mode !== 'follow') return
  if (kernel.pulling !== null) {
    fallenSilent(kernel, effects)
    return belongsElsewhere(kernel) ? stopPull(kernel, effects) : undefined
  }
  if (kernel.tick < kernel.nextPullAt) return
  if (kernel.phase === 'joining' ? kernel.joining?.digest == null : !kernel.welcomed) return
  const from = chooseSource(kernel)
  if (from !== null) pull(kernel, from, 'follow', toIndex(0), effects)
}

function pull (kernel: Kernel, from: NodeId, purpose: Pulling['purpose'], through: Index, effects: Effect[]): void {
  const id = kernel.nextPullId++
  kernel.pulling = { id, from, purpose, through, heardAt: kernel.tick }
  effects.push({
    type: 'pull',
    lane: 'log',
    pull: id,
    from,
    after: kernel.control.appliedIndex,
    wantState: true,
    through
  })
}

function stopPull (kernel: Kernel, effects: Effect[]): void {
  if (kernel.pulling === null) return
  effects.push({ type: 'stop-pull', lane: 'early', pull: kernel.pulling.id })
  kernel.pulling = null
}

/** The source is not of use: it is left alone for a while, and another one is asked. */
export function abandon (kernel: Kernel, effects: Effect[]): void {
  const { pulling } = kernel
  if (pulling === null) return
  shun(kernel, pulling.from)
  stopPull(kernel, effects)
  fetchOver(kernel, pulling, effects)
}

/** Raft was offered a snapshot: fetch history and state through an index from the leader. */
export function beginFetch (kernel: Kernel, from: NodeId, through: Index, effects: Effect[]): void {
  if (kernel.pulling !== null) return
  effects.push(
    note('info', 'too far behind; fetching history and state', {
      from,
      after: kernel.control.appliedIndex,
      through
    })
  )
  pull(kernel, from, 'snapshot', through, effects)
}

/** Raft's own appends must not meet a fetch in the log. */
export const isFetching = (kernel: Kernel): boolean => kernel.pulling?.purpose === 'snapshot'

export function pulled (kernel: Kernel, id: number, entries: readonly Entry[], effects: Effect[]): void {
  if (kernel.pulling?.id !== id) return
  kernel.pulling.heardAt = kernel.tick
  if (kernel.mode === 'raft' && raftStatus(kernel.raft).standing === 'leader') return abandon(kernel, effects)
  const { from } = kernel.pulling
  const next = kernel.control.appliedIndex + 1
  const news = entries.filter(entry => entry.index >= next)
  if (news.length === 0) return
  if (news[0]?.index !== next) return abandon(kernel, effects)
  persistNews(kernel, news, effects)
  applyEntries(kernel, news, effects)
  if (kernel.mode !== 'raft') return
  // Raft's log is what the disk holds, at every moment; the leader is told at the end of the fetch.
  const told: Effect[] = []
  raftReaches(kernel, from, told)
  effects.push(...told.filter(({ type }) => type !== 'send'))
}

/**
 * Write only what Raft's last tail lacks. What else the disk holds there gives way: rivals of these entries, and
 * history below a state that never came, of which a source that fell silent left as much as it had sent.
 */
function persistNews (kernel: Kernel, news: readonly Entry[], effects: Effect[]): void {
  const held = news.findIndex(entry => termAt(kernel.raft, entry.index) !== entry.term)
  const fresh = held === -1 ? [] : news.slice(held)
  const first = fresh[0]
  const last = fresh.at(-1)
  if (first === undefined || last === undefined) return
  // All of it is committed, so a restart may apply it at once: a member that returns knows its epoch.
  effects.push({
    type: 'persist',
    lane: 'log',
    hard: null,
    truncateFrom: first.index,
    entries: fresh,
    commit: last.index
  })
}

/** A state replaced ours; history through it is on disk. */
export function stateInstalled (
  kernel: Kernel,
  id: number,
  snapshot: ControlSnapshot,
  index: Index,
  term: Term,
  effects: Effect[]
): void {
  if (kernel.pulling?.id !== id) return
  const state = importState(snapshot)
  if ('code' in state || state.appliedIndex !== index || state.appliedTerm !== term) {
    effects.push(
      note('error', 'the fetched state does not fit and is not used', {
        index,
        reason: 'code' in state ? state.message : 'other index'
      })
    )
    return abandon(kernel, effects)
  }
  const { from } = kernel.pulling
  kernel.pulling.heardAt = kernel.tick
  kernel.control = state
  kernel.snapshotIndex = index
  if (kernel.mode === 'raft') raftReaches(kernel, from, effects)
  else kernel.raft = raftAfterApplied(kernel)
  rewriteTail(kernel, effects)
  for (const at of kernel.slots.keys()) if (at <= index) kernel.slots.delete(at)
  effects.push(note('info', 'applied state installed', { index, epoch: state.epoch }))
  stateReached(kernel, effects)
  peersChanged(kernel, effects)
  fenceWhenGone(kernel, effects)
}

export function pullEnded (kernel: Kernel, id: number, refusal: Refusal | null, effects: Effect[]): void {
  const { pulling } = kernel
  if (pulling?.id !== id) return
  kernel.pulling = null
  kernel.nextPullAt = ticks(kernel.tick + RETRY_TICKS)
  if (refusal !== null) {
    shun(kernel, pulling.from)
    historyOver(kernel, pulling.from, refusal, effects)
    effects.push(
      note('warn', 'following the log was interrupted', {
        from: pulling.from,
        code: refusal.code,
        reason: refusal.message
      })
    )
  }
  fetchOver(kernel, pulling, effects)
}

/**
 * However a fetch ended: what it brought is committed, so Raft's log goes on after it; and what it only left on disk,
 * history below a state that never came, gives way to what Raft holds there.
 */
function fetchOver (kernel: Kernel, { purpose, from }: Pulling, effects: Effect[]): void {
  if (purpose !== 'snapshot') return
  raftReaches(kernel, from, effects)
  rewriteTail(kernel, effects)
}

/** Raft's log begins anew after what is applied, or goes on there if it holds the same entry. */
function raftReaches (kernel: Kernel, from: NodeId, effects: Effect[]): void {
  consensus(kernel, { type: 'snapshot-installed', from, point: appliedPoint(kernel.control) }, effects)
}

/** After what is known to be committed, the disk holds Raft's entries and nothing else. */
function rewriteTail ({ raft }: Kernel, effects: Effect[]): void {
  const { commit } = raftStatus(raft)
  effects.push({
    type: 'persist',
    lane: 'log',
    hard: null,
    truncateFrom: toIndex(commit + 1),
    entries: tailAfter(raft, commit),
    commit
  })
}

/**
 * Whether Raft counts this node: by the applied configuration, or by one later in its log. Raft counts by the log
 * (thesis 4.1), so what was acknowledged under such a configuration must stay, applied or not.
 */
export const isCounted = (kernel: Kernel): boolean =>
  isNamed(appliedConfiguration(kernel.control), kernel.self) || countsSince(kernel, kernel.control.appliedIndex)

/** Whether a configuration after an index of Raft's log names this node. */
export const countsSince = ({ raft, self }: Kernel, after: Index): boolean =>
  configurationsAfter(raft, after).some(configuration => isNamed(configuration, self))

/**
 * A Raft machine after what is applied; what it promised and lost goes with it. It goes on with the entries after that
 * if they follow: an earlier life may have known them to be committed.
 */
function raftAfterApplied (kernel: Kernel): Raft {
  const { self, prng: seed, control } = kernel
  const goesOn = termAt(kernel.raft, control.appliedIndex) === control.appliedTerm
  const entries = goesOn ? tailAfter(kernel.raft, control.appliedIndex) : []
  const { term, votedFor, repair } = raftStatus(kernel.raft)
  return startRaft({
    self, seed, times: raftTimes(kernel.leaseReads), hard: { term, votedFor }, commit: control.appliedIndex,
    entries: [...entries], repair, snapshot: control.appliedIndex === 0 ? null : appliedPoint(control), counted: true
  })
}

/** A leader counts this node in: from here on entries come by Raft. */
export function toRaft (kernel: Kernel, effects: Effect[]): void {
  stopPull(kernel, effects)
  kernel.mode = 'raft'
  kernel.raft = raftAfterApplied(kernel)
  kernel.counted = isCounted(kernel)
  traceBeginning(kernel, effects)
  rewriteTail(kernel, effects)
  for (const peer of kernel.open) consensus(kernel, { type: 'peer-opened', peer }, effects)
  effects.push(note('info', 'entries now come by Raft', { after: kernel.control.appliedIndex }))
}

/**
 * The configuration no longer counts this node, and it follows others. Its tail stays until what it pulls says
 * otherwise: an earlier life may have known these entries to be committed.
 */
export function toFollow (kernel: Kernel, effects: Effect[]): void {
  stopPull(kernel, effects)
  kernel.mode = 'follow'
  kernel.counted = false
  kernel.leadsFrom = toIndex(0)
  kernel.welcomed = true
  effects.push(
    note('info', 'no longer counted by Raft; following the log', { after: kernel.control.appliedIndex })
  )
}
