/**
 * A libp2p node with the settings that our measurements ask for; architecture section 13 has the reasons.
 *
 * Touches the network once it is started. Identify, ping and the connection monitor are left out: strangers reach one
 * protocol only, addresses of peers come from the log, and `beating.ts` finds dead connections.
 */

import { LIMITS } from '@hivemind/base'
import type { ConnectionGater } from '@libp2p/interface'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p, type Libp2p } from 'libp2p'
import { toMultiaddr } from './addresses.ts'
import { privateKeyOf } from './identity.ts'
import { type BypassFound, nativeTls } from './native-tls.ts'
import { noiseWhenAsked } from './noise.ts'
import { PACE } from './pace.ts'
import type { Encryption, NetChoices } from './port.ts'

export const ENCRYPTION_DEFAULT: readonly Encryption[] = ['tls', 'noise']

/**
 * Make the node; it does not listen before `start()`.
 *
 * @param found - told of each connection that has a bypass, before it is open
 * @throws {HivemindError} HIVE_NET_ADDRESS, HIVE_NET_IDENTITY
 */
export async function createNode (choices: NetChoices, gater: ConnectionGater, found: BypassFound): Promise<Libp2p> {
  const encrypters = { tls: nativeTls(found), noise: noiseWhenAsked } as const
  return await createLibp2p({
    start: false,
    privateKey: privateKeyOf(choices.identity.privateKeyBytes),
    addresses: { listen: choices.listen.map(text => toMultiaddr(text).toString()) },
    transports: [tcp({ dialOpts: { noDelay: true }, listenOpts: { noDelay: true } })],
    connectionEncrypters: (choices.encryption ?? ENCRYPTION_DEFAULT).map(name => encrypters[name]),
    streamMuxers: [yamux({
      enableKeepAlive: true, // Its pings give yamux the round trip from which it sizes its windows.
      keepAliveInterval: 10_000,
      maxInboundStreams: PACE.streamsMax,
      maxOutboundStreams: PACE.streamsMax,
      streamOptions: {
        maxStreamWindowSize: PACE.windowBytes,
        maxReadBufferLength: 2 * PACE.windowBytes,
        maxWriteBufferLength: LIMITS.sendQueueBytesMax
      }
    })],
    connectionGater: gater,
    connectionMonitor: { enabled: false, abortConnectionOnPingFailure: false },
    connectionManager: {
      maxConnections: PACE.connectionsMax,
      inboundConnectionThreshold: PACE.inboundPerSecondMax,
      maxIncomingPendingConnections: PACE.inboundPerSecondMax,
      inboundUpgradeTimeout: choices.visitMs ?? PACE.visitMs,
      inboundStreamProtocolNegotiationTimeout: PACE.visitMs,
      outboundStreamProtocolNegotiationTimeout: PACE.openMs,
      dialTimeout: PACE.requestMsMax,
      addressDialTimeout: PACE.dialMs,
      reconnectRetries: 0,
      addressSorter: () => 0 // Addresses are dialled in the order the owner gave.
    }
  })
}
