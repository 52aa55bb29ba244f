/**
 * Whom this machine knows, noted beside its log: a damaged log may name none of them, and only others can repair it.
 *
 * Pure. The directory keeps the text as `peers.json`; every byte of it is doubted when it is read again.
 */
import { clusterId, LIMITS, nodeId } from '@hivemind/base'
import type { Acquainted, Peer } from '@hivemind/kernel'
import { isNodeId } from '@hivemind/net'

/** Enough to find the others by; more would be written each time one of thousands moves. */
const PEERS_MAX = 16
const TEXT_BYTES_MAX = 64 * 1024

/** The text of a note: those who are always connected, all voters among them, by id, so that it seldom changes. */
export function acquaintedText (cluster: string, peers: readonly Peer[]): string {
  const noted = peers.filter(({ keep }) => keep).sort((one, other) => one.id < other.id ? -1 : 1).slice(0, PEERS_MAX)
  return `${JSON.stringify({ cluster, peers: noted.map(({ id, name, addresses }) => ({ id, name, addresses })) })}\n`
}

/** @returns null for a text that is no note: then nobody is known, as if there were none */
export function readAcquainted (text: string): Acquainted | null {
  if (text.length > TEXT_BYTES_MAX) return null
  try {
    const { cluster, peers } = Object(JSON.parse(text)) as { readonly cluster?: unknown, readonly peers?: unknown }
    if (typeof cluster !== 'string' || !Array.isArray(peers) || peers.length > PEERS_MAX) return null
    const read = peers.map(peerOf)
    return read.includes(null) ? null : { cluster: clusterId(cluster), peers: read.filter(peer => peer !== null) }
  } catch {
    return null
  }
}

function peerOf (value: unknown): Acquainted['peers'][number] | null {
  const { id, name, addresses } = Object(value) as Readonly<Record<'id' | 'name' | 'addresses', unknown>>
  if (typeof id !== 'string' || !isNodeId(id) || !isText(name, LIMITS.nameBytesMax)) return null
  if (!Array.isArray(addresses) || addresses.length > LIMITS.addressesMax) return null
  const whole = addresses.every(address => isText(address, LIMITS.addressBytesMax))
  return whole ? { id: nodeId(id), name, addresses } : null
}

const isText = (value: unknown, bytesMax: number): value is string =>
  typeof value === 'string' && Buffer.byteLength(value) <= bytesMax
