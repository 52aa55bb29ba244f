/**
 * A libp2p node with no manners, to meet a room the way a hostile machine would.
 *
 * Touches the network.
 */

import type { NodeId } from '@hivemind/base'
import { createIdentity } from '@hivemind/net'
import { privateKeyFromProtobuf } from '@libp2p/crypto/keys'
import type { Connection, Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { tls } from '@libp2p/tls'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p, type Libp2p } from 'libp2p'
import type { Test } from 'tap'

export const ROOM_PROTOCOLS = ['join', 'raft', 'ask', 'swim', 'feed', 'log', 'beat'].map(name => `/hivemind/${name}/1`)

export interface RawNode {
  readonly id: NodeId
  readonly node: Libp2p
  /** Dial a room by one of its addresses, `host:port`. */
  dial (address: string): Promise<Connection>
}

type Encrypters = NonNullable<Parameters<typeof createLibp2p>[0]>['connectionEncrypters']

/** Start a raw node that ends with the test. */
export async function rawNode (t: Test, connectionEncrypters: Encrypters = [tls(), noise()]): Promise<RawNode> {
  const identity = await createIdentity()
  const node = await createLibp2p({
    privateKey: privateKeyFromProtobuf(identity.privateKeyBytes),
    transports: [tcp()],
    connectionEncrypters,
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false }
  })
  t.teardown(async () => await node.stop())
  const dial: RawNode['dial'] = async address => {
    const [host, port] = address.split(':')
    return await node.dial(multiaddr(`/ip4/${host}/tcp/${port}`), { force: true })
  }
  return { id: identity.id, node, dial }
}

/** When a stream or connection is over, however it ended. */
export async function over (end: Stream | Connection): Promise<void> {
  const target = end as Pick<EventTarget, 'addEventListener'> // The two kinds differ in their events, not in this one.
  if (end.status !== 'open' && end.status !== 'closing') return
  await new Promise(resolve => target.addEventListener('close', resolve))
}

/** Everything that comes on a stream until it ends. */
export async function received (stream: Stream): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  stream.addEventListener('message', ({ data }) => chunks.push(data.subarray()))
  await Promise.race([over(stream), new Promise(resolve => stream.addEventListener('remoteCloseWrite', resolve))])
  return Buffer.concat(chunks)
}

/** A header that announces so many bytes. */
export function header (length: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, length, true)
  return bytes
}
