/** Committed history and applied state in bulk, to bytes and back (proto/pull.proto). Pure. */
import { index, invariant, LIMITS, ticks } from '@hivemind/base'
import type { PulledEntry, PulledState, PullFrame, PullMessage } from '@hivemind/kernel'
import { BOUNDS } from './bounds.ts'
import { fromEntry, toParts } from './entry.ts'
import { malformed } from './errors.ts'
import {
  atMost, code, count, cut, epochField, exactly, indexField, nodeOrNull, present, termField, text
} from './field.ts'
import { hivemind } from './generated/messages.js'
import { read, written } from './reader.ts'
import { toStamp } from './stamp.ts'

/** A request is a stamp, a hash and three numbers. */
const PULL_BYTES_MAX = 1024

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export const encodePull = (message: PullMessage): Uint8Array =>
  written('pull', hivemind.PullRequest.encode(message), PULL_BYTES_MAX)

/** @throws {HivemindError} HIVE_WIRE_* */
export function decodePull (bytes: Uint8Array): PullMessage {
  const raw = read('pull', hivemind.PullRequest, bytes, PULL_BYTES_MAX)
  return {
    stamp: toStamp(present(raw.stamp, 'stamp')),
    after: indexField(raw.after, 'after'),
    chain: exactly(raw.chain, 'chain', BOUNDS.hashBytes),
    wantState: raw.wantState ?? false,
    through: indexField(raw.through, 'through')
  }
}

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export const encodePullFrame = (frame: PullFrame): Uint8Array =>
  written('pull frame', hivemind.PullFrame.encode(fromFrame(frame)), LIMITS.frameBytesMax)

/** @throws {HivemindError} HIVE_WIRE_* */
export function decodePullFrame (bytes: Uint8Array): PullFrame {
  const raw = read('pull frame', hivemind.PullFrame, bytes, LIMITS.frameBytesMax)
  if (raw.entries != null) return toEntries(raw.entries)
  if (raw.beat != null) return toBeat(raw.beat)
  if (raw.stateChunk != null) {
    const chunk = atMost(raw.stateChunk.bytes, 'state chunk', LIMITS.stateChunkBytes)
    if (chunk.length === 0) throw malformed('state chunk is empty')
    return { type: 'state-chunk', bytes: chunk }
  }
  if (raw.start != null) return toStart(raw.start)
  if (raw.refused != null) {
    const message = text(raw.refused.message, 'message', BOUNDS.refusalMessageBytesMax)
    return { type: 'refused', code: code(raw.refused.code, 'code'), message }
  }
  throw malformed('pull frame has no frame')
}

const toBeat = (raw: hivemind.Beat.$Properties): PullFrame => ({
  type: 'beat',
  commit: indexField(raw.commit, 'commit'),
  leader: nodeOrNull(raw.leader, 'leader'),
  ageTicks: ticks(count(raw.ageTicks, 'age')),
  epoch: epochField(raw.epoch, 'epoch'),
  degraded: raw.degraded ?? false
})

function fromFrame (frame: PullFrame): hivemind.PullFrame.$Properties {
  switch (frame.type) {
    case 'start': return { start: frame }
    case 'state-chunk': return { stateChunk: frame }
    case 'entries': return { entries: fromEntries(frame.entries, frame.chain) }
    case 'beat': return { beat: frame }
    case 'refused': return { refused: { code: frame.code, message: cut(frame.message, BOUNDS.refusalMessageBytesMax) } }
  }
}

function fromEntries (entries: readonly PulledEntry[], chain: Uint8Array): hivemind.PullEntries.$Properties {
  const firstIndex = entries[0]?.index ?? index(0)
  invariant(entries.every((entry, place) => entry.index === firstIndex + place), 'pulled entries follow one another')
  return { firstIndex, entries: entries.map(fromEntry), chain }
}

function toEntries (raw: hivemind.PullEntries.$Properties): PullFrame {
  const first = count(raw.firstIndex, 'first index')
  const chain = exactly(raw.chain, 'chain', BOUNDS.hashBytes)
  return { type: 'entries', entries: toParts(raw.entries, first, 0), chain }
}

function toStart (raw: hivemind.PullStart.$Properties): PullFrame {
  const { baseIndex, baseTerm, baseChain, state } = raw
  return {
    type: 'start',
    baseIndex: indexField(baseIndex, 'base index'),
    baseTerm: termField(baseTerm, 'base term'),
    baseChain: exactly(baseChain, 'base chain', BOUNDS.hashBytes),
    state: state == null ? null : toPulledState(state)
  }
}

const toPulledState = (raw: hivemind.PulledState.$Properties): PulledState => ({
  index: indexField(raw.index, 'state index'),
  term: termField(raw.term, 'state term'),
  bytes: count(raw.bytes, 'state bytes', LIMITS.stateBytesMax),
  sha256: exactly(raw.sha256, 'state hash', BOUNDS.hashBytes)
})
