/** Messages of failure detection to protobuf and back (proto/swim.proto). Pure. Source: SWIM 3.1. */
import type { SwimMessage } from '@hivemind/swim'
import { malformed } from './errors.ts'
import { count } from './field.ts'
import type { hivemind } from './generated/messages.js'

export const fromSwim = (message: SwimMessage): hivemind.SwimFrame.$Properties =>
  message.type === 'ping' ? { ping: message } : { ack: message }

/** @throws {HivemindError} HIVE_WIRE_MALFORMED */
export function toSwim (raw: hivemind.SwimFrame.$Properties): SwimMessage {
  if (raw.ping != null) return { type: 'ping', sequence: count(raw.ping.sequence, 'sequence') }
  if (raw.ack != null) return { type: 'ack', sequence: count(raw.ack.sequence, 'sequence') }
  throw malformed('swim frame has no message')
}
