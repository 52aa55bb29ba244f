/**
 * Becoming a member: reach a peer, learn the cluster, wait for approval, catch up, have what its roles need, be ready.
 *
 * Pure. Asking is polling: each question carries everything, each answer follows from the log, so nothing is lost
 * when a peer or the leader goes away in between.
 */
import { type NodeId, nodeId, type Refusal, ticks } from '@hivemind/base'
import { digestCame, needsNewerDigest } from './comparing.ts'
import { note } from './consensus.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { lackTick, lookForLacks } from './lacking.ts'
import type { JoinReply, SignedDigest } from './message.ts'
import { peersChanged } from './peering.ts'
import type { Joining, Kernel } from './state.ts'
import { tellAllWhereabouts } from './whereabouts.ts'

/** Between two questions while approval is awaited, and after a failure. */
const POLL_TICKS = 10
const RETRY_TICKS = 25
/** Rounds over all addresses before giving up: about five seconds for peers that refuse at once. */
const ROUNDS_MAX = 10

/** Time goes by for a newcomer. */
export function joiningTick (kernel: Kernel, effects: Effect[]): void {
  const { joining } = kernel
  if (joining?.step === 'requires') return lackTick(kernel, joining, effects)
  if (kernel.phase !== 'joining' || joining === null) return
  if (joining.digest !== null && !needsNewerDigest(kernel, joining)) return joinedWhenCaughtUp(kernel, joining, effects)
  ask(kernel, joining, effects)
}

function ask (kernel: Kernel, joining: Joining, effects: Effect[]): void {
  if (joining.asked || joining.refusal !== null || kernel.tick < joining.nextAt) return
  const { plan } = joining
  joining.asked = true
  effects.push({
    type: 'join-request', lane: 'early', id: kernel.nextJoinId++, address: plan.addresses[joining.at] ?? '',
    message: {
      type: 'join', cluster: (plan.token?.cluster ?? '') as never, voter: plan.voter,
      claim: { id: kernel.self, name: plan.name, addresses: plan.listen, version: plan.version },
      token: plan.token === null ? null : { id: plan.token.id, secretHash: plan.token.secretHash },
      ...(plan.replaces === true ? { replaces: true } : {})
    }
  })
}

/** A peer answered the newcomer. */
export function joinAnswered (kernel: Kernel, from: NodeId, reply: JoinReply, effects: Effect[]): void {
  const { joining } = kernel
  if (joining === null || joining.refusal !== null) return
  if (joining.digest !== null && !needsNewerDigest(kernel, joining)) return
  joining.asked = false
  switch (reply.type) {
    case 'pending':
      joining.rounds = 0
      joining.step = 'approval'
      joining.request = reply.request || joining.request
      joining.clusterName = reply.clusterName
      joining.nextAt = ticks(kernel.tick + POLL_TICKS)
      return
    case 'approved':
      return accept(kernel, joining, reply.signed, effects)
    case 'refused':
      return refusedBy(kernel, joining, from, reply, effects)
    case 'welcome':
    case 'shown':
      return giveUp(
        joining,
        refuse('HIVE_JOIN_UNTRUSTED', `${from} answered a join request with a greeting`),
        effects
      )
  }
}

function refusedBy (
  kernel: Kernel,
  joining: Joining,
  from: NodeId,
  { request, refusal }: JoinReply & { type: 'refused' },
  effects: Effect[]
): void {
  joining.request = request || joining.request
  joining.step = joining.step === 'reach' ? 'cluster' : joining.step
  if (refusal.code === 'HIVE_DEGRADED' && joining.step === 'approval') {
    // We are known there already, and the answer comes when the cluster can give one.
    joining.nextAt = ticks(kernel.tick + RETRY_TICKS)
    return
  }
  // One peer's word at one moment: the next one, or the same one later, may say something else.
  if (refusal.retry === 'yes') return tryNext(kernel, joining, refusal, effects)
  effects.push(note('warn', 'the cluster refused the join', { from, code: refusal.code, reason: refusal.message }))
  giveUp(joining, refusal, effects)
}

/** A peer could not be reached. */
export function joinFailed (kernel: Kernel, refusal: Refusal, effects: Effect[]): void {
  const { joining } = kernel
  if (joining === null || joining.refusal !== null) return
  if (joining.digest !== null && !needsNewerDigest(kernel, joining)) return
  joining.asked = false
  effects.push(
    note('warn', 'a peer could not be asked to let us join', {
      address: joining.plan.addresses[joining.at],
      code: refusal.code,
      reason: refusal.message
    })
  )
  tryNext(kernel, joining, refusal, effects)
}

function tryNext (kernel: Kernel, joining: Joining, refusal: Refusal, effects: Effect[]): void {
  joining.at = (joining.at + 1) % joining.plan.addresses.length
  if (joining.at === 0) joining.rounds++
  joining.nextAt = ticks(kernel.tick + RETRY_TICKS)
  if (joining.rounds < ROUNDS_MAX) return
  const reached =
    joining.step === 'reach'
      ? refuse(
          'HIVE_JOIN_UNREACHABLE',
          `no peer of ${joining.plan.addresses.join(', ')} answered; last: ${refusal.message}`
        )
      : refusal
  giveUp(joining, reached, effects)
}

function giveUp (joining: Joining, refusal: Refusal, effects: Effect[]): void {
  joining.step = 'refused'
  joining.refusal = refusal
  effects.push({ type: 'fence', lane: 'early', refusal })
}

/** Trust the digest only when a voter signed it; with a token, a voter that the token names. */
function accept (kernel: Kernel, joining: Joining, signed: SignedDigest, effects: Effect[]): void {
  const { digest, signer } = signed
  const { token } = joining.plan
  const named = token === null || (token.cluster === digest.cluster && token.voters.includes(signer))
  if (
    !digest.voters.includes(signer) ||
    digest.member !== kernel.self ||
    !named ||
    !kernel.tools.verifyDigest(signed)
  ) {
    const names = token === null ? 'the digest' : 'the token'
    const why = `the approval is signed by ${signer}, whom ${names} does not name as a voter`
    return giveUp(joining, refuse('HIVE_JOIN_UNTRUSTED', why), effects)
  }
  const isFirst = joining.digest === null
  joining.digest = digest
  joining.signer = signer
  joining.clusterName = digest.clusterName
  joining.step = 'catch-up'
  joining.nextAt = ticks(kernel.tick + POLL_TICKS)
  if (isFirst) {
    const { clusterName: cluster, index, voters } = digest
    effects.push(note('info', 'approved; catching up', { cluster, index, voters: voters.map(nodeId) }))
    peersChanged(kernel, effects)
  }
  digestCame(kernel, joining, digest, effects)
}

/** A member once our own approval is applied here, and ready once nothing is missing for its roles. */
function joinedWhenCaughtUp (kernel: Kernel, joining: Joining, effects: Effect[]): void {
  if (!kernel.control.members.has(kernel.self) || kernel.control.appliedIndex < (joining.digest?.index ?? 0)) return
  if (!joining.compared) return
  kernel.phase = 'member'
  kernel.welcomed = true
  kernel.leaderAt = kernel.tick
  effects.push(
    note('info', 'this machine is a member', {
      name: kernel.name,
      index: kernel.control.appliedIndex,
      epoch: kernel.control.epoch
    })
  )
  peersChanged(kernel, effects)
  tellAllWhereabouts(kernel, effects)
  lookForLacks(kernel, joining, effects)
}
