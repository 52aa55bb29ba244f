/**
 * Join requests and what becomes of them.
 *
 * Pure. Every request ends approved or denied with a reason: an approval that fails its checks when it is applied
 * denies the request, so that the newcomer is always told.
 */
import { type Index, LIMITS, type NodeId, type Refusal, index as toIndex, type WallMs } from '@hivemind/base'
import type { Change } from './effect.ts'
import type { Claim, Envelope, Facts } from './envelope.ts'
import { refuse } from './errors.ts'
import { drop, put } from './hashing.ts'
import { memberAdded, nameRefused } from './members.ts'
import type { Control, JoinRequest, Member } from './state.ts'
import { replacedBy, takenOver, takeoverRefused } from './taking-over.ts'
import { spend, tokenRefused } from './tokens.ts'
import { votersFull } from './voters.ts'

type Of<Type extends keyof Facts> = Envelope<Type, Facts[Type]>

/** Why a machine may not even ask. */
export function joinRequestedRefused (control: Control, body: Facts['join-requested']): Refusal | null {
  const { request, claim } = body
  const gone = control.tombstones.get(claim.id)
  if (gone !== undefined) {
    const went = gone.how === 'left' ? 'left' : 'was removed'
    return refuse('HIVE_MEMBER_REMOVED', `${claim.id}, once "${gone.name}", ${went} at index ${gone.index}`)
  }
  const taken = control.requests.get(request)
  if (taken !== undefined) return refuse('HIVE_REQUEST_DECIDED', `there is a join request ${request}, ${taken.status}`)
  return claimRefused(control, body) ?? (hasRoom(control, claim.id) ? null : noRoom(control))
}

/** Whether a machine may have the name that it claims. */
const claimRefused = (control: Control, wish: Pick<JoinRequest, 'claim' | 'voter' | 'replaces'>): Refusal | null =>
  wish.replaces === true ? takeoverRefused(control, wish) : nameRefused(control, wish.claim.name, wish.claim.id)

const noRoom = (control: Control): Refusal =>
  refuse('HIVE_JOIN_LIMIT', `${control.requests.size} join requests wait to be decided, as many as the cluster keeps`)

/** A decided request gives way to a new one, and the machine's own earlier one is replaced. */
function hasRoom (control: Control, id: NodeId): boolean {
  if (control.requests.size < LIMITS.joinRequestsMax) return true
  for (const { status, claim } of control.requests.values()) if (status !== 'waiting' || claim.id === id) return true
  return false
}

export function joinRequested (control: Control, fact: Of<'join-requested'>, at: Index): readonly Change[] {
  const { body, at: requestedAt } = fact
  const { request: id, voter, token, via, replaces } = body
  const claim = claimOf(body.claim)
  for (const earlier of [...control.requests.values()]) {
    if (earlier.claim.id === claim.id) drop(control, 'requests', earlier.id)
  }
  if (control.requests.size >= LIMITS.joinRequestsMax) dropOldestDecided(control)
  const member = control.members.has(claim.id)
  const request: JoinRequest = {
    id, claim, voter, token: token === null ? null : { id: token.id, secretHash: token.secretHash }, via,
    ...(replaces === true ? { replaces } : {}), status: member ? 'approved' : 'waiting', code: '', message: '',
    requestedIndex: at, requestedAt, decidedIndex: member ? at : toIndex(0), decidedBy: member ? 'member' : ''
  }
  put(control, 'requests', id, request)
  return [{ type: member ? 'request-decided' : 'request-opened', request }]
}

/** A claim without whatever else a body may have brought along: what is stored is what was checked. */
export const claimOf = ({ id, name, addresses, version }: Claim): Claim =>
  ({ id, name, addresses: [...addresses], version })

/** Deciding a request puts it at the end of the table, so the first decided one is the oldest. */
function dropOldestDecided (control: Control): void {
  for (const { id, status } of control.requests.values()) {
    if (status === 'waiting') continue
    drop(control, 'requests', id)
    return
  }
}

/** Whether a request's token lets it in, were it applied at a time; null when it does. */
export const judge = (control: Control, request: JoinRequest, at: WallMs): Refusal | null =>
  tokenRefused(control, request, at) ?? admissionRefused(control, request)

/** What stands against a machine, whoever approves it. */
export function admissionRefused (control: Control, request: JoinRequest): Refusal | null {
  const { size } = control.members
  const goes = replacedBy(control, request)
  if (size >= LIMITS.membersMax && goes === undefined)
    return refuse('HIVE_MEMBER_LIMIT', `the cluster has ${size} members, its most`)
  return claimRefused(control, request) ?? (request.voter ? votersFull(control, goes) : null)
}

export function decisionRefused (control: Control, id: string): Refusal | null {
  const request = control.requests.get(id)
  if (request === undefined) return refuse('HIVE_REQUEST_UNKNOWN', `there is no join request "${id}"`)
  if (request.status === 'waiting') return null
  return refuse('HIVE_REQUEST_DECIDED', `join request ${id} is ${request.status} since index ${request.decidedIndex}`)
}

export interface Decided { readonly refusal: Refusal | null, readonly changes: readonly Change[] }

export function joinApproved (control: Control, fact: Of<'join-approved'>, at: Index): Decided {
  const { by, request: id } = fact.body
  const request = control.requests.get(id)
  if (request === undefined) return { refusal: decisionRefused(control, id), changes: [] }
  const refusal = by === 'token' ? judge(control, request, fact.at) : admissionRefused(control, request)
  if (refusal === null) return { refusal, changes: admitted(control, request, fact, at) }
  return { refusal, changes: [denied(control, request, refusal.code, refusal.message, at, 'leader')] }
}

function admitted (
  control: Control, request: JoinRequest, { body: { by }, actor, at: joinedAt }: Of<'join-approved'>, at: Index
): readonly Change[] {
  const gone = takenOver(control, request, at)
  const token = by === 'token' ? spend(control, request) : undefined
  const member: Member = {
    ...request.claim, wanted: request.voter ? 'voter' : 'member', role: token?.role ?? '',
    joinedIndex: at, joinedEpoch: control.epoch, joinedAt
  }
  memberAdded(control, member)
  const decidedBy = token === undefined ? actor : `token ${token.id}`
  const approved: JoinRequest = { ...request, status: 'approved', decidedIndex: at, decidedBy }
  put(control, 'requests', approved.id, approved)
  return [
    ...gone, { type: 'member-joined', member, request: approved.id }, { type: 'request-decided', request: approved }
  ]
}

export function joinDenied (control: Control, { body, actor }: Of<'join-denied'>, at: Index): readonly Change[] {
  const request = control.requests.get(body.request)
  return request === undefined ? [] : [denied(control, request, body.code, body.message, at, actor)]
}

function denied (
  control: Control, request: JoinRequest, code: string, message: string, at: Index, decidedBy: string
): Change {
  const decided: JoinRequest = { ...request, status: 'denied', code, message, decidedIndex: at, decidedBy }
  put(control, 'requests', decided.id, decided)
  return { type: 'request-decided', request: decided }
}
