/**
 * The inbound streams of small messages: one per protocol and peer, read until it ends.
 *
 * Touches streams it is given.
 */
import { LIMITS } from '@hivemind/base'
import type { Connection, Stream } from '@libp2p/interface'
import { HEADER_BYTES } from './framing.ts'
import { admit } from './gate.ts'
import type { Links } from './links.ts'
import type { FrameProtocol, NetEvents } from './port.ts'
import { onClose, readFrames } from './streams.ts'

/** What libp2p calls with each new inbound stream of a protocol. */
export const receiving = (protocol: FrameProtocol, links: Links, events: NetEvents) =>
  (stream: Stream, connection: Connection): void => {
    const link = admit(stream, connection, links, events)
    if (link === undefined) return
    // The peer opened a new stream because it gave the old one up: nothing of that may come after what is new.
    link.inbound.get(protocol)?.abort(new Error('a newer stream replaces this one'))
    link.inbound.set(protocol, stream)
    onClose(stream, () => {
      if (link.inbound.get(protocol) === stream) link.inbound.delete(protocol)
    })
    stream.addEventListener('remoteCloseWrite', () => stream.abort(new Error('the peer ended its stream')))
    readFrames(stream, LIMITS.frameBytesMax, frame => {
      if (!link.open || link.inbound.get(protocol) !== stream) return
      link.counters.framesReceived++
      link.counters.bytesReceived += frame.byteLength + HEADER_BYTES
      events.onFrame(link.id, protocol, frame)
    }, error => {
      link.counters.framesRefused++
      events.onNote('warn', 'a peer sent a frame of a wrong size', { peer: link.id, protocol, why: error.message })
    })
  }
