/**
 * The leader's standing duties: what the applied state wants and the cluster is not yet, it brings about.
 *
 * Pure. Levels, not edges: each duty looks at the state alone, so a new leader goes on where the last one stopped.
 */
import { LIMITS, type NodeId, ticks } from '@hivemind/base'
import { type JoinRequest, judge } from '@hivemind/control'
import {
  type Configuration, hasQuorum, type ProgressView, type RaftView, status as raftStatus, stepToward
} from '@hivemind/raft'
import { admitTick } from './admitting.ts'
import { answer } from './asking.ts'
import { consensus, established, note } from './consensus.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { expireFailed } from './expiring.ts'
import { settleRoles } from './granting.ts'
import { proposeConfiguration, proposeOwn } from './leading.ts'
import type { Kernel } from './state.ts'
import { settleTasks } from './tasking.ts'
import { settleMoved } from './whereabouts.ts'

/** Duties are looked at so often: 100 ms as shipped, and at once when somebody asks to join. */
export const SETTLE_TICKS = 5
const DECIDE_TICKS = 50
/** A learner this close to the leader's log is caught up: less than one append away. */
const CAUGHT_UP_ENTRIES = 128
/** A learner that says nothing for so long is not waited for: two seconds as shipped. */
const SILENT_TICKS = 100

/** Whether a leader looks at its duties in this tick. */
export const settlesNow = ({ tick, unjudged }: Kernel): boolean => tick % SETTLE_TICKS === 0 || unjudged

export function settle (kernel: Kernel, effects: Effect[]): void {
  if (kernel.leadsFrom === 0) return
  admitTick(kernel, effects)
  if (!settlesNow(kernel)) return
  kernel.unjudged = false
  expireTransfers(kernel, effects)
  if (!established(kernel)) return
  for (const request of kernel.control.requests.values())
    if (request.status === 'waiting' && request.token !== null) decide(kernel, request, effects)
  settleVoters(kernel, effects)
  expireFailed(kernel, effects)
  settleMoved(kernel, effects)
  settleRoles(kernel, effects)
  settleTasks(kernel, effects)
}

function expireTransfers (kernel: Kernel, effects: Effect[]): void {
  const late = kernel.transfers.filter(({ until }) => kernel.tick >= until)
  kernel.transfers = kernel.transfers.filter(({ until }) => kernel.tick < until)
  for (const { work } of late)
    answer(
      kernel,
      work.asker,
      {
        type: 'refused',
        refusal: refuse('HIVE_TRANSFER_FAILED', `${kernel.name} still leads; the target did not take over`)
      },
      effects
    )
}

/** A token decides at once; a request without one waits for an operator. */
function decide (kernel: Kernel, request: JoinRequest, effects: Effect[]): void {
  const again = kernel.deciding.get(request.id)
  if (again !== undefined && kernel.tick < again) return
  kernel.deciding.set(request.id, ticks(kernel.tick + DECIDE_TICKS))
  const refusal = judge(kernel.control, request, kernel.now)
  const cause = String(request.requestedIndex)
  if (refusal === null)
    return proposeOwn(kernel, 'join-approved', { request: request.id, by: 'token' }, cause, '', effects)
  proposeOwn(
    kernel,
    'join-denied',
    { request: request.id, code: refusal.code, message: refusal.message },
    cause,
    refusal.message,
    effects
  )
}

/**
 * The next step from the configuration in force toward the one the members' wishes describe. Thesis 4.
 *
 * Whoever is to vote learns first. Whoever is to stop is let go in the same step in which the others begin, so that a
 * voter is replaced without fewer voting meanwhile; but nobody waits for a learner that says nothing. And nobody is let
 * go without whom there is no quorum of voters that keep up: the step itself would be committed by nobody. A leader
 * that is to go hands over to one that stays: two that both go would hand it to and fro.
 */
function settleVoters (kernel: Kernel, effects: Effect[]): void {
  const raft = raftStatus(kernel.raft)
  const { voters, learners, outgoing } = raft.configuration
  if (raft.changePending || outgoing !== undefined) return
  const wanted = [...kernel.control.members.values()].filter(member => member.wanted === 'voter').map(({ id }) => id)
  const learning = wanted.filter(id => !voters.includes(id)).sort()
  if (!sameIds(learning, learners))
    return change(kernel, { voters, learners: learning }, learningReason(kernel, learners, learning), effects)

  const keepsUp = (id: NodeId): boolean => id === kernel.self || isCaughtUp(raft, id)
  const ready = learning.filter(keepsUp)
  const waits = learning.some(id => !ready.includes(id) && isOnItsWay(raft, id))
  const unwanted = waits ? [] : voters.filter(id => !wanted.includes(id))
  for (const surplus of [unwanted, unwanted.filter(id => id !== kernel.self), []]) {
    const after = [...voters.filter(id => !surplus.includes(id)), ...ready].sort()
    if (sameIds(after, voters) || after.length > LIMITS.votersMax || !hasQuorum({ voters: after }, keepsUp)) continue
    if (surplus.includes(kernel.self)) {
      // Whoever leads on has the work done; a leader that goes would do it and step down.
      const heir = mostCaughtUp(raft, voters.filter(id => after.includes(id) && keepsUp(id)))
      if (heir === undefined) continue // Those who stay must vote first.
      return consensus(kernel, { type: 'transfer', to: heir }, effects)
    }
    const rest = learning.filter(id => !ready.includes(id))
    return change(kernel, { voters: after, learners: rest }, votingReason(kernel, ready, surplus), effects)
  }
}

function change (kernel: Kernel, wanted: Configuration, reason: string, effects: Effect[]): void {
  const configuration = stepToward(raftStatus(kernel.raft).configuration, wanted)
  effects.push(note('info', `control plane changes: ${reason}`, { ...configuration }))
  proposeConfiguration(kernel, configuration, reason, effects)
}

/** `a`, `a and b`, `a, b and c`. */
function namesOf (kernel: Kernel, ids: readonly NodeId[]): string {
  const names = ids.map(id => kernel.control.members.get(id)?.name ?? id)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function learningReason (kernel: Kernel, before: readonly NodeId[], after: readonly NodeId[]): string {
  const [begin, end] = [after.filter(id => !before.includes(id)), before.filter(id => !after.includes(id))]
  return sentences(
    said(kernel, begin, 'learns', 'learn'), said(kernel, end, 'is not wanted as voter', 'are not wanted as voters')
  )
}

const votingReason = (kernel: Kernel, ready: readonly NodeId[], surplus: readonly NodeId[]): string => sentences(
  said(kernel, ready, 'is caught up and votes', 'are caught up and vote'),
  said(kernel, surplus, 'leaves the control plane', 'leave the control plane')
)

const sentences = (...parts: readonly string[]): string => parts.filter(part => part !== '').join('; ')

const said = (kernel: Kernel, ids: readonly NodeId[], ofOne: string, ofMany: string): string =>
  ids.length === 0 ? '' : `${namesOf(kernel, ids)} ${ids.length === 1 ? ofOne : ofMany}`

const sameIds = (one: readonly NodeId[], other: readonly NodeId[]): boolean =>
  one.length === other.length && one.every((id, at) => id === other[at])

function mostCaughtUp (raft: RaftView, ids: readonly NodeId[]): NodeId | undefined {
  const matchOf = (id: NodeId): number => progressOf(raft, id)?.match ?? 0
  return [...ids].sort((one, other) => matchOf(other) - matchOf(one))[0]
}

const progressOf = (raft: RaftView, id: NodeId): ProgressView | undefined => raft.progress.find(one => one.id === id)

/** Close behind, and with the configuration on its disk: a machine that does not know that it counts will not vote. */
function isCaughtUp (raft: RaftView, id: NodeId): boolean {
  const progress = progressOf(raft, id)
  if (progress?.recentlyActive !== true || progress.match < raft.configurationIndex) return false
  return raft.lastIndex - progress.match <= CAUGHT_UP_ENTRIES
}

const isOnItsWay = (raft: RaftView, id: NodeId): boolean =>
  (progressOf(raft, id)?.silentTicks ?? SILENT_TICKS) < SILENT_TICKS
