/**
 * A relay between two rooms that counts its connections and can lose one direction without closing anything.
 *
 * Touches the network.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Test } from 'tap'

export interface Relay {
  readonly address: string
  /** Connections that are open through it. */
  open (): number
  /** Lose what is sent in one direction from now on, `forth` by the dialling end. No new connection gets through. */
  lose (direction: 'forth' | 'back'): void
}

/** Start a relay to an address, for the length of a test. */
export async function makeRelay (t: Test, target: string): Promise<Relay> {
  const [host = '', port] = target.split(':')
  const pairs = new Set<{ readonly inner: Socket, readonly outer: Socket }>()
  let losing = false
  const server = createServer(inner => {
    if (losing) return void inner.destroy()
    const pair = { inner, outer: connect(Number(port), host) }
    pairs.add(pair)
    inner.pipe(pair.outer).pipe(inner)
    for (const socket of [inner, pair.outer]) socket.on('error', () => undefined).on('close', () => end(pair))
  })
  /** Whoever gives up a lossy connection does not tell the other end, as a pulled cable would not. */
  const end = (pair: { readonly inner: Socket, readonly outer: Socket }): void => {
    if (losing) return
    pairs.delete(pair)
    pair.inner.destroy()
    pair.outer.destroy()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    losing = false
    pairs.forEach(end)
  })
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    open: () => pairs.size,
    lose (direction) {
      losing = true
      for (const { inner, outer } of pairs) {
        if (direction === 'forth') inner.unpipe(outer).resume()
        else outer.unpipe(inner).resume()
        for (const socket of [inner, outer]) socket.removeAllListeners('end')
      }
    }
  }
}
