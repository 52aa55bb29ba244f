/**
 * The admission gate: who may finish a handshake, and who reaches more than `join`.
 *
 * Touches streams it refuses. It works in both directions: a stream of a peer that is not admitted is reset, whoever
 * dialled the connection it came on.
 */
import { type NodeId, nodeId } from '@hivemind/base'
import type { Connection, ConnectionGater, Stream } from '@libp2p/interface'
import type { Link, Links } from './links.ts'
import { PACE } from './pace.ts'
import type { NetEvents } from './port.ts'

/** Turns strangers away when too many visit at once; admitted peers always get in. */
export const connectionGate = (links: () => Links): ConnectionGater => ({
  denyInboundEncryptedConnection: peer =>
    !links().admits(nodeId(peer.toString())) && links().strangersConnected() >= PACE.strangersMax
})

/**
 * Let a stream pass if its peer is admitted.
 *
 * @returns the peer's link, or undefined when the stream was reset and counted
 */
export function admit (stream: Stream, connection: Connection, links: Links, events: NetEvents): Link | undefined {
  const id = peerOf(connection)
  const link = links.find(id)
  if (link?.open === true) return link
  links.counters(id).streamsRefused++
  stream.abort(new Error('the peer is not admitted'))
  events.onNote('debug', 'a stream of a peer that is not admitted was reset', { peer: id, protocol: stream.protocol })
  return undefined
}

export const peerOf = (connection: Connection): NodeId => nodeId(connection.remotePeer.toString())
