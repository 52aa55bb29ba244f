/**
 * The one protocol that strangers reach: one frame in, one frame out, both small, within five seconds.
 *
 * Touches the network through the node and streams it is given.
 */
import { HivemindError, LIMITS } from '@hivemind/base'
import type { Connection, Stream } from '@libp2p/interface'
import type { Libp2p } from 'libp2p'
import { toMultiaddr, toText } from './addresses.ts'
import { dialRefusal } from './dialling.ts'
import { refuse } from './errors.ts'
import { checkLength, enframe } from './framing.ts'
import { peerOf } from './gate.ts'
import type { Links } from './links.ts'
import { PACE } from './pace.ts'
import type { JoinAnswer, NetEvents } from './port.ts'
import { firstFrame, protocolText, sendOn } from './streams.ts'

/** Answer whoever asks. */
export const answering = (links: Links, events: NetEvents) =>
  async (stream: Stream, connection: Connection): Promise<void> => {
    const from = peerOf(connection)
    const remoteAddress = toText(connection.remoteAddr)
    const timer = setTimeout(() => stream.abort(new Error('a join request lasts no longer')), PACE.visitMs)
    let frame: Uint8Array | undefined
    try {
      frame = await firstFrame(stream, LIMITS.joinFrameBytesMax, AbortSignal.timeout(PACE.visitMs))
      const reply = await events.onJoinRequest(from, frame, remoteAddress)
      sendOn(stream, enframe([reply], LIMITS.joinFrameBytesMax))
      await stream.close()
    } catch (error) {
      const { message: why, code } = error as Error & { code?: string }
      if (frame === undefined && code === 'HIVE_NET_FRAME_SIZE') links.counters(from).framesRefused++
      events.onNote('info', 'a join request was not answered', { peer: from, remoteAddress, why })
      stream.abort(error as Error)
    } finally {
      clearTimeout(timer)
    }
  }

/** Dial an address, whoever is there, and ask. @throws {HivemindError} see `Net.requestJoin` */
export async function asking (
  node: Libp2p, links: Links, address: string, frame: Uint8Array, deadlineMs: number
): Promise<JoinAnswer> {
  checkLength(frame.byteLength, LIMITS.joinFrameBytesMax)
  const target = toMultiaddr(address)
  const signal = AbortSignal.timeout(Math.max(1, Math.min(deadlineMs, PACE.requestMsMax)))
  let connection: Connection | undefined
  try {
    connection = await node.dial(target, { signal, force: true })
    const stream = await connection.newStream(protocolText('join'), { signal })
    sendOn(stream, enframe([frame], LIMITS.joinFrameBytesMax))
    return { from: peerOf(connection), reply: await firstFrame(stream, LIMITS.joinFrameBytesMax, signal) }
  } catch (error) {
    if (signal.aborted) throw timedOut(address, deadlineMs, connection !== undefined, error)
    if (connection === undefined) throw dialRefusal(error, address)
    throw notAnswered(address, error)
  } finally {
    if (connection !== undefined) linger(connection, links)
  }
}

/** The peer may be about to admit us, and we it: a connection that becomes a link need not be dialled again. */
function linger (connection: Connection, links: Links): void {
  setTimeout(() => {
    if (!links.admits(peerOf(connection))) connection.abort(new Error('the join request is over'))
  }, PACE.lingerMs).unref()
}

function timedOut (address: string, deadlineMs: number, connected: boolean, cause: unknown): HivemindError {
  const what = connected ? `${address} did not answer the join request` : `${address} did not accept a connection`
  const changed = connected ? 'unknown' : 'no'
  return new HivemindError(refuse('HIVE_NET_TIMEOUT', `${what} within ${deadlineMs} ms`, { changed }), { cause })
}

function notAnswered (address: string, error: unknown): HivemindError {
  const { name, message } = error as Error
  if (error instanceof HivemindError) return error
  if (name === 'UnsupportedProtocolError') return dialRefusal(error, address)
  const refusal = refuse('HIVE_NET_REFUSED', `${address} closed without an answer: ${message}`)
  return new HivemindError(refusal, { cause: error })
}
