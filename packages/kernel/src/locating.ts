/**
 * Finding one's place: greeting peers after a start, and asking who leads when nobody does.
 *
 * Pure. A machine that was removed, or comes back from an earlier epoch, learns it here and stops
 * (docs/architecture.md).
 */
import { type NodeId, TIMES, ticks } from '@hivemind/base'
import { leaderOf, status as raftStatus } from '@hivemind/raft'
import { meetForeign } from './admitting.ts'
import { fence } from './applying.ts'
import { believed } from './believing.ts'
import { note } from './consensus.ts'
import { appliedVoters } from './counting.ts'
import type { Effect, Peer } from './effect.ts'
import { beginFetch, countsSince, isCounted, toFollow } from './following.ts'
import type { AskMessage, JoinReply } from './message.ts'
import { admitted, isAdmitted, leaderView, stamp } from './peering.ts'
import type { Kernel } from './state.ts'
import { laterLifeHeard } from './whereabouts.ts'

/** Between greetings while nobody has welcomed us, and between questions while no leader is known. */
const GREET_TICKS = 10
const WHERE_TICKS = 25
/** Between greetings of voters that are not connected. */
const SEEK_TICKS = 250

/**
 * A member says something every second. Whoever hears nothing for so long may be no member any more: those who removed
 * it let its connections stand for a while, and do not speak on them.
 */
const UNHEARD_TICKS = 150

/** Time goes by: greet until welcomed, and whenever nobody is connected or speaks. */
export function greetTick (kernel: Kernel, effects: Effect[]): void {
  greetAbsent(kernel, effects)
  if (kernel.phase !== 'member' || kernel.tick < kernel.nextHelloAt) return
  const alone = kernel.open.size === 0
  const unheard = kernel.tick - kernel.memberHeardAt >= UNHEARD_TICKS
  if (kernel.welcomed && !alone && !unheard) return
  const { voters } = kernel.control
  // Voters know most: whoever is connected, and in which of its lives.
  const peers = [...admitted(kernel)].sort((one, other) => rank(voters, one) - rank(voters, other))
  const addresses = peers.flatMap(peer => peer.addresses)
  const address = addresses[kernel.helloAt++ % Math.max(1, addresses.length)]
  if (address === undefined) { kernel.welcomed = true; return }
  kernel.nextHelloAt = ticks(kernel.tick + (alone || !kernel.welcomed ? GREET_TICKS : WHERE_TICKS))
  greet(kernel, address, effects)
}

/** Ticks until one of them may greet somebody. */
export function greetsIn (kernel: Kernel): number {
  const { tick, mode, nextHelloAt, memberHeardAt, welcomed, open } = kernel
  const well = welcomed && open.size > 0
  const again = Math.max(nextHelloAt, well ? memberHeardAt + UNHEARD_TICKS : 0) - tick
  return mode === 'raft' ? Math.min(again, SEEK_TICKS - (tick + SEEK_TICKS - 1) % SEEK_TICKS) : again
}

const rank = (voters: readonly NodeId[], { id }: Peer): number => voters.includes(id) ? 0 : 1

/**
 * A voter greets the voters it is not connected to, at its start and now and then: one that was recovered without us
 * hears nobody whom it gave up, except on the join protocol, and tells us there that our history is over.
 */
function greetAbsent (kernel: Kernel, effects: Effect[]): void {
  if (kernel.phase !== 'member' || kernel.mode !== 'raft' || kernel.tick % SEEK_TICKS !== 1) return
  for (const { id, addresses } of admitted(kernel)) {
    const address = addresses[0]
    if (address === undefined || kernel.open.has(id) || !kernel.control.voters.includes(id)) continue
    greet(kernel, address, effects)
  }
}

function greet (kernel: Kernel, address: string, effects: Effect[]): void {
  effects.push({
    type: 'join-request', lane: 'early', id: kernel.nextJoinId++, address,
    message: { type: 'hello', ...stamp(kernel), booting: !kernel.welcomed, version: kernel.version }
  })
}

/** A greeting was answered. */
export function greeted (kernel: Kernel, from: NodeId, reply: JoinReply, effects: Effect[]): void {
  if (reply.type === 'welcome') {
    if (reply.known !== undefined) laterLifeHeard(kernel, reply.known, effects)
    if (reply.cluster === stamp(kernel).cluster && reply.standing === 'member') kernel.welcomed = true
    return
  }
  if (reply.type === 'refused') meetForeign(kernel, from, reply.refusal, effects)
  // Only what the log can have decided stops an agent; a peer that is itself lost or busy does not.
  if (reply.type !== 'refused' || !FENCING.has(reply.refusal.code) || !isAdmitted(kernel, from)) return
  if (believed(kernel, from, reply.refusal.code, effects)) fence(kernel, reply.refusal, effects)
}

const FENCING: ReadonlySet<string> = new Set(['HIVE_EPOCH_STALE', 'HIVE_MEMBER_CUT', 'HIVE_MEMBER_LEFT'])

/** Time goes by for a node in the Raft configuration that hears no leader. */
export function locateTick (kernel: Kernel, effects: Effect[]): void {
  if (kernel.mode !== 'raft') return
  if (leaderOf(kernel.raft) !== null) { kernel.leaderAt = kernel.tick; return }
  if (kernel.tick < kernel.nextWhereAt || kernel.tick - kernel.leaderAt < TIMES.electionTicksMin * 2) return
  kernel.nextWhereAt = ticks(kernel.tick + WHERE_TICKS)
  for (const to of kernel.open)
    effects.push({ type: 'send', lane: 'early', to, framed: { protocol: 'ask', message: { type: 'where' } } })
}

export function whereAsked (kernel: Kernel, from: NodeId, effects: Effect[]): void {
  const { appliedIndex, learners } = kernel.control
  const message: AskMessage = {
    type: 'here',
    leader: leaderView(kernel),
    term: raftStatus(kernel.raft).term,
    appliedIndex,
    voters: appliedVoters(kernel.control),
    learners
  }
  effects.push({ type: 'send', lane: 'early', to: from, framed: { protocol: 'ask', message } })
}

/** A peer that has applied more than we have tells whether the configuration still counts us, and who leads. */
export function hereTold (kernel: Kernel, from: NodeId, here: AskMessage & { type: 'here' }, effects: Effect[]): void {
  if (kernel.mode !== 'raft' || leaderOf(kernel.raft) !== null || here.voters.length === 0) return
  if (here.appliedIndex <= kernel.control.appliedIndex) return
  const counted = here.voters.includes(kernel.self) || here.learners.includes(kernel.self)
  if (counted || countsSince(kernel, here.appliedIndex)) {
    // A leader that joined after all we know is not heard before we know it: what admits it comes from this peer.
    if (here.leader !== null && !isAdmitted(kernel, here.leader)) beginFetch(kernel, from, here.appliedIndex, effects)
    return
  }
  effects.push(
    note('info', 'a peer says that this node is not counted by Raft any more', {
      from,
      appliedIndex: here.appliedIndex
    })
  )
  toFollow(kernel, effects)
}

/** The configuration changed: whoever was counted and is no longer follows from here on. */
export function placeChanged (kernel: Kernel, effects: Effect[]): void {
  if (kernel.mode === 'follow') return
  const before = kernel.counted
  kernel.counted = isCounted(kernel)
  if (before && !kernel.counted) toFollow(kernel, effects)
}
