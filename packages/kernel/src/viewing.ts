/**
 * What a node shows of itself, drawn from its state on demand.
 *
 * Pure.
 */
import { fingerprintText, type Index, type NodeId, ticks } from '@hivemind/base'
import { isUnreachable, type Member } from '@hivemind/control'
import { type RaftView, status as raftStatus } from '@hivemind/raft'
import { isStopped } from '@hivemind/swim'
import { degradedReason, isDegraded } from './asking.ts'
import { appliedVoters } from './counting.ts'
import { accusationViews } from './observing.ts'
import { leaderView } from './peering.ts'
import type { Kernel } from './state.ts'
import type { Bearing, JoiningView, MemberView, NodeView } from './view.ts'

/** Where this node stands: cluster, epoch, leader. */
export function bearing (kernel: Kernel): Bearing {
  const { control: { cluster, epoch, members } } = kernel
  const [leader, degraded] = [leaderView(kernel), isDegraded(kernel)]
  return {
    cluster: cluster === null ? null : { id: cluster.id, name: cluster.name }, epoch, degraded,
    leader: leader === null || degraded ? null : { id: leader, name: members.get(leader)?.name ?? leader },
    ageTicks: ticks(kernel.tick - kernel.leaderAt)
  }
}

/** Everything there is to show, as plain data that shares nothing with the state it may change. */
export function view (kernel: Kernel): NodeView {
  const { control } = kernel
  const raft = raftStatus(kernel.raft)
  const leader = leaderView(kernel)
  const stands = bearing(kernel)
  const raftMode = kernel.mode === 'raft'
  return {
    ...stands, self: kernel.self, name: kernel.name, phase: kernel.phase, lineage: control.lineage,
    degradedReason: stands.degraded ? degradedReason(kernel) : '',
    term: raftMode ? raft.term : control.appliedTerm,
    commitIndex: raftMode ? raft.commit : control.appliedIndex,
    appliedIndex: control.appliedIndex, appliedTerm: control.appliedTerm, stateHash: fingerprintText(control.hash),
    lastIndex: raftMode ? raft.lastIndex : control.appliedIndex,
    snapshotIndex: kernel.snapshotIndex,
    source: {
      mode: kernel.mode,
      standing: raftMode ? raft.standing : 'none',
      from: raftMode ? leader : (kernel.pulling?.from ?? null)
    },
    voters: control.voters, learners: control.learners, outgoing: control.outgoing,
    repair: raft.repair,
    members: memberViews(kernel, raft),
    failures: [...control.failures.values()],
    accusations: accusationViews(kernel),
    tombstones: [...control.tombstones.values()],
    tokens: [...control.tokens.values()],
    requests: [...control.requests.values()],
    epochs: [...control.epochs],
    settings: [...control.settings.values()],
    eventCount: control.eventCount,
    unknownCount: control.unknownCount,
    sessionCount: control.sessions.size,
    leaders: [...kernel.leaders],
    joining: joiningView(kernel),
    refusedFrames: { ...kernel.refusedFrames }
  }
}

function memberViews (kernel: Kernel, { progress, lastIndex }: RaftView): readonly MemberView[] {
  const matches = new Map<NodeId, Index>(progress.map(({ id, match }) => [id, match]))
  if (kernel.leadsFrom > 0) matches.set(kernel.self, lastIndex)
  return [...kernel.control.members.values()].map(member => memberView(kernel, member, matches))
}

function memberView (kernel: Kernel, member: Member, matches: ReadonlyMap<NodeId, Index>): MemberView {
  const { id, name, addresses, version, wanted, role, joinedIndex, joinedEpoch, joinedAt, tags, drainedIndex } = member
  const seen = kernel.conditions.get(id)
  const condition = id === kernel.self ? 'self' : conditionOf(kernel, id)
  return {
    id, name, addresses, version, wanted, role, joinedIndex, joinedEpoch, joinedAt,
    ...(tags === undefined ? {} : { tags }),
    ...(drainedIndex === undefined ? {} : { drainedIndex }),
    raft: partOf(kernel, id),
    condition, stopped: wasStopped(kernel, id),
    conditionTicks: id === kernel.self ? 0 : kernel.tick - (seen?.since ?? ticks(0)),
    match: kernel.leadsFrom > 0 ? matches.get(id) ?? null : null
  }
}

function partOf ({ control }: Kernel, id: NodeId): MemberView['raft'] {
  if (appliedVoters(control).includes(id)) return 'voter'
  return control.learners.includes(id) ? 'learner' : 'none'
}

/** By the log where that found it unreachable, else by what it said to this node. */
function wasStopped ({ control, swim }: Kernel, id: NodeId): boolean {
  if (isUnreachable(control, id)) return control.failures.get(id)?.stopped === true
  const watched = swim.watched.get(id)
  return watched !== undefined && isStopped(swim, watched)
}

function conditionOf (kernel: Kernel, id: NodeId): MemberView['condition'] {
  if (isUnreachable(kernel.control, id)) return 'unreachable'
  const seen = kernel.conditions.get(id)?.condition
  return seen ?? (kernel.open.has(id) || !isDegraded(kernel) ? 'alive' : 'unknown')
}

function joiningView (kernel: Kernel): JoiningView | null {
  const { joining } = kernel
  if (joining === null) return null
  const { step, plan, at, clusterName, request, digest, lacks, refusal } = joining
  const peer = digest === null ? (plan.addresses[at] ?? '') : (kernel.pulling?.from ?? '')
  return {
    step,
    peer,
    clusterName,
    request,
    appliedIndex: kernel.control.appliedIndex,
    targetIndex: digest?.index ?? (0 as Index),
    lacks,
    refusal
  }
}
