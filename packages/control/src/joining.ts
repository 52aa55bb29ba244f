/**
 * Join requests, tokens and what becomes of them.
 *
 * Pure. A token's use is counted when the approval is applied, so of many uses at once as many win as it has uses.
 */
import { LIMITS, type Index, type NodeId, type Refusal, type WallMs } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './records.ts'
import type { Control, JoinRequest, Member, Token } from './state.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

export function tokenCreated (control: Control, { body }: Of<'token-created'>, at: Index): void {
  const { id, secretHash, role, uses, expiresAt, voter } = body
  const token: Token = { id, secretHash, role, uses, usesLeft: uses, expiresAt, voter, revoked: false, createdIndex: at }
  put(control, 'tokens', id, token)
}

export function tokenCreatedRefused (control: Control, body: Facts['token-created']): Refusal | null {
  if (control.tokens.has(body.id)) return refuse('HIVE_TOKEN_TAKEN', `a join token "${body.id}" exists`)
  return control.tokens.size < LIMITS.tokensMax ? null : refuse('HIVE_TOKEN_LIMIT', `the cluster keeps ${control.tokens.size} join tokens`)
}

export function tokenRevoked (control: Control, { body }: Of<'token-revoked'>): void {
  const token = control.tokens.get(body.id)
  if (token !== undefined) put(control, 'tokens', token.id, { ...token, revoked: true })
}

export const tokenRevokedRefused = (control: Control, { id }: Facts['token-revoked']): Refusal | null =>
  control.tokens.has(id) ? null : refuse('HIVE_TOKEN_UNKNOWN', `there is no join token "${id}"`)

/** Why a machine may not even ask. */
export function joinRequestedRefused (control: Control, { request, claim }: Facts['join-requested']): Refusal | null {
  const tombstone = control.tombstones.get(claim.id)
  if (tombstone !== undefined) return refuse('HIVE_MEMBER_REMOVED', `${claim.id} was "${tombstone.name}" and is ${tombstone.how} since index ${tombstone.index}`)
  if (control.requests.has(request)) return refuse('HIVE_REQUEST_DECIDED', `join request ${request} exists`)
  if (control.requests.size >= LIMITS.joinRequestsMax) return refuse('HIVE_JOIN_LIMIT', `the cluster keeps ${control.requests.size} join requests`)
  return nameRefused(control, claim.name, claim.id)
}

function nameRefused (control: Control, name: string, id: NodeId): Refusal | null {
  const holder = control.names.get(name)
  if (holder === undefined || holder === id) return null
  return refuse('HIVE_NAME_TAKEN', `"${name}" is held by ${holder} at ${control.members.get(holder)?.addresses.join(', ')}`)
}

export function joinRequested (control: Control, { body, at: requestedAt }: Of<'join-requested'>, at: Index): readonly Change[] {
  for (const earlier of control.requests.values()) if (earlier.claim.id === body.claim.id) drop(control, 'requests', earlier.id)
  const known = control.members.has(body.claim.id)
  const request: JoinRequest = {
    id: body.request, claim: body.claim, voter: body.voter, token: body.token, via: body.via, status: known ? 'approved' : 'waiting', code: '', message: '',
    requestedIndex: at, requestedAt, decidedIndex: known ? at : 0 as Index, decidedBy: known ? 'member' : ''
  }
  put(control, 'requests', request.id, request)
  return [{ type: known ? 'request-decided' : 'request-opened', request }]
}

/** Whether a request's token lets it in, were it applied at a time; null when it does. */
export function judge (control: Control, request: JoinRequest, at: WallMs): Refusal | null {
  const { token: proof, voter, claim } = request
  const token = proof === null ? undefined : control.tokens.get(proof.id)
  if (proof === null || token === undefined) return refuse('HIVE_TOKEN_UNKNOWN', `join token "${proof?.id ?? ''}" does not exist`)
  if (token.secretHash !== proof.secretHash) return refuse('HIVE_TOKEN_FORGED', `the secret of join token "${token.id}" is wrong`)
  if (token.revoked) return refuse('HIVE_TOKEN_REVOKED', `join token "${token.id}" was revoked`)
  if (at >= token.expiresAt) return refuse('HIVE_TOKEN_EXPIRED', `join token "${token.id}" expired ${Math.ceil((at - token.expiresAt) / 1_000)} s ago`)
  if (token.usesLeft < 1) return refuse('HIVE_TOKEN_USED', `join token "${token.id}" has been used ${token.uses} of ${token.uses} times`)
  if (voter && !token.voter) return refuse('HIVE_TOKEN_NOT_FOR_VOTER', `join token "${token.id}" admits members, not voters`)
  return nameRefused(control, claim.name, claim.id)
}

export function decisionRefused (control: Control, { request: id }: { readonly request: string }): Refusal | null {
  const request = control.requests.get(id)
  if (request === undefined) return refuse('HIVE_REQUEST_UNKNOWN', `there is no join request "${id}"`)
  return request.status === 'waiting' ? null : refuse('HIVE_REQUEST_DECIDED', `join request ${id} is ${request.status}`)
}

export interface Decided { readonly refusal: Refusal | null, readonly changes: readonly Change[] }

/** An approval that fails its checks denies the request with the reason, so that the newcomer is always told. */
export function joinApproved (control: Control, { body, at: decidedAt, actor }: Of<'join-approved'>, at: Index): Decided {
  const request = control.requests.get(body.request)
  if (request === undefined) return { refusal: decisionRefused(control, body), changes: [] }
  const full = control.members.size >= LIMITS.membersMax ? refuse('HIVE_MEMBER_LIMIT', `the cluster has ${control.members.size} members`) : null
  const refusal = full ?? (body.by === 'token' ? judge(control, request, decidedAt) : nameRefused(control, request.claim.name, request.claim.id))
  if (refusal !== null) return { refusal, changes: [deny(control, request, refusal.code, refusal.message, at, 'leader')] }
  const token = body.by === 'token' && request.token !== null ? control.tokens.get(request.token.id) : undefined
  if (token !== undefined) put(control, 'tokens', token.id, { ...token, usesLeft: token.usesLeft - 1 })
  const member: Member = {
    ...request.claim, wanted: request.voter ? 'voter' : 'member', role: token?.role ?? '', joinedIndex: at, joinedEpoch: control.epoch, joinedAt: decidedAt
  }
  put(control, 'members', member.id, member)
  control.names.set(member.name, member.id)
  const decided: JoinRequest = { ...request, status: 'approved', decidedIndex: at, decidedBy: token === undefined ? actor : `token ${token.id}` }
  put(control, 'requests', decided.id, decided)
  return { refusal: null, changes: [{ type: 'member-joined', member, request: decided.id }, { type: 'request-decided', request: decided }] }
}

export function joinDenied (control: Control, { body, actor }: Of<'join-denied'>, at: Index): readonly Change[] {
  const request = control.requests.get(body.request)
  return request === undefined ? [] : [deny(control, request, body.code, body.message, at, actor)]
}

function deny (control: Control, request: JoinRequest, code: string, message: string, at: Index, decidedBy: string): Change {
  const denied: JoinRequest = { ...request, status: 'denied', code, message, decidedIndex: at, decidedBy }
  put(control, 'requests', denied.id, denied)
  return { type: 'request-decided', request: denied }
}
