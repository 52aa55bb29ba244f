/**
 * Addresses as people write them, and as libp2p wants them.
 *
 * Pure. People write `host:port`; libp2p wants `/ip4/…/tcp/…`. Multiaddr text is taken as it is.
 */
import { isIP } from 'node:net'
import { HivemindError, LIMITS, type NodeId } from '@hivemind/base'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { refuse } from './errors.ts'

/**
 * Read an address.
 *
 * @param peer - the identity expected there, which the handshake then proves
 * @throws {HivemindError} HIVE_NET_ADDRESS
 */
export function toMultiaddr (text: string, peer?: NodeId): Multiaddr {
  try {
    if (text.length > LIMITS.addressBytesMax) throw new Error(`longer than ${LIMITS.addressBytesMax} bytes`)
    const address = multiaddr(text.startsWith('/') ? text : fromHostAndPort(text))
    const parts = address.getComponents()
    if (parts.length === 0 || !parts.some(part => part.name === 'tcp')) throw new Error('no TCP port')
    const bare = parts.at(-1)?.name === 'p2p' ? address.decapsulate('/p2p') : address
    return peer === undefined ? bare : bare.encapsulate(`/p2p/${peer}`)
  } catch (error) {
    const why = (error as Error).message
    const message = `"${text.slice(0, 80)}" is no address: ${why}, expected host:port`
    throw new HivemindError(refuse('HIVE_NET_ADDRESS', message))
  }
}

/** Whether a text is an address that could be listened on or dialled. */
export function isAddress (text: string): boolean {
  try {
    toMultiaddr(text)
    return true
  } catch {
    return false
  }
}

/** `host:port` when the address is of that kind, its multiaddr text otherwise. */
export function toText (address: Multiaddr): string {
  const [host, port] = address.getComponents()
  if (host?.value === undefined || port?.value === undefined || port.name !== 'tcp') return address.toString()
  return host.name === 'ip6' ? `[${host.value}]:${port.value}` : `${host.value}:${port.value}`
}

function fromHostAndPort (text: string): string {
  const parts = /^(?:\[([^\]]+)\]|([^:/\s]+)):(\d{1,5})$/.exec(text)
  const host = parts?.[1] ?? parts?.[2]
  const port = Number(parts?.[3])
  if (host === undefined || port > 65_535) throw new Error('not of the form host:port with a port up to 65535')
  if (parts?.[1] !== undefined && isIP(host) !== 6) throw new Error(`"${host}" is no IPv6 address`)
  const kind = isIP(host) === 6 ? 'ip6' : isIP(host) === 4 ? 'ip4' : 'dns'
  return `/${kind}/${host}/tcp/${port}`
}
