/**
 * Whether anybody is at home where a peer was: a refused TCP connection is its machine's word that no process listens.
 *
 * Touches the network. A door that opens is shut again without a word; one that neither opens nor is refused (the
 * machine is down, a firewall drops) says nothing.
 */
import { connect } from 'node:net'
import { toMultiaddr } from './addresses.ts'
import { PACE } from './pace.ts'

/** @returns true when every address refused; false when one did not, or when there are none */
export async function nobodyListens (addresses: readonly string[]): Promise<boolean> {
  const refused = await Promise.all(addresses.map(refuses))
  return refused.length > 0 && refused.every(one => one)
}

function refuses (address: string): Promise<boolean> {
  const [host, port] = toMultiaddr(address).getComponents()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  if (host?.value === undefined || port?.value === undefined || port.name !== 'tcp') return Promise.resolve(false)
  const socket = connect({ host: host.value, port: Number(port.value), timeout: PACE.knockMs })
  const end = (answer: boolean): void => {
    socket.destroy()
    resolve(answer)
  }
  socket.once('connect', () => end(false))
  socket.once('timeout', () => end(false))
  socket.on('error', error => end((error as NodeJS.ErrnoException).code === 'ECONNREFUSED'))
  return promise
}
