/**
 * libp2p's TLS, on the TCP socket itself.
 *
 * Touches the sockets of connections. libp2p hands its encrypters a stream of its own, so `@libp2p/tls` runs node's TLS
 * over a stream that pretends to be a socket: each record goes through JavaScript twice (docs/performance.md). Here
 * node's TLS gets the socket. The protocol on the wire is the library's, which is loaded by the first connection that
 * is not to an agent: one without a TCP socket under it, or without a bypass.
 */
import { Socket } from 'node:net'
import { connect, TLSSocket, type TLSSocketOptions } from 'node:tls'
import {
  type ConnectionEncrypter, InvalidCryptoExchangeError, type MessageStream, type PeerId, type SecureConnectionOptions
} from '@libp2p/interface'
import type { TLSComponents } from '@libp2p/tls'
import { BYPASS_PROTOCOL, Bypass } from './bypass.ts'
import { type Certificate, makeCertificate, provenBy } from './certificate.ts'
import { MuxedStream } from './muxed-stream.ts'

/** Its name in the negotiation of a connection. */
const PROTOCOL = '/tls/1.0.0'

/** Told of each connection that has a bypass. */
export type BypassFound = (connection: Pick<MessageStream, 'timeline'>, bypass: Bypass, socket: TLSSocket) => void

/** As libp2p wants it: made with the node's components. */
export const nativeTls = (found: BypassFound) => (components: TLSComponents): ConnectionEncrypter => {
  let made: Promise<ConnectionEncrypter> | null = null
  const library = (): Promise<ConnectionEncrypter> =>
    made ??= import('./library-tls.ts').then(({ libraryTls }) => libraryTls(components))
  const securing = new Securing(components, found)
  return {
    protocol: PROTOCOL,
    async secureInbound (connection, options) {
      const raw = socketUnder(connection)
      if (raw === null) return await (await library()).secureInbound(connection, options)
      return await securing.secure(connection, options, raw, answer)
    },
    async secureOutbound (connection, options) {
      const raw = socketUnder(connection)
      if (raw === null) return await (await library()).secureOutbound(connection, options)
      return await securing.secure(connection, options, raw, ask)
    }
  }
}

/** Begins one end of the handshake. */
type Begin = (socket: Socket, settings: TLSSocketOptions) => TLSSocket

const ask: Begin = (socket, settings) => connect({ ...settings, socket })
const answer: Begin = (socket, settings) => new TLSSocket(socket, { ...settings, isServer: true })

class Securing {
  readonly #components: TLSComponents
  readonly #found: BypassFound
  /** One for the life of the node: its key is in no other process. */
  #certificate: Promise<Certificate> | null = null

  constructor (components: TLSComponents, found: BypassFound) {
    this.#components = components
    this.#found = found
  }

  /** @param raw - gives the socket to begin on, from here on ours */
  async secure (
    connection: MessageStream, options: SecureConnectionOptions = {}, raw: () => Socket, begin: Begin
  ): ReturnType<ConnectionEncrypter['secureInbound']> {
    const known = options.skipStreamMuxerNegotiation === true ? [] : [...this.#components.upgrader.getStreamMuxers()]
    const names = known.map(([name]) => name)
    this.#certificate ??= makeCertificate(this.#components.privateKey)
    const certificate = await this.#certificate
    options.signal?.throwIfAborted()
    const below = raw()
    const socket = begin(below, {
      ...certificate, requestCert: true, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3',
      rejectUnauthorized: false, // Certificates are of the peers' own making: `proven` looks at what they say.
      ALPNProtocols: [...names.slice(0, 1).map(() => BYPASS_PROTOCOL), ...names, 'libp2p']
    })
    ended(below, socket)
    const remotePeer = await proven(socket, connection, options)
    const bypass = socket.alpnProtocol === BYPASS_PROTOCOL ? new Bypass(socket) : null
    if (bypass !== null) this.#found(connection, bypass, socket)
    const muxer = known.find(([name]) => name === (bypass === null ? socket.alpnProtocol : names[0]))?.[1]
    return {
      connection: bypass === null ? await onItsOwn(connection, socket) : new MuxedStream(connection, bypass),
      remotePeer,
      ...(muxer === undefined ? {} : { streamMuxer: muxer })
    }
  }
}

async function onItsOwn (connection: MessageStream, socket: TLSSocket): Promise<MessageStream> {
  const { toMessageStream } = await import('./library-tls.ts')
  return toMessageStream(connection, socket)
}

/**
 * Whoever ends the socket below ends TLS first: node crashes (24.21, a segmentation fault) when its TLS finds the
 * handle under it gone. A reset becomes an end, which the peer sees as well.
 */
function ended (below: Socket, socket: TLSSocket): void {
  const destroy = below.destroy.bind(below)
  below.destroy = error => {
    if (socket.destroyed) return destroy(error)
    socket.destroy(error) // It destroys the one below.
    return below
  }
  below.destroySoon = () => socket.destroySoon()
  below.resetAndDestroy = () => below.destroy()
}

/** @returns who the certificate of the other end proves it to be */
async function proven (
  socket: TLSSocket, connection: MessageStream, { signal, remotePeer }: SecureConnectionOptions
): Promise<PeerId> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const aborted = (): void => reject(signal?.reason as Error)
  signal?.addEventListener('abort', aborted, { once: true })
  socket.once('secure', resolve)
  socket.on('error', reject) // It stays: an error nobody listens to would end the process.
  socket.once('close', () => reject(new Error('the connection was closed during the handshake')))
  try {
    await promise
    const certificate = socket.getPeerX509Certificate()
    if (certificate === undefined) throw new InvalidCryptoExchangeError('the other end showed no certificate')
    return await provenBy(certificate.raw, remotePeer)
  } catch (error) {
    socket.destroy()
    connection.abort(error as Error)
    throw error
  } finally {
    signal?.removeEventListener('abort', aborted)
  }
}

/**
 * The TCP socket under a connection of libp2p's TCP, which says nothing of it in its types.
 *
 * @returns a function that takes the socket away from the connection, with what it read ahead; null when there is none
 */
function socketUnder (connection: MessageStream): (() => Socket) | null {
  const raw = 'socket' in connection ? connection.socket : null
  if (!(raw instanceof Socket)) return null
  connection.pause() // Nothing more is read into JavaScript.
  return () => {
    const ahead: Uint8Array[] = []
    const take = ({ data }: { readonly data: { subarray (): Uint8Array } }): void => { ahead.push(data.subarray()) }
    connection.addEventListener('message', take)
    connection.resume()
    connection.removeEventListener('message', take)
    raw.removeAllListeners('data')
    raw.pause()
    if (ahead.length > 0) raw.unshift(Buffer.concat(ahead))
    return raw
  }
}
