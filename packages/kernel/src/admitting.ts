/**
 * Answering newcomers: any member carries a newcomer's words to the leader; the leader turns them into log entries.
 *
 * Pure. No join without the control plane: what a newcomer is told follows from the applied state alone, so asking
 * twice is harmless and every member gives the same answer.
 */
import { drawHex, fingerprintText, index, type NodeId, type Refusal, ticks, versionsFit, wallMs } from '@hivemind/base'
import {
  admissionRefused, type Claim, type JoinRequest, judge, type Member, precheck, refusalOf
} from '@hivemind/control'
import { status as raftStatus, votesIn } from '@hivemind/raft'
import { answer, degradedReason, isDegraded, requested } from './asking.ts'
import { consensus, note } from './consensus.ts'
import { appliedConfiguration, appliedVoters, isNamed } from './counting.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { proposeOwn, proposeOwnPair } from './leading.ts'
import type {
  Answer,
  Digest,
  HelloMessage,
  JoinMessage,
  JoinReply,
  JoinRequestMessage,
  LookMessage,
  PeerAddress,
  Request
} from './message.ts'
import { leaderView } from './peering.ts'
import type { HeldNewcomer, Kernel, Work } from './state.ts'

/** The responder gives up before the join protocol's own five seconds. */
const ADMIT_TICKS = 200
/** A newcomer with a token is told the decision if it comes so soon; whoever asks for it asks again a little later. */
const HOLD_TICKS = 40
/** A request being written to the log is not written again before this. */
const DECIDE_TICKS = 50

/** Somebody spoke on the join protocol. */
export function joinAsked (kernel: Kernel, id: number, from: NodeId, message: JoinMessage, effects: Effect[]): void {
  if (kernel.phase !== 'member') {
    const refusal = refuse('HIVE_NOT_MEMBER', `${kernel.name} is not a member of a cluster yet`)
    effects.push({ type: 'join-reply', lane: 'early', id, reply: { type: 'refused', request: '', refusal } })
  } else if (message.type === 'hello') {
    const reply = welcome(kernel, from, message)
    if (reply.type === 'refused') meetForeign(kernel, from, reply.refusal, effects)
    effects.push({ type: 'join-reply', lane: 'early', id, reply })
  } else if (message.type === 'look') {
    effects.push({ type: 'join-reply', lane: 'early', id, reply: shown(kernel, from, message) })
  } else {
    requested(kernel, { type: 'newcomer', id }, ADMIT_TICKS, { type: 'admit', from, message }, effects)
  }
}

/** The leader's answer to a carried join request goes to the newcomer. */
export function joinReplied (id: number, result: Answer, effects: Effect[]): void {
  const reply: JoinReply =
    result.type === 'admitted'
      ? result.reply
      : {
          type: 'refused',
          request: '',
          refusal:
            result.type === 'refused'
              ? result.refusal
              : refuse('HIVE_TIMEOUT', 'the leader gave no answer to the join request')
        }
  effects.push({ type: 'join-reply', lane: 'early', id, reply })
}

/** A member (or one that was) says hello after a start or when it hears nobody. */
function welcome (kernel: Kernel, from: NodeId, hello: HelloMessage): JoinReply {
  const { control } = kernel
  const refused = (refusal: Refusal): JoinReply => ({ type: 'refused', request: '', refusal })
  const cluster = control.cluster
  if (cluster === null || hello.cluster !== cluster.id) return refused(wrongCluster(kernel, hello.cluster))
  const gone = goneRefusal(kernel, from)
  if (gone !== null) return refused(gone)
  const counted = isNamed(appliedConfiguration(control), from)
  // A voter learns a newer epoch from the log itself; everybody else who starts with an old one is fenced.
  const old = hello.epoch < control.epoch || hello.lineage < control.lineage
  if (old && !counted && (hello.booting || !control.members.has(from))) {
    return refused(refuse('HIVE_EPOCH_STALE', `the cluster is in epoch ${control.epoch}, the machine comes back with the state of epoch ${hello.epoch}`))
  }
  const known = kernel.whereabouts.get(from)
  return {
    type: 'welcome', cluster: cluster.id, clusterName: cluster.name, epoch: control.epoch,
    standing: control.members.has(from) ? 'member' : 'stranger', leader: leaderView(kernel),
    ...(known === undefined ? {} : { known })
  }
}

/** Somebody wants to know what would come of a join. Nothing is written, so any member tells from what it applied. */
function shown (kernel: Kernel, from: NodeId, message: LookMessage): JoinReply {
  const { control, version, now } = kernel
  const { cluster, epoch } = control
  if (cluster === null) return { type: 'refused', request: '', refusal: wrongCluster(kernel, message.cluster) }
  const request = { ...wouldBe(from, message), via: kernel.self }
  const refusal = refusedAtOnce(kernel, from, message) ??
    (message.token === null ? admissionRefused(control, request) : judge(control, request, now))
  return {
    type: 'shown', cluster: cluster.id, clusterName: cluster.name, epoch, leader: leaderView(kernel),
    degraded: isDegraded(kernel) ? degradedReason(kernel) : '', version, at: now, refusal
  }
}

const FOREIGN_MAX = 64

/** A machine of another cluster spoke with us, or we with it: a person may want to know, once. */
export function meetForeign (kernel: Kernel, from: NodeId, { code, message }: Refusal, effects: Effect[]): void {
  if (code !== 'HIVE_JOIN_WRONG_CLUSTER' || kernel.foreign.has(from) || kernel.foreign.size >= FOREIGN_MAX) return
  kernel.foreign.add(from)
  const fields = { from, code, reason: message }
  effects.push(note('warn', 'a machine of another cluster was met; nothing of it is heard', fields))
}

/** A request as it would stand in the log. */
const wouldBe = (from: NodeId, { claim, voter, token, replaces }: LookMessage): Omit<JoinRequest, 'via'> => ({
  id: '', claim: { ...claim, id: from }, voter, token, ...(replaces === true ? { replaces } : {}), status: 'waiting',
  code: '', message: '', requestedIndex: index(0), requestedAt: wallMs(0), decidedIndex: index(0), decidedBy: ''
})

function wrongCluster (kernel: Kernel, found: string): Refusal {
  const own = kernel.control.cluster
  return refuse('HIVE_JOIN_WRONG_CLUSTER', `${kernel.name} belongs to cluster "${own?.name}" (${own?.id}), but the machine that asks names cluster ${found}`)
}

/** What a machine that left or was removed is told; null for any other. */
export function goneRefusal (kernel: Kernel, id: NodeId): Refusal | null {
  const tombstone = kernel.control.tombstones.get(id)
  if (tombstone === undefined) return null
  const when = `at index ${tombstone.index} in epoch ${tombstone.epoch}`
  if (tombstone.how === 'left') return refuse('HIVE_MEMBER_LEFT', `"${tombstone.name}" left the cluster ${when}`)
  const why = tombstone.reason === '' ? '' : `: ${tombstone.reason}`
  return refuse('HIVE_MEMBER_CUT', `"${tombstone.name}" was removed from the cluster ${when}${why}`)
}

/** Leader: decide what a newcomer is told, and write what it asks for. */
export function admit (
  kernel: Kernel,
  work: Work,
  { from, message }: Request & { type: 'admit' },
  effects: Effect[]
): void {
  const reply = judgeNewcomer(kernel, from, message, effects)
  // A token decides at the next tick: whoever brings one is told what came of it, and need not ask again.
  if (reply.type === 'pending' && message.token !== null)
    kernel.admitting.push({ work, from, message, until: ticks(kernel.tick + HOLD_TICKS) })
  else answer(kernel, work.asker, { type: 'admitted', reply }, effects)
}

/** Time goes by: whoever has waited long enough for a decision is told that it is pending. */
export function admitTick (kernel: Kernel, effects: Effect[]): void {
  if (kernel.admitting.some(({ until }) => kernel.tick >= until))
    admitHeld(kernel, ({ until }) => kernel.tick >= until, effects)
}

/** Answer some of those that were held back, by what the log says now. */
function admitHeld (kernel: Kernel, isDue: (held: HeldNewcomer) => boolean, effects: Effect[]): void {
  const due = kernel.admitting.filter(isDue)
  kernel.admitting = kernel.admitting.filter(held => !isDue(held))
  for (const { work: { asker }, from, message } of due)
    answer(kernel, asker, { type: 'admitted', reply: judgeNewcomer(kernel, from, message, effects) }, effects)
}

function judgeNewcomer (kernel: Kernel, from: NodeId, message: JoinRequestMessage, effects: Effect[]): JoinReply {
  const { control } = kernel
  const refused = (refusal: Refusal, request = ''): JoinReply => ({ type: 'refused', request, refusal })
  const refusal = refusedAtOnce(kernel, from, message)
  if (refusal !== null) return refused(refusal)
  const member = control.members.get(from)
  if (member !== undefined) {
    consensus(kernel, { type: 'peer-emptied', peer: from }, effects)
    return approved(kernel, member)
  }
  const request = latestRequest(kernel, from)
  if (request?.status === 'waiting') return pending(kernel, request.id)
  if (request?.status === 'denied' && !worthAnother(kernel, request, message))
    return refused(refusalOf(request.code, request.message), request.id)
  return open(kernel, from, message, effects)
}

/** What stands against a newcomer whatever its token says. */
function refusedAtOnce (
  kernel: Kernel, from: NodeId, { cluster, claim }: JoinRequestMessage | LookMessage
): Refusal | null {
  const { control } = kernel
  if (cluster !== '' && cluster !== control.cluster?.id) return wrongCluster(kernel, cluster)
  if (!versionsFit(claim.version, kernel.version))
    return refuse('HIVE_JOIN_VERSION', `the newcomer runs ${claim.version}, ${kernel.name} runs ${kernel.version}`)
  if (!appliedVoters(control).includes(from) && !votesByLog(kernel, from)) return goneRefusal(kernel, from)
  return refuse('HIVE_JOIN_AMNESIA', `identity ${from} is a voter of this cluster already, and a voter does not join with an empty log`)
}

/** Raft counts votes by the log (thesis 4.1), so a change counts that is not committed yet. */
const votesByLog = ({ mode, raft }: Kernel, id: NodeId): boolean =>
  mode === 'raft' && votesIn(raftStatus(raft).configuration, id)

/** Whether a denied machine comes with another token, or with one that would let it in now. A person's no stays. */
function worthAnother (kernel: Kernel, request: JoinRequest, message: JoinRequestMessage): boolean {
  if (request.token?.id !== message.token?.id) return true
  if (request.code === 'HIVE_JOIN_DENIED') return false
  const again = { ...wouldBe(request.claim.id, { ...message, type: 'look' }), via: request.via }
  if (message.token === null) return admissionRefused(kernel.control, again) === null
  return judge(kernel.control, again, kernel.now) === null
}

function open (kernel: Kernel, from: NodeId, message: JoinRequestMessage, effects: Effect[]): JoinReply {
  const key = `join ${from}`
  const again = kernel.deciding.get(key)
  if (again !== undefined && kernel.tick < again) return pending(kernel, '')
  const request = `J-${drawHex(kernel, 10)}`
  const claim: Claim = { ...message.claim, id: from } // The id is what the connection proved, whatever was claimed.
  const { voter, token, replaces } = message
  const body = { request, claim, voter, token, via: kernel.self, ...(replaces === true ? { replaces } : {}) }
  const asked = { type: 'join-requested', body }
  const around = { version: 1, txid: '', actor: 'leader', cause: '', reason: '', trace: '', session: '', sequence: 0 }
  const refusal = precheck(kernel.control, { ...asked, ...around })
  if (refusal !== null) return { type: 'refused', request: '', refusal }
  kernel.deciding.set(key, ticks(kernel.tick + DECIDE_TICKS))
  const admits = token !== null &&
    judge(kernel.control, { ...wouldBe(from, { ...message, type: 'look' }), via: kernel.self }, kernel.now) === null
  if (admits) {
    // Its token is good, so what is asked and what comes of it are one news: all members hear of it once.
    kernel.deciding.set(request, ticks(kernel.tick + DECIDE_TICKS))
    proposeOwnPair(kernel, asked, { type: 'join-approved', body: { request, by: 'token' } }, effects)
  } else proposeOwn(kernel, asked.type, body, '', '', effects)
  return pending(kernel, request)
}

const pending = (kernel: Kernel, request: string): JoinReply =>
  ({ type: 'pending', request, clusterName: kernel.control.cluster?.name ?? '' })

function latestRequest (kernel: Kernel, from: NodeId): JoinRequest | undefined {
  let latest: JoinRequest | undefined
  for (const request of kernel.control.requests.values()) {
    if (request.claim.id === from && (latest === undefined || request.requestedIndex > latest.requestedIndex))
      latest = request
  }
  return latest
}

/** What an approved newcomer needs to begin, signed. */
function approved (kernel: Kernel, member: Member): JoinReply {
  const { control } = kernel
  const peers: PeerAddress[] = []
  for (const id of new Set<NodeId>([kernel.self, ...control.voters])) {
    const known = control.members.get(id)
    if (known !== undefined) peers.push({ id, name: known.name, addresses: known.addresses })
  }
  const digest: Digest = {
    cluster: control.cluster?.id ?? ('' as Digest['cluster']),
    clusterName: control.cluster?.name ?? '',
    lineage: control.lineage,
    epoch: control.epoch,
    index: member.joinedIndex,
    member: member.id,
    voters: control.voters,
    peers,
    state: { index: control.appliedIndex, hash: fingerprintText(control.hash) }
  }
  return {
    type: 'approved',
    request: latestRequest(kernel, member.id)?.id ?? '',
    signed: kernel.tools.signDigest(digest)
  }
}

/** A request was decided: the leader may look at it afresh. */
export function requestDecided (kernel: Kernel, request: JoinRequest, effects: Effect[]): void {
  kernel.deciding.delete(request.id)
  kernel.deciding.delete(`join ${request.claim.id}`)
  if (kernel.leadsFrom === 0) return
  admitHeld(kernel, ({ from }) => from === request.claim.id, effects)
  effects.push({
    type: 'note',
    lane: 'early',
    level: 'info',
    message: `join ${request.status}`,
    fields: {
      request: request.id,
      name: request.claim.name,
      peer: request.claim.id,
      by: request.decidedBy,
      code: request.code
    }
  })
}
