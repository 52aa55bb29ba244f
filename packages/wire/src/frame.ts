/** Frames of the four protocols between members: a stamp and one message. Pure. */
import { LIMITS } from '@hivemind/base'
import type { Framed, Stamp } from '@hivemind/kernel'
import { readAppendFrame, writeAppendFrame } from './append-frame.ts'
import { fromAsk, toAsk } from './ask.ts'
import { BOUNDS } from './bounds.ts'
import { fromFeed, toFeed } from './feed.ts'
import { name, present } from './field.ts'
import { hivemind } from './generated/messages.js'
import { fromRaft, inOrder, toRaft } from './raft.ts'
import { read, written } from './reader.ts'
import { toStamp } from './stamp.ts'
import { fromSwim, toSwim } from './swim.ts'

/**
 * Bytes of one frame, whose protocol the stream tells.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE, and HIVE_WIRE_* for drafts that no leader would take
 */
export function encodeFrame (stamp: Stamp, framed: Framed): Uint8Array {
  if (framed.protocol === 'raft' && framed.message.type === 'append-request') {
    const append = writeAppendFrame(stamp, inOrder(framed.message))
    if (append !== null) return append
  }
  return written(`${framed.protocol} frame`, writer(stamp, framed), bytesMax(framed.protocol))
}

const bytesMax = (protocol: Framed['protocol']): number =>
  protocol === 'feed' ? BOUNDS.feedFrameBytesMax : LIMITS.frameBytesMax

function writer (stamp: Stamp, framed: Framed): ReturnType<typeof hivemind.RaftFrame.encode> {
  switch (framed.protocol) {
    case 'raft': return hivemind.RaftFrame.encode({ stamp, ...fromRaft(framed.message) })
    case 'ask': return hivemind.AskFrame.encode({ stamp, ...fromAsk(framed.message) })
    case 'swim': return hivemind.SwimFrame.encode({ stamp, ...fromSwim(framed.message) })
    case 'feed': return hivemind.FeedFrame.encode({ stamp, topic: framed.topic, ...fromFeed(framed.message) })
  }
}

/**
 * What a frame says. Payloads of entries are views of `bytes`, which must not be written to again.
 *
 * @throws {HivemindError} HIVE_WIRE_*, and nothing else whatever the bytes
 */
export function decodeFrame (
  protocol: Framed['protocol'], bytes: Uint8Array
): { readonly stamp: Stamp, readonly framed: Framed } {
  switch (protocol) {
    case 'raft': {
      const append = readAppendFrame(bytes)
      if (append !== null) return { stamp: append.stamp, framed: { protocol, message: append.message } }
      const raw = read('raft frame', hivemind.RaftFrame, bytes, LIMITS.frameBytesMax)
      return { stamp: toStamp(present(raw.stamp, 'stamp')), framed: { protocol, message: toRaft(raw) } }
    }
    case 'ask': {
      const raw = read('ask frame', hivemind.AskFrame, bytes, LIMITS.frameBytesMax)
      return { stamp: toStamp(present(raw.stamp, 'stamp')), framed: { protocol, message: toAsk(raw) } }
    }
    case 'swim': {
      const raw = read('swim frame', hivemind.SwimFrame, bytes, LIMITS.frameBytesMax)
      return { stamp: toStamp(present(raw.stamp, 'stamp')), framed: { protocol, message: toSwim(raw) } }
    }
    case 'feed': {
      const raw = read('feed frame', hivemind.FeedFrame, bytes, BOUNDS.feedFrameBytesMax)
      const framed: Framed = { protocol, topic: name(raw.topic, 'topic'), message: toFeed(raw) }
      return { stamp: toStamp(present(raw.stamp, 'stamp')), framed }
    }
  }
}
