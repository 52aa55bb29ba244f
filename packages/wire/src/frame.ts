/** Frames of the three protocols between members: a stamp and one message. Pure. */
import { LIMITS } from '@hivemind/base'
import type { Framed, Stamp } from '@hivemind/kernel'
import { fromAsk, toAsk } from './ask.ts'
import { present } from './field.ts'
import { hivemind } from './generated/messages.js'
import { fromRaft, toRaft } from './raft.ts'
import { read, written } from './reader.ts'
import { toStamp } from './stamp.ts'
import { fromSwim, toSwim } from './swim.ts'

/**
 * Bytes of one frame, whose protocol the stream tells.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE; HIVE_WIRE_RANGE or HIVE_WIRE_MALFORMED for drafts that no leader would take
 */
export function encodeFrame (stamp: Stamp, framed: Framed): Uint8Array {
  switch (framed.protocol) {
    case 'raft': return written('raft frame', hivemind.RaftFrame.encode({ stamp, ...fromRaft(framed.message) }), LIMITS.frameBytesMax)
    case 'ask': return written('ask frame', hivemind.AskFrame.encode({ stamp, ...fromAsk(framed.message) }), LIMITS.frameBytesMax)
    case 'swim': return written('swim frame', hivemind.SwimFrame.encode({ stamp, ...fromSwim(framed.message) }), LIMITS.frameBytesMax)
  }
}

/**
 * What a frame says. Payloads of entries are views of `bytes`, which must not be written to again.
 *
 * @throws {HivemindError} HIVE_WIRE_*, and nothing else whatever the bytes
 */
export function decodeFrame (protocol: Framed['protocol'], bytes: Uint8Array): { readonly stamp: Stamp, readonly framed: Framed } {
  switch (protocol) {
    case 'raft': {
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
  }
}
