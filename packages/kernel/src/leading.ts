/**
 * Serving requests as the leader: proposals become entries, entries become answers, each command once.
 *
 * Pure. Thesis 6.3 (sessions), 6.4 (read index). A new leader serves proposals only after it has applied its own
 * first entry: then the applied sessions and its own entries in flight together know every command in the log, so a
 * repeated command never gets a second entry.
 */
import {
  drawHex,
  type ErrorCode,
  type Index,
  LIMITS,
  type NodeId,
  type Refusal,
  type Term,
  index as toIndex
} from '@hivemind/base'
import { answered, type Draft, type Envelope, type Outcome, precheck, refusalOf } from '@hivemind/control'
import { type Configuration, type Entry, type Proposal, status as raftStatus } from '@hivemind/raft'
import { admit } from './admitting.ts'
import { answer } from './asking.ts'
import { consensus, established } from './consensus.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import type { Proposed, Request } from './message.ts'
import { writerRefused } from './role-writing.ts'
import type { AwaitedEntry, Kernel, Pending, Slot, Work } from './state.ts'

/** Facts that only a leader writes, on its own account. */
const RESERVED: ReadonlySet<string> = new Set([
  'cluster-created',
  'voters-changed',
  'join-requested',
  'cluster-recovered',
  'member-moved',
  'member-failed',
  'member-returned',
  'role-granted',
  'tasks-forgotten'
])

/** Serve a request while leading. */
export function serve (kernel: Kernel, work: Work, effects: Effect[]): void {
  const { request } = work
  if (request.type !== 'transfer' && request.type !== 'read-index' && !established(kernel))
    return hold(kernel, work, effects)
  switch (request.type) {
    case 'propose': return propose(kernel, work, request.drafts, effects)
    case 'admit': return admit(kernel, work, request, effects)
    case 'read-index': return read(kernel, work, effects)
    case 'transfer': return transfer(kernel, work, request, effects)
  }
}

function hold (kernel: Kernel, work: Work, effects: Effect[]): void {
  if (kernel.held.length >= LIMITS.requestsPendingMax) {
    return answer(
      kernel,
      work.asker,
      { type: 'refused', refusal: refuse('HIVE_NOT_LEADER', 'the new leader is not ready and its queue is full') },
      effects
    )
  }
  kernel.held.push(work)
}

/** Works that waited for the term's first entry are served now. */
export function releaseHeld (kernel: Kernel, effects: Effect[]): void {
  if (kernel.held.length === 0 || !established(kernel)) return
  for (const work of kernel.held.splice(0)) serve(kernel, work, effects)
}

function propose (kernel: Kernel, work: Work, drafts: readonly Draft[], effects: Effect[]): void {
  const pending: Pending = { work, results: drafts.map(() => null), missing: 0, lost: false }
  const proposals: Proposal[] = []
  const entries: AwaitedEntry[] = [] // Who waits for each of the proposals.
  const begun = new Map<string, Slot[]>()
  for (const [at, draft] of drafts.entries()) {
    const known = work.chained === true && at > 0 ? null : alreadyKnown(kernel, work, draft)
    if (known !== null) { pending.results[at] = known; continue }
    pending.missing++
    const slot: Slot = { pending, at, txid: draft.txid, key: keyOf(draft) }
    const shared = begun.get(slot.key) ?? inFlight(kernel, slot.key)
    if (shared !== undefined) { shared.push(slot); continue }
    const slots = [slot]
    if (slot.key !== '') begun.set(slot.key, slots)
    const envelope = { ...draft, at: kernel.now }
    entries.push({ slots, envelope: readsAsWritten(envelope) ? envelope : null })
    proposals.push({ kind: 'command', payload: kernel.tools.encodeEnvelope(envelope) })
  }
  if (pending.missing === 0) return finish(kernel, pending, effects)
  if (proposals.length === 0) return
  const id = kernel.nextRaftId++
  kernel.proposing.set(id, entries)
  consensus(kernel, { type: 'propose', id, proposals }, effects)
}

/**
 * Whether applying an envelope means the same as applying what its bytes say. Of an event the state keeps no part of
 * the payload, and the rest was checked to be as it is written; most entries are events, and reading one costs the
 * leader as much as all else it does with it.
 */
const readsAsWritten = ({ type }: Draft): boolean => type === 'event-appended'

/** Who waits for the same command's entry, when it has one that is not applied yet. */
function inFlight (kernel: Kernel, key: string): Slot[] | undefined {
  const at = key === '' ? undefined : kernel.inFlight.get(key)
  return at === undefined ? undefined : kernel.slots.get(at)?.slots
}

/** The result of a draft that needs no entry: it is refused, or it was answered before. */
function alreadyKnown (kernel: Kernel, work: Work, draft: Draft): Proposed | null {
  const before = draft.session === '' ? null : answered(kernel.control, draft.session, draft.sequence)
  if (before !== null) {
    if (before.code !== '')
      return { type: 'refused', refusal: refusalOf(before.code, 'the command was refused when it was first applied') }
    return { type: 'applied', index: before.index, term: before.term, epoch: before.epoch, txid: draft.txid }
  }
  const refusal = work.asker.type !== 'own' && RESERVED.has(draft.type)
    ? refusalOf('HIVE_FACT_RESERVED', `entries of type ${draft.type} are written by the leader only`)
    : writerRefused(kernel, work.asker, draft) ?? precheck(kernel.control, draft)
  return refusal === null ? null : { type: 'refused', refusal }
}

const keyOf = (draft: Draft): string => draft.session === '' ? '' : `${draft.session}#${draft.sequence}`

/** Raft appended a proposal: note who waits for which entry. */
export function proposalAccepted (kernel: Kernel, id: number, first: Index, term: Term, _effects: Effect[]): void {
  const entries = kernel.proposing.get(id)
  kernel.proposing.delete(id)
  for (const [offset, { slots, envelope }] of (entries ?? []).entries()) {
    const at = toIndex(first + offset)
    const key = slots[0]?.key ?? ''
    kernel.slots.set(at, { term, slots, envelope })
    if (key !== '') kernel.inFlight.set(key, at)
  }
}

/** Raft refused a proposal or a read: nothing of it is in the log. */
export function proposalRefused (
  kernel: Kernel,
  id: number,
  code: ErrorCode,
  message: string,
  effects: Effect[]
): void {
  const refusal = code === 'HIVE_RAFT_NOT_LEADER' ? refuse('HIVE_NOT_LEADER', message) : refusalOf(code, message)
  const other = kernel.reads.get(id) ?? kernel.transfers.find(transfer => transfer.id === id)?.work
  if (other !== undefined) {
    kernel.reads.delete(id)
    kernel.transfers = kernel.transfers.filter(transfer => transfer.id !== id)
    return answer(kernel, other.asker, { type: 'refused', refusal }, effects)
  }
  const entries = kernel.proposing.get(id)
  kernel.proposing.delete(id)
  const pending = entries?.[0]?.slots[0]?.pending
  if (pending !== undefined) answer(kernel, pending.work.asker, { type: 'refused', refusal }, effects)
}

/** What an entry says: as it was proposed here, when this leader's own entry is still there, else as its bytes say. */
export function envelopeOf (kernel: Kernel, { index, term, kind, payload }: Entry): Envelope | null {
  if (kind === 'noop') return null
  const awaited = kernel.slots.get(index)
  return (awaited?.term === term ? awaited.envelope : null) ?? kernel.tools.decodeEnvelope(payload)
}

/** An entry was applied: whoever waits for it has a result, unless another leader's entry took its place. */
export function slotApplied (kernel: Kernel, entry: Entry, outcome: Outcome, effects: Effect[]): void {
  const waiting = kernel.slots.get(entry.index)
  if (waiting === undefined) return
  kernel.slots.delete(entry.index)
  for (const { pending, at, txid, key } of waiting.slots) {
    kernel.inFlight.delete(key)
    if (waiting.term !== entry.term) pending.lost = true
    else pending.results[at] = resultOf(outcome, txid)
    pending.missing--
    if (pending.missing === 0) finish(kernel, pending, effects)
  }
}

function resultOf ({ refusal, repeats, index, term, epoch }: Outcome, txid: string): Proposed {
  if (refusal !== null) return { type: 'refused', refusal }
  if (repeats === null) return { type: 'applied', index, term, epoch, txid }
  return { type: 'applied', index: repeats.index, term: repeats.term, epoch: repeats.epoch, txid }
}

function finish (kernel: Kernel, { work, results, lost }: Pending, effects: Effect[]): void {
  const complete = results.filter(result => result !== null)
  if (!lost && complete.length === results.length)
    return answer(kernel, work.asker, { type: 'proposed', results: complete }, effects)
  // The asker repeats the whole of it; what did get in is known by its session and is not written again.
  answer(
    kernel,
    work.asker,
    { type: 'refused', refusal: refuse('HIVE_NOT_LEADER', 'another leader took the place of the entry') },
    effects
  )
}

function read (kernel: Kernel, work: Work, effects: Effect[]): void {
  const id = kernel.nextRaftId++
  kernel.reads.set(id, work)
  consensus(kernel, { type: 'read', id }, effects)
}

export function readReady (kernel: Kernel, id: number, index: Index, effects: Effect[]): void {
  const work = kernel.reads.get(id)
  kernel.reads.delete(id)
  if (work !== undefined) answer(kernel, work.asker, { type: 'read-index', index }, effects)
}

function transfer (kernel: Kernel, work: Work, request: Request & { type: 'transfer' }, effects: Effect[]): void {
  const refusal = transferRefused(kernel, request)
  if (refusal !== null) return answer(kernel, work.asker, { type: 'refused', refusal }, effects)
  const id = kernel.nextRaftId++
  kernel.transfers.push({ id, work, until: work.deadlineAt })
  consensus(kernel, { type: 'transfer', to: request.to, id }, effects)
}

function transferRefused (kernel: Kernel, { to }: Request & { type: 'transfer' }): Refusal | null {
  const { voters } = kernel.control
  if (to === kernel.self) return refuse('HIVE_TRANSFER_FAILED', `${kernel.name} leads already`)
  if (to !== null && !voters.includes(to))
    return refuse('HIVE_TRANSFER_FAILED', `${nameOf(kernel, to)} is no voter; voters are ${voters.map(id => nameOf(kernel, id)).join(', ')}`)
  return voters.length > 1 ? null : refuse('HIVE_TRANSFER_FAILED', 'there is no other voter')
}

const nameOf = ({ control }: Kernel, id: NodeId): string => control.members.get(id)?.name ?? id

interface OwnFact { readonly type: string, readonly body: unknown }

/** Append a fact on the leader's own account. Nobody waits for it; the leader looks at the state again later. */
export function proposeOwn (
  kernel: Kernel,
  type: string,
  body: unknown,
  cause: string,
  reason: string,
  effects: Effect[]
): void {
  proposeDrafts(kernel, [{ ...ownDraft(kernel, type, body), cause, reason }], effects)
}

/**
 * Append a fact and one that follows from it, as one: nobody hears of the first alone, and one write carries both. The
 * second is judged when it is applied.
 */
export function proposeOwnPair (
  kernel: Kernel, first: OwnFact, second: OwnFact, effects: Effect[]
): void {
  const cause = String(raftStatus(kernel.raft).lastIndex + 1)
  const drafts = [ownDraft(kernel, first.type, first.body), { ...ownDraft(kernel, second.type, second.body), cause }]
  serve(
    kernel, { asker: { type: 'own' }, request: { type: 'propose', drafts }, deadlineAt: kernel.tick, chained: true },
    effects
  )
}

/** Append several facts on the leader's own account, in one batch; what each says is its reason. */
export function proposeOwnAll (
  kernel: Kernel,
  facts: readonly OwnFact[],
  effects: Effect[]
): void {
  proposeDrafts(kernel, facts.map(({ type, body }) => ownDraft(kernel, type, body)), effects)
}

const ownDraft = (kernel: Kernel, type: string, body: unknown): Draft => ({
  type, version: 1, txid: drawHex(kernel, 16), actor: 'leader', cause: '', reason: '', trace: '', session: '',
  sequence: 0, body
})

function proposeDrafts (kernel: Kernel, drafts: readonly Draft[], effects: Effect[]): void {
  serve(kernel, { asker: { type: 'own' }, request: { type: 'propose', drafts }, deadlineAt: kernel.tick }, effects)
}

/** Append a configuration change on the leader's own account. Raft refuses it while another is under way. */
export function proposeConfiguration (
  kernel: Kernel,
  configuration: Configuration,
  reason: string,
  effects: Effect[]
): void {
  const payload = kernel.tools.encodeEnvelope({
    type: 'voters-changed', version: 1, txid: drawHex(kernel, 16), actor: 'leader', cause: '', reason, trace: '',
    at: kernel.now, session: '', sequence: 0, body: configuration
  })
  consensus(
    kernel,
    { type: 'propose', id: kernel.nextRaftId++, proposals: [{ kind: 'configuration', payload, configuration }] },
    effects
  )
}
