/**
 * Letting machines in: tokens, and requests to join.
 *
 * Touches chance for secrets, and the clock for when a token ends.
 */
import { randomBytes } from 'node:crypto'
import { encodeJoinToken, type JoinRequest, type JoinToken, proofHash, refuse, tokenProof } from '@hivemind/api'
import { HivemindError, invariant, wallMs } from '@hivemind/base'
import type { JoinRequest as Asked, Token } from '@hivemind/control'
import { draft, proposeOne } from '../proposing.ts'
import { type Handler, list, one, timeText } from '../service.ts'

export const listTokens: Handler<'join-token-list'> = call =>
  list(call, 'JoinTokenList', call.node.view().tokens.map(tokenOf))

/** The secret leaves in this answer only; the log has its hash. */
export const createToken: Handler<'join-token-create'> = async call => {
  const { role, uses, ttlMs, voter, reason } = call.body
  const id = `t${randomBytes(5).toString('hex')}`
  const secret = randomBytes(32).toString('hex')
  const expiresAt = wallMs(Date.now() + ttlMs)
  const fact = { id, secretHash: proofHash(tokenProof(secret)), role, uses, expiresAt, voter }
  const written = await proposeOne(call, draft(call, 'token-created', fact, { reason }))
  const { cluster, voters } = call.node.view()
  invariant(cluster !== null, 'a node whose proposal was applied belongs to a cluster')
  const token = encodeJoinToken({ cluster: cluster.id, id, secret, voters, expiresAt })
  call.reply.header('cache-control', 'no-store')
  return one(
    call,
    'JoinTokenCreated',
    { ...written, id, token, role, voter, uses, expiresAt: timeText(expiresAt) },
    'linearizable'
  )
}

export const revokeToken: Handler<'join-token-revoke'> = async call => {
  const { id } = call.params
  const written = await proposeOne(call, draft(call, 'token-revoked', { id }, { reason: call.query.reason }))
  return one(call, 'JoinTokenRevoked', { ...written, id }, 'linearizable')
}

export const listRequests: Handler<'join-request-list'> = call => {
  const wanted = call.node
    .view()
    .requests.filter(({ status }) => call.query.status === undefined || status === call.query.status)
  return list(call, 'JoinRequestList', wanted.map(requestOf))
}

export const showRequest: Handler<'join-request-show'> = call => {
  const found = call.node.view().requests.find(({ id }) => id === call.params.id)
  if (found !== undefined) return one(call, 'JoinRequest', requestOf(found))
  throw new HivemindError(
    refuse('HIVE_NOT_FOUND', `no join request is called "${call.params.id}"`, {
      hint: 'See what waits: hivemind join-request list.'
    })
  )
}

export const approveRequest: Handler<'join-request-approve'> = async call => {
  const { id: request } = call.params
  const written = await proposeOne(
    call,
    draft(call, 'join-approved', { request, by: 'operator' }, { reason: call.body.reason })
  )
  return one(call, 'JoinApproved', { ...written, request }, 'linearizable')
}

/** Code that a newcomer is told when a person turned it away. */
const DENIED = 'HIVE_JOIN_DENIED'

export const denyRequest: Handler<'join-request-deny'> = async call => {
  const { id: request } = call.params
  const { reason } = call.body
  const written = await proposeOne(
    call,
    draft(call, 'join-denied', { request, code: DENIED, message: reason }, { reason })
  )
  return one(call, 'JoinDenied', { ...written, request }, 'linearizable')
}

function tokenOf ({ id, role, voter, uses, usesLeft, expiresAt, revoked, createdIndex }: Token): JoinToken {
  const status = revoked ? 'revoked' : usesLeft === 0 ? 'used' : expiresAt <= Date.now() ? 'expired' : 'usable'
  return { id, role, voter, uses, usesLeft, expiresAt: timeText(expiresAt), status, createdIndex }
}

function requestOf (asked: Asked): JoinRequest {
  const {
    id, claim, voter, token, via, status, code, message, requestedIndex, requestedAt, decidedIndex, decidedBy
  } = asked
  return {
    id, voter, via, status, code, message, requestedIndex, decidedIndex, decidedBy,
    claim: { id: claim.id, name: claim.name, addresses: [...claim.addresses], version: claim.version },
    token: token?.id ?? null,
    requestedAt: timeText(requestedAt)
  }
}
