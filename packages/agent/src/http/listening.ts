/**
 * The doors of the server: a unix socket that its owner and group may open, and loopback TCP when it is wanted.
 *
 * Touches the file system and the network.
 */
import { chmodSync, lstatSync, unlinkSync } from 'node:fs'
import type { Server } from 'node:http'
import { connect } from 'node:net'
import { refuse } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'

/** Longest path of a unix socket: `sun_path` of Linux without its final zero. unix(7). */
const PATH_BYTES_MAX = 107

/**
 * Listen on a unix socket with mode 0660. A socket that nobody listens on any more is removed first.
 *
 * @throws {HivemindError} HIVE_API_LISTEN when another listens there, or the path cannot be one of a socket
 */
export async function listenUnix (server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) {
    throw failed(
      `a socket's path of ${Buffer.byteLength(path)} bytes is too long, at most ${PATH_BYTES_MAX} are possible: ${path}`,
      'Choose a data directory with a shorter path.')
  }
  await removeStale(path)
  // The mask, not a later chmod, keeps strangers out in the moment between bind and chmod.
  const before = process.umask(0o117)
  let listening: Promise<void>
  try {
    listening = opened(server, () => server.listen(path), path)
  } finally {
    process.umask(before)
  }
  await listening
  chmodSync(path, 0o660)
}

/**
 * Listen on a loopback address: a bearer token must not cross a network in the clear.
 *
 * @returns the port, which the system chose when 0 was asked for
 * @throws {HivemindError} HIVE_API_LISTEN
 */
export async function listenTcp (server: Server, host: string, port: number): Promise<number> {
  if (!/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host)) {
    throw failed(`the API would listen on ${host} without encryption; only loopback addresses are allowed`,
      'Use 127.0.0.1, and a proxy with TLS in front of it.')
  }
  await opened(server, () => server.listen({ host, port }), `${host}:${port}`)
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function removeStale (path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket()) throw failed(`${path} exists and is no socket`, 'Move the file away.')
  if (await answers(path)) throw failed(`another process listens on ${path}`)
  unlinkSync(path)
}

/** Whether anyone accepts connections on a socket. */
function answers (path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'ECONNREFUSED' || fault.code === 'ENOENT') resolve(false)
      else reject(failed(`cannot tell whether anyone listens on ${path}: ${fault.message}`, undefined, fault))
    })
  })
}

function opened (server: Server, listen: () => void, where: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const refused = (fault: Error): void =>
    reject(failed(`cannot listen on ${where}: ${fault.message}`, undefined, fault))
  server.once('error', refused)
  server.once('listening', () => {
    server.off('error', refused)
    resolve()
  })
  listen()
  return promise
}

const failed = (message: string, hint?: string, cause?: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_API_LISTEN', message, hint === undefined ? {} : { hint }), { cause })
