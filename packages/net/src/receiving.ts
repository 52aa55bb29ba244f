/**
 * Frames of small messages that come in: over the bypass of a connection, or over one stream for each protocol and
 * peer, read until it ends.
 *
 * Touches streams it is given.
 */
import { LIMITS } from '@hivemind/base'
import type { Connection, Stream } from '@libp2p/interface'
import type { BypassEars } from './bypass.ts'
import { HEADER_BYTES } from './framing.ts'
import { admit, peerOf } from './gate.ts'
import type { Links, Source } from './links.ts'
import { PACE } from './pace.ts'
import { FRAME_PROTOCOLS, type FrameProtocol, type NetEvents } from './port.ts'
import { onClose, readFrames } from './streams.ts'

/** What libp2p calls with each new inbound stream of a protocol. */
export const receiving = (protocol: FrameProtocol, links: Links, events: NetEvents) =>
  (stream: Stream, connection: Connection): void => {
    const link = admit(stream, connection, links, events)
    if (link === undefined) return
    // The peer opened a new stream because it gave the old one up: nothing of that may come after what is new.
    const source: Source = { replaced: () => stream.abort(new Error('a newer stream replaces this one')) }
    link.inbound.get(protocol)?.replaced()
    link.inbound.set(protocol, source)
    onClose(stream, () => {
      if (link.inbound.get(protocol) === source) link.inbound.delete(protocol)
    })
    stream.addEventListener('remoteCloseWrite', () => stream.abort(new Error('the peer ended its stream')))
    readFrames(stream, LIMITS.frameBytesMax, frame => {
      if (!link.open || link.inbound.get(protocol) !== source) return
      link.counters.framesReceived++
      link.counters.bytesReceived += frame.byteLength + HEADER_BYTES
      events.onFrame(link.id, protocol, frame)
    }, error => {
      link.counters.framesRefused++
      events.onNote('warn', 'a peer sent a frame of a wrong size', { peer: link.id, protocol, why: error.message })
    })
  }

interface BypassSource extends Source { isGivenUp: boolean }

function bypassSource (): BypassSource {
  const source: BypassSource = { isGivenUp: false, replaced: () => { source.isGivenUp = true } }
  return source
}

/** What hears the bypass of a connection, admitted or not: a peer may become it at any moment. */
export function bypassEars (connection: Connection, links: Links, events: NetEvents): BypassEars {
  const id = peerOf(connection)
  const every = FRAME_PROTOCOLS.map(name => [name, bypassSource()])
  const sources = Object.fromEntries(every) as Record<FrameProtocol, BypassSource>
  let unheard = 0
  return {
    wants (protocol) {
      if (links.find(id)?.open === true) return !sources[protocol].isGivenUp
      links.counters(id).streamsRefused++
      const note = 'frames of a peer that is not admitted are skipped'
      if (++unheard === 1) events.onNote('debug', note, { peer: id, protocol })
      if (unheard > PACE.unheardMax) connection.abort(new Error('the peer is not admitted and goes on'))
      return false
    },
    frame (protocol, frame) {
      const link = links.find(id)
      const source = sources[protocol]
      if (link?.open !== true || source.isGivenUp) return // It may have happened since the frame began.
      if (link.inbound.get(protocol) !== source) {
        link.inbound.get(protocol)?.replaced()
        link.inbound.set(protocol, source)
      }
      link.counters.framesReceived++
      link.counters.bytesReceived += frame.byteLength + HEADER_BYTES
      events.onFrame(id, protocol, frame)
    },
    refused (error) {
      links.counters(id).framesRefused++
      events.onNote('warn', 'a peer sent a frame of a wrong size', { peer: id, why: error.message })
      connection.abort(error)
    }
  }
}
