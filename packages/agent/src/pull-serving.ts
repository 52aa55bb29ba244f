/**
 * The giving end of a pull: committed entries from this node's own disk, and an applied state for who is far behind.
 *
 * Touches the log and the database. Only what is applied and durable here is served.
 */
import { type Index, LIMITS, type Term, index as toIndex, term as toTerm } from '@hivemind/base'
import type { Db } from '@hivemind/db'
import type { Bearing, PullFrame, PullMessage } from '@hivemind/kernel'
import type { BulkWriter } from '@hivemind/net'
import { NO_CHAIN, sameChain, type Wal } from '@hivemind/wal'
import { encodePullFrame } from '@hivemind/wire'
import type { EntryFrames } from './entry-frames.ts'
import { sha256 } from './sha256.ts'

const ENTRIES_BYTES = 512 * 1024
/** A state is worth sending when it spares so many entries of replay. */
const STATE_WORTH_ENTRIES = 1_000
/** Proof of life on an idle stream: well within the degraded time. */
const BEAT_MS = 400

export interface PullServingNeeds {
  readonly wal: Wal
  readonly frames: EntryFrames
  readonly db: Db
  readonly bearing: () => Bearing
  /** Highest index that is applied and durable here. */
  readonly applied: () => Index
  /** Resolves when `applied` rose, the signal aborted, or the milliseconds are over. */
  readonly news: (after: Index, ms: number, signal: AbortSignal) => Promise<void>
}

/** Serve one pull until its reader goes away or has all it asked for. */
export async function servePull (needs: PullServingNeeds, message: PullMessage, stream: BulkWriter): Promise<void> {
  const give = (frame: PullFrame): Promise<void> => stream.write(encodePullFrame(frame))
  const refused = await refusal(needs, message)
  if (refused !== null) return give(refused)
  let at = await begin(needs, message, give)
  const through = message.through === 0 ? toIndex(Number.MAX_SAFE_INTEGER) : message.through
  while (!stream.signal.aborted) {
    at = await giveEntries(needs, at, through, stream)
    const { leader, ageTicks, epoch, degraded } = needs.bearing()
    await give({ type: 'beat', commit: needs.applied(), leader: leader?.id ?? null, ageTicks, epoch, degraded })
    if (at >= through) return
    await needs.news(at, BEAT_MS, stream.signal)
  }
}

async function refusal (needs: PullServingNeeds, { stamp, after, chain }: PullMessage): Promise<PullFrame | null> {
  const { cluster } = needs.bearing()
  if (stamp.cluster !== cluster?.id)
    return {
      type: 'refused',
      code: 'HIVE_JOIN_WRONG_CLUSTER',
      message: `this is cluster ${cluster?.id}, not ${stamp.cluster}`
    }
  if (after > needs.applied())
    return {
      type: 'refused',
      code: 'HIVE_PULL_ORDER',
      message: `entries after ${after} are not applied here yet; applied are ${needs.applied()}`
    }
  if (after < needs.wal.first()) return null
  const [entry] = await needs.wal.read(after, after, ENTRIES_BYTES)
  if (entry === undefined || sameChain(entry.chain, chain)) return null
  return {
    type: 'refused',
    code: 'HIVE_PULL_DIVERGED',
    message: `the entries through ${after} differ: ${Buffer.from(chain).toString('hex')} there, ${Buffer.from(entry.chain).toString('hex')} here`
  }
}

/** Say where history begins and send a state when it helps. @returns the index after which entries follow */
async function begin (
  needs: PullServingNeeds,
  { after, chain, wantState }: PullMessage,
  give: (frame: PullFrame) => Promise<void>
): Promise<Index> {
  const { wal } = needs
  const gap = after + 1 < wal.first()
  const state = wantState || gap ? await needs.db.loadSnapshot() : null
  const useful =
    state !== null &&
    state.index <= needs.applied() &&
    state.index >= wal.first() &&
    (gap || state.index - after >= STATE_WORTH_ENTRIES)
  const base = gap ? await firstPoint(wal) : { index: after, term: toTerm(0), chain }
  await give({
    type: 'start',
    baseIndex: base.index,
    baseTerm: base.term,
    baseChain: base.chain,
    state: useful
      ? { index: state.index, term: state.term, bytes: state.bytes.length, sha256: sha256(state.bytes) }
      : null
  })
  if (useful) {
    for (let from = 0; from < state.bytes.length; from += LIMITS.stateChunkBytes) {
      await give({ type: 'state-chunk', bytes: state.bytes.subarray(from, from + LIMITS.stateChunkBytes) })
    }
  }
  return base.index
}

async function firstPoint (
  wal: Wal
): Promise<{ readonly index: Index, readonly term: Term, readonly chain: Uint8Array }> {
  const [entry] = await wal.read(wal.first(), wal.first(), ENTRIES_BYTES)
  return { index: entry?.index ?? toIndex(0), term: entry?.term ?? toTerm(0), chain: entry?.chain ?? NO_CHAIN }
}

async function giveEntries (needs: PullServingNeeds, after: Index, through: Index, stream: BulkWriter): Promise<Index> {
  let at = after
  for (;;) {
    const end = toIndex(Math.min(needs.applied(), through, at + LIMITS.appendEntriesMax))
    if (at >= end) return at
    const frame = await needs.frames.after(at, end)
    if (frame === null) return at
    await stream.write(frame.bytes)
    at = frame.last
  }
}
