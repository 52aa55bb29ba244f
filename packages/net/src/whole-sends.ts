/**
 * TLS that takes what it is handed as one piece.
 *
 * Touches connections it is given. A muxer sends the head and the body of a frame as a list of two; TLS makes two
 * records of them, hands them to the socket one by one, and waits a turn of the event loop in between: twice the
 * system calls, and a receiver that wakes up for a head without a body (docs/performance.md).
 */
import type { ConnectionEncrypter, MessageStream, SecuredConnection } from '@libp2p/interface'

/** The same encrypter, on whose connections each send leaves whole. */
export const wholeSends = <Components>(
  make: (components: Components) => ConnectionEncrypter
) => (components: Components): ConnectionEncrypter => {
  const inner = make(components)
  return {
    protocol: inner.protocol,
    secureInbound: async (connection, options) => whole(await inner.secureInbound(connection, options)),
    secureOutbound: async (connection, options) => whole(await inner.secureOutbound(connection, options))
  }
}

function whole (secured: SecuredConnection): SecuredConnection {
  const { connection } = secured
  const send: MessageStream['send'] = connection.send.bind(connection)
  connection.send = bytes => send(bytes instanceof Uint8Array ? bytes : bytes.subarray())
  return secured
}
