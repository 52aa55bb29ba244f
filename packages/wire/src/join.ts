/** Words of newcomers and of those who answer, to bytes and back (proto/join.proto). Pure. Strangers reach this. */
import { LIMITS } from '@hivemind/base'
import type { Claim, TokenProof } from '@hivemind/control'
import type {
  HelloMessage, JoinMessage, JoinReply, JoinRequestMessage, LookMessage, ShownReply
} from '@hivemind/kernel'
import { BOUNDS } from './bounds.ts'
import { addresses, fromSigned, toSigned } from './digest.ts'
import { malformed } from './errors.ts'
import {
  cluster, count, cut, epochField, hexHash, name, node, nodeOrNull, oneOf, present, text, wallField
} from './field.ts'
import { hivemind } from './generated/messages.js'
import { read, written } from './reader.ts'
import { fromRefusal, toRefusal } from './refusal.ts'
import { fromSignedWhereabouts, toSignedWhereabouts } from './whereabouts.ts'

const BELONGING = ['stranger', 'member'] as const

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export function encodeJoin (message: JoinMessage): Uint8Array {
  return written('join frame', hivemind.JoinFrame.encode(fromJoin(message)), LIMITS.joinFrameBytesMax)
}

function fromJoin (message: JoinMessage): hivemind.JoinFrame.$Properties {
  switch (message.type) {
    case 'hello': return { hello: message }
    case 'join': return { join: fromJoinRequest(message) }
    case 'look': return { look: fromJoinRequest(message) }
  }
}

/** @throws {HivemindError} HIVE_WIRE_* */
export function decodeJoin (bytes: Uint8Array): JoinMessage {
  const raw = read('join frame', hivemind.JoinFrame, bytes, LIMITS.joinFrameBytesMax)
  if (raw.hello != null) return toHello(raw.hello)
  if (raw.join != null) return toJoinRequest(raw.join)
  if (raw.look != null) return { ...toJoinRequest(raw.look), type: 'look' }
  throw malformed('join frame has no message')
}

function toHello (raw: hivemind.Hello.$Properties): HelloMessage {
  return {
    type: 'hello',
    cluster: cluster(raw.cluster, 'hello cluster'),
    lineage: count(raw.lineage, 'hello lineage'),
    epoch: epochField(raw.epoch, 'hello epoch'),
    booting: raw.booting ?? false,
    version: text(raw.version, 'hello version', BOUNDS.versionBytesMax)
  }
}

export function fromJoinRequest (message: JoinRequestMessage | LookMessage): hivemind.JoinRequest.$Properties {
  const { id, name, addresses, version } = message.claim
  return {
    cluster: message.cluster,
    claim: { id, name: name.toWellFormed(), addresses: addresses.map(address => address.toWellFormed()), version },
    voter: message.voter,
    token: message.token,
    replaces: message.replaces ?? null
  }
}

export function toJoinRequest (raw: hivemind.JoinRequest.$Properties): JoinRequestMessage {
  return {
    type: 'join',
    cluster: cluster(raw.cluster, 'token cluster'),
    claim: toClaim(present(raw.claim, 'claim')),
    voter: raw.voter ?? false,
    token: raw.token == null ? null : toToken(raw.token),
    ...(raw.replaces === true ? { replaces: true } : {})
  }
}

const toClaim = (raw: hivemind.Claim.$Properties): Claim => ({
  id: node(raw.id, 'claimed id'),
  name: text(raw.name, 'claimed name', LIMITS.nameBytesMax, 1),
  addresses: addresses(raw.addresses),
  version: text(raw.version, 'claimed version', BOUNDS.versionBytesMax)
})

const toToken = (raw: hivemind.TokenProof.$Properties): TokenProof =>
  ({ id: name(raw.id, 'token id'), secretHash: hexHash(raw.secretHash, 'token secret hash') })

/** @throws {HivemindError} HIVE_WIRE_TOO_LARGE */
export const encodeJoinReply = (reply: JoinReply): Uint8Array =>
  written('join reply', hivemind.JoinReply.encode(fromJoinReply(reply)), BOUNDS.joinReplyBytesMax)

/** @throws {HivemindError} HIVE_WIRE_* */
export const decodeJoinReply = (bytes: Uint8Array): JoinReply =>
  toJoinReply(read('join reply', hivemind.JoinReply, bytes, BOUNDS.joinReplyBytesMax))

export function fromJoinReply (reply: JoinReply): hivemind.JoinReply.$Properties {
  switch (reply.type) {
    case 'welcome': return { welcome: fromWelcome(reply) }
    case 'shown': return { shown: fromShown(reply) }
    case 'pending': return { pending: reply }
    case 'approved': return { approved: { request: reply.request, signed: fromSigned(reply.signed) } }
    case 'refused': return { refused: { request: reply.request, refusal: fromRefusal(reply.refusal) } }
  }
}

export function toJoinReply (raw: hivemind.JoinReply.$Properties): JoinReply {
  if (raw.welcome != null) return toWelcome(raw.welcome)
  if (raw.pending != null) {
    const { request, clusterName } = raw.pending
    return { type: 'pending', request: name(request, 'request'), clusterName: nameOfCluster(clusterName) }
  }
  if (raw.approved != null) {
    const { request, signed } = raw.approved
    return { type: 'approved', request: name(request, 'request'), signed: toSigned(present(signed, 'signed digest')) }
  }
  if (raw.refused != null) {
    const { request, refusal } = raw.refused
    return { type: 'refused', request: name(request, 'request'), refusal: toRefusal(present(refusal, 'refusal')) }
  }
  if (raw.shown != null) return toShown(raw.shown)
  throw malformed('join reply has no message')
}

const nameOfCluster = (value: string | null | undefined): string => text(value, 'cluster name', LIMITS.nameBytesMax)

type WelcomeReply = Extract<JoinReply, { readonly type: 'welcome' }>

const fromWelcome = ({ known, standing, ...reply }: WelcomeReply): hivemind.Welcome.$Properties => ({
  ...reply, standing: BELONGING.indexOf(standing), known: known === undefined ? null : fromSignedWhereabouts(known)
})

const toWelcome = (raw: hivemind.Welcome.$Properties): WelcomeReply => ({
  type: 'welcome',
  cluster: cluster(raw.cluster, 'cluster'),
  clusterName: nameOfCluster(raw.clusterName),
  epoch: epochField(raw.epoch, 'epoch'),
  standing: oneOf(raw.standing, 'standing', BELONGING),
  leader: nodeOrNull(raw.leader, 'leader'),
  ...(raw.known == null ? {} : { known: toSignedWhereabouts(raw.known) })
})

const fromShown = (reply: ShownReply): hivemind.Shown.$Properties => ({
  ...reply,
  degraded: cut(reply.degraded, BOUNDS.refusalMessageBytesMax),
  refusal: reply.refusal === null ? null : fromRefusal(reply.refusal)
})

const toShown = (raw: hivemind.Shown.$Properties): ShownReply => ({
  type: 'shown',
  cluster: cluster(raw.cluster, 'cluster'),
  clusterName: nameOfCluster(raw.clusterName),
  epoch: epochField(raw.epoch, 'epoch'),
  leader: nodeOrNull(raw.leader, 'leader'),
  degraded: text(raw.degraded, 'why it is degraded', BOUNDS.refusalMessageBytesMax),
  version: text(raw.version, 'version', BOUNDS.versionBytesMax),
  at: wallField(raw.at, 'time of day'),
  refusal: raw.refusal == null ? null : toRefusal(raw.refusal)
})
