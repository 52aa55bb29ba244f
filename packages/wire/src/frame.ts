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
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE, and HIVE_WIRE_* for drafts that no leader would take
 */
export function encodeFrame (stamp: Stamp, framed: Framed): Uint8Array {
  return written(`${framed.protocol} frame`, writer(stamp, framed), LIMITS.frameBytesMax)
}

function writer (stamp: Stamp, { protocol, message }: Framed): ReturnType<typeof hivemind.RaftFrame.encode> {
  switch (protocol) {
    case 'raft': return hivemind.RaftFrame.encode({ stamp, ...fromRaft(message) })
    case 'ask': return hivemind.AskFrame.encode({ stamp, ...fromAsk(message) })
    case 'swim': return hivemind.SwimFrame.encode({ stamp, ...fromSwim(message) })
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
