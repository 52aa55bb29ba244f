/**
 * What a message costs on the wire: the bytes that `packages/wire` writes, and what travels around them.
 *
 * Pure.
 */
import { clusterId, epoch } from '@hivemind/base'
import type { SwimFrameMessage } from '@hivemind/kernel'
import { encodeFrame } from '@hivemind/wire'
import type { Body } from './world.ts'

/** Length in front of each frame (`packages/net`). */
const HEADER_BYTES = 4

/** Around each frame that travels alone: yamux 12, TLS 1.3 record 22, TCP with time stamps and IPv4 52. */
export const ENVELOPE_BYTES = 86

const STAMP = { cluster: clusterId('0123456789abcdef'), lineage: 0, epoch: epoch(1) }

/** @returns bytes of the frame with its length; 0 for news of a connection */
export function bytesOf (body: Body): number {
  switch (body.type) {
    case 'opened': case 'closed': case 'gone': return 0
    case 'swim': return framed(body.message)
    case 'report': return framed(body)
  }
}

const framed = (message: SwimFrameMessage): number =>
  encodeFrame(STAMP, { protocol: 'swim', message }).length + HEADER_BYTES
