/**
 * Looking at peers before a join: each step that a join takes towards them, and what they would say to it.
 *
 * Touches the resolver and the network, as a stranger with an identity made for the occasion. Nothing is written
 * anywhere and no token is spent.
 */
import { lookup } from 'node:dns/promises'
import { connect } from 'node:net'
import { decodeJoinToken, tokenProof } from '@hivemind/api'
import { clusterId, HivemindError, type NodeId, type Refusal } from '@hivemind/base'
import type { LookMessage, ShownReply } from '@hivemind/kernel'
import { createIdentity, libp2pNet, type Net, type NetEvents } from '@hivemind/net'
import { decodeJoinReply, encodeJoin } from '@hivemind/wire'
import { refuse } from './errors.ts'
import { VERSION } from './version.ts'

const STEP_MS = 5_000

export interface LookRequest {
  /** host:port of members. */
  readonly peers: readonly string[]
  readonly name: string
  readonly listen: readonly string[]
  readonly voter: boolean
  /** Whether the name is to be taken over from an unreachable member. */
  readonly replaces?: boolean
  /** The join token's text; null without one. */
  readonly token: string | null
}

/** What was seen of one peer. A step that was not reached, or failed, is null; `trouble` says why. */
export interface PeerLook {
  readonly address: string
  /** IP addresses that the host's name stands for. */
  resolved: readonly string[] | null
  /** How long a bare TCP connection took, in milliseconds. */
  connectMs: number | null
  /** Who answered, as the handshake proved. */
  id: NodeId | null
  /** From the question to the answer, in milliseconds. */
  roundTripMs: number | null
  /** Peer's wall clock less ours in milliseconds, within half of the round trip. */
  clockAheadMs: number | null
  shown: ShownReply | null
  trouble: Refusal | null
}

/**
 * Look at every peer, in order.
 *
 * @throws {HivemindError} HIVE_JOIN_TOKEN_MALFORMED; what a peer does wrong is part of what was seen of it
 */
export async function lookAt (request: LookRequest, progress: (step: string) => void): Promise<readonly PeerLook[]> {
  const message = lookOf(request)
  const net = libp2pNet({ identity: await createIdentity(), listen: [] })(DEAF)
  await net.start()
  try {
    const looks: PeerLook[] = []
    for (const address of request.peers) {
      progress(`looking at ${address}`)
      looks.push(await lookAtOne(net, address, message))
    }
    return looks
  } finally {
    await net.stop()
  }
}

function lookOf ({ name, listen, voter, replaces, token }: LookRequest): (self: NodeId) => LookMessage {
  const known = token === null ? null : decodeJoinToken(token)
  return self => ({
    type: 'look', cluster: clusterId(known?.cluster ?? ''), voter, ...(replaces === true ? { replaces } : {}),
    claim: { id: self, name, addresses: listen, version: VERSION },
    token: known === null ? null : { id: known.id, secretHash: tokenProof(known.secret) }
  })
}

async function lookAtOne (net: Net, address: string, message: (self: NodeId) => LookMessage): Promise<PeerLook> {
  const look: PeerLook = {
    address, resolved: null, connectMs: null, id: null, roundTripMs: null, clockAheadMs: null, shown: null,
    trouble: null
  }
  try {
    const { host, port } = partsOf(address)
    look.resolved = await resolved(host)
    look.connectMs = await connected(host, port)
    await asked(net, look, encodeJoin(message(net.self)))
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    look.trouble = error.refusal
  }
  return look
}

function partsOf (address: string): { readonly host: string, readonly port: number } {
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(address.slice(at + 1)) }
}

async function resolved (host: string): Promise<readonly string[]> {
  try {
    const found = await lookup(host, { all: true })
    return [...new Set(found.map(({ address }) => address))]
  } catch (cause) {
    throw new HivemindError(refuse('HIVE_LOOK_NAME', `"${host}" does not resolve: ${codeOf(cause)}`), { cause })
  }
}

/** Connect and hang up: tells a closed port from a filtered one, and both from an agent that does not speak. */
async function connected (host: string, port: number): Promise<number> {
  const began = performance.now()
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const socket = connect({ host, port, timeout: STEP_MS })
  const failed = (why: string): void =>
    reject(new HivemindError(refuse('HIVE_LOOK_CONNECT', `no TCP connection to ${host} port ${port}: ${why}`)))
  socket.once('connect', () => resolve(performance.now() - began))
  socket.once('timeout', () => failed(`no answer within ${STEP_MS / 1_000} s; a firewall may drop it`))
  socket.once('error', error => failed(codeOf(error)))
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

async function asked (net: Net, look: PeerLook, frame: Uint8Array): Promise<void> {
  const began = performance.now()
  const { from, reply } = await net.requestJoin(look.address, frame, STEP_MS)
  const heard = Date.now()
  look.id = from
  look.roundTripMs = performance.now() - began
  const said = decodeJoinReply(reply)
  if (said.type === 'refused') throw new HivemindError(said.refusal)
  if (said.type !== 'shown')
    throw new HivemindError(refuse('HIVE_LOOK_ANSWER', `${look.address} answered a look with "${said.type}"`))
  look.shown = said
  look.clockAheadMs = said.at - (heard - look.roundTripMs / 2)
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error)

/** Nobody is admitted, so nothing is heard; who asks us anything is reset. */
const DEAF: NetEvents = {
  onFrame () {},
  onOpened () {},
  onClosed () {},
  onGone () {},
  async onJoinRequest () { throw new HivemindError(refuse('HIVE_LOOK_ANSWER', 'this process only looks')) },
  async onPull () {},
  onNote () {}
}
