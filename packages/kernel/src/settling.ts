/**
 * The leader's standing duties: what the applied state wants and the cluster is not yet, it brings about.
 *
 * Pure. Levels, not edges: each duty looks at the state alone, so a new leader goes on where the last one stopped.
 */
import { LIMITS, type NodeId, ticks } from '@hivemind/base'
import { type JoinRequest, judge } from '@hivemind/control'
import { type Configuration, status as raftStatus } from '@hivemind/raft'
import { answer } from './asking.ts'
import { consensus, established, note } from './consensus.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { proposeConfiguration, proposeOwn } from './leading.ts'
import type { Kernel } from './state.ts'

/** Duties are looked at so often: 100 ms as shipped. */
const SETTLE_TICKS = 5
const DECIDE_TICKS = 50
/** A learner this close to the leader's log is caught up: less than one append away. */
const CAUGHT_UP_ENTRIES = 128

export function settle (kernel: Kernel, effects: Effect[]): void {
  if (kernel.leadsFrom === 0 || kernel.tick % SETTLE_TICKS !== 0) return
  expireTransfers(kernel, effects)
  if (!established(kernel)) return
  for (const request of kernel.control.requests.values())
    if (request.status === 'waiting' && request.token !== null) decide(kernel, request, effects)
  settleVoters(kernel, effects)
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

/** One step at a time from the configuration in force toward the one the members' wishes describe. Thesis 4. */
function settleVoters (kernel: Kernel, effects: Effect[]): void {
  const raft = raftStatus(kernel.raft)
  const { voters, learners } = raft.configuration
  const wanted = (id: NodeId): boolean => kernel.control.members.get(id)?.wanted === 'voter'
  const change = (configuration: Configuration, reason: string): void => {
    effects.push(
      note('info', `control plane changes: ${reason}`, {
        voters: configuration.voters,
        learners: configuration.learners
      })
    )
    proposeConfiguration(kernel, configuration, reason, effects)
  }
  if (raft.changePending) return
  const nameOf = (id: NodeId): string => kernel.control.members.get(id)?.name ?? id

  const idle = learners.find(id => !wanted(id))
  if (idle !== undefined)
    return change({ voters, learners: without(learners, idle) }, `${nameOf(idle)} is not wanted as voter`)
  const surplus = voters.find(id => !wanted(id))
  if (surplus !== undefined && voters.length > 1) {
    if (surplus === kernel.self) return consensus(kernel, { type: 'transfer', to: null }, effects)
    return change({ voters: without(voters, surplus), learners }, `${nameOf(surplus)} leaves the control plane`)
  }
  const ready = learners.find(id => caughtUp(raft, id))
  if (ready !== undefined && voters.length < LIMITS.votersMax) {
    return change(
      { voters: [...voters, ready].sort(), learners: without(learners, ready) },
      `${nameOf(ready)} is caught up and votes`
    )
  }
  for (const { id } of kernel.control.members.values()) {
    if (wanted(id) && !voters.includes(id) && !learners.includes(id))
      return change({ voters, learners: [...learners, id].sort() }, `${nameOf(id)} learns`)
  }
}

const without = (ids: readonly NodeId[], id: NodeId): readonly NodeId[] => ids.filter(one => one !== id)

function caughtUp (raft: ReturnType<typeof raftStatus>, id: NodeId): boolean {
  const progress = raft.progress.find(one => one.id === id)
  return progress?.recentlyActive === true && raft.lastIndex - progress.match <= CAUGHT_UP_ENTRIES
}
