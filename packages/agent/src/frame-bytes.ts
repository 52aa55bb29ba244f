/**
 * Bytes of frames to peers. A leader tells all its followers the same entries, so an append is encoded once for those
 * that stand alike.
 *
 * Touches nothing; keeps the bytes of the last append, which are at most one frame.
 */
import type { Framed, Stamp } from '@hivemind/kernel'
import { encodeFrame } from '@hivemind/wire'

type Append = Extract<Extract<Framed, { readonly protocol: 'raft' }>['message'], { readonly type: 'append-request' }>

export class FrameBytes {
  #last: { readonly stamp: Stamp, readonly append: Append, readonly bytes: Uint8Array } | null = null

  /** @throws {HivemindError} HIVE_WIRE_*: no receiver would take the frame */
  of (stamp: Stamp, framed: Framed): Uint8Array {
    if (framed.protocol !== 'raft' || framed.message.type !== 'append-request') return encodeFrame(stamp, framed)
    const append = framed.message
    const last = this.#last
    if (last !== null && isSameStamp(last.stamp, stamp) && isSameAppend(last.append, append)) return last.bytes
    const bytes = encodeFrame(stamp, framed)
    this.#last = { stamp, append, bytes }
    return bytes
  }
}

const isSameStamp = (one: Stamp, other: Stamp): boolean =>
  one.cluster === other.cluster && one.lineage === other.lineage && one.epoch === other.epoch

/** Entries are the very same objects when they come from one log in memory, and follow one another without a gap. */
const isSameAppend = (one: Append, other: Append): boolean =>
  one.term === other.term && one.prevIndex === other.prevIndex && one.prevTerm === other.prevTerm &&
  one.commit === other.commit && one.entries.length === other.entries.length &&
  one.entries.every((entry, at) => entry === other.entries[at])
