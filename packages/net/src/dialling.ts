/**
 * Why a dial failed, in our words: libp2p, node and the operating system each have their own.
 *
 * Pure.
 */
import { HivemindError } from '@hivemind/base'
import { refuse } from './errors.ts'

/** Names of errors that mean somebody answered, but not as the peer we meant. */
const HANDSHAKE = new Set([
  'EncryptionFailedError', 'UnexpectedPeerError', 'InvalidCryptoExchangeError', 'InvalidPeerIdError',
  'MuxerUnavailableError', 'UnsupportedProtocolError', 'HandshakeTimeoutError', 'ConnectionInterceptedError',
  'InvalidMessageError', 'InvalidMessageLengthError'
])
const TIMEOUT = new Set(['TimeoutError', 'AbortError'])

/** Turn what a dial threw into a refusal of ours. */
export function dialRefusal (error: unknown, address: string): HivemindError {
  const all = error instanceof AggregateError ? error.errors as Error[] : [error as Error]
  const names = all.map(one => one.name)
  const why = all.map(one => one.message).join('; ')
  if (names.some(name => HANDSHAKE.has(name))) {
    const refusal = refuse('HIVE_NET_HANDSHAKE', `no hivemind handshake with ${address}: ${why}`)
    return new HivemindError(refusal, { cause: error })
  }
  if (names.some(name => TIMEOUT.has(name))) {
    const refusal = refuse('HIVE_NET_TIMEOUT', `no answer from ${address} in time: ${why}`, { changed: 'no' })
    return new HivemindError(refusal, { cause: error })
  }
  return new HivemindError(refuse('HIVE_NET_UNREACHABLE', `cannot reach ${address}: ${why}`), { cause: error })
}
