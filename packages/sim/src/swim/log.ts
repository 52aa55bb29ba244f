/**
 * What the leader decides, and how members learn of it: the log, as far as membership is concerned.
 *
 * The judgement is that of `packages/swim`. The log itself is taken for granted: an entry is committed after a round
 * trip if a quorum of voters is up, and a member applies it 20 to 60 ms later, or when the leader can reach it again.
 *
 * Pure.
 */
import { type NodeId, ticks } from '@hivemind/base'
import {
  type Accusation,
  AGAIN_TICKS,
  accusationsOf,
  decided,
  follow,
  forgetGone,
  forgetOld,
  OBSERVERS,
  observedBy,
  observersOf,
  questions,
  REPORT_TICKS,
  record,
  SMALL
} from '@hivemind/swim'
import { connect, give, send } from './network.ts'
import { leaderOf, type Member, plan, type SwimWorld } from './world.ts'

export interface LogEntry {
  readonly type: 'failed' | 'returned' | 'joined' | 'left'
  readonly member: Member
  /** The member's, that failed or that it came back with. */
  readonly incarnation: number
  readonly tick: number
  /** Whom those observe from here on whose slice changes by it. */
  readonly slices: ReadonlyMap<NodeId, readonly NodeId[]>
  /** Tick at which the last of those who are up had applied it; null until then. */
  knownAt: number | null
}

const COMMIT_TICKS = 2
const DECIDE_TICKS = 2

/** The directory as it is when the world begins: everybody knows it. */
export function settleDirectory (world: SwimWorld): void {
  const { rings } = world.judging
  follow(rings, world.members.filter(({ life }) => life !== 'away').map(({ id }) => id))
  for (const { id } of world.members) world.observes.set(id, new Set())
  for (const id of rings.places.keys()) observed(world, id, observersOf(rings, id), new Set())
  for (const member of world.members) {
    member.slice = [...world.observes.get(member.id) ?? []]
    watchSlice(world, member)
  }
  for (const member of world.members) for (const peer of peersOf(world, member)) connect(world, member, peer)
}

/** Those whom a member is connected to: voters, whom it observes, and who observes it. */
export function peersOf (world: SwimWorld, member: Member): readonly Member[] {
  const ids = new Set([...member.slice, ...world.observers.get(member.id) ?? []])
  for (const { id } of world.voters.includes(member) ? world.members : world.voters) ids.add(id)
  return [...ids].flatMap(id => world.byId.get(id) ?? []).filter(({ life }) => life !== 'away')
}

export function watchSlice (world: SwimWorld, member: Member): void {
  const size = world.judging.rings.places.size
  const small = size <= SMALL
  const scouts = small ? member.slice : world.voters.filter(one => one !== member).map(({ id }) => id)
  const confirmers = small ? Math.max(0, size - 2) : OBSERVERS - 1
  give(world, member, { type: 'watch', peers: member.slice, scouts, confirmers })
}

/** Members tell the leader, and the leader decides. */
export function judge (world: SwimWorld): void {
  const leader = leaderOf(world)
  for (const member of world.members) {
    if (member.life !== 'up') continue
    if (member.applied < world.log.length) catchUp(world, member)
    if (member.failedAt !== null) give(world, member, { type: 'accused', incarnation: member.failedAt })
    if (member !== leader) tell(world, member, leader)
  }
  noteKnown(world)
  if (leader.life !== 'up') return
  if (leader.stale || world.tick % REPORT_TICKS === 0) {
    leader.stale = false
    record(world.judging, leader.id, leader.id, accusationsOf(leader.swim), ticks(world.tick))
  }
  ask(world, leader)
  if (world.tick % DECIDE_TICKS === 0 && hasQuorum(world)) decide(world, leader)
}

/**
 * As `kernel/observing.ts` does: at once when something changed, and again and again while there is something to say.
 */
function tell (world: SwimWorld, member: Member, leader: Member): void {
  if (!member.stale && world.tick - member.reportedAt < REPORT_TICKS) return
  const accusations = accusationsOf(member.swim)
  if (!member.stale && accusations.length === 0 && member.failedAt === null) return
  member.stale = false
  member.reportedAt = world.tick
  send(world, member, leader, { type: 'report', incarnation: member.swim.incarnation, accusations })
}

export function reportHeard (
  world: SwimWorld, to: Member, from: Member, report: { incarnation: number, accusations: readonly Accusation[] }
): void {
  if (to !== leaderOf(world)) return
  wordHeard(world, to, from, report.incarnation)
  record(world.judging, to.id, from.id, report.accusations, ticks(world.tick))
}

function ask (world: SwimWorld, leader: Member): void {
  if (world.judging.unasked.size === 0) return
  for (const { target, to, updates } of questions(world.judging)) {
    const message = {
      type: 'ping-request',
      sequence: 0,
      target,
      incarnation: leader.swim.incarnation,
      updates
    } as const
    for (const id of to) {
      const observer = world.byId.get(id)
      if (observer === leader) give(world, leader, { type: 'doubted', updates })
      else if (observer !== undefined) send(world, leader, observer, { type: 'swim', message })
    }
  }
}

const hasQuorum = ({ voters }: SwimWorld): boolean =>
  voters.filter(({ life }) => life === 'up').length * 2 > voters.length

function decide (world: SwimWorld, { id: self, swim }: Member): void {
  const now = ticks(world.tick)
  forgetOld(world.judging, now)
  const isHeard = (id: NodeId): boolean =>
    id === self || (swim.open.has(id) && swim.watched.get(id)?.condition !== 'unreachable')
  for (const { subject, incarnation } of decided(world.judging, now, isHeard)) {
    const member = world.byId.get(subject)
    if (member === undefined) continue
    world.onFailed?.(member)
    append(world, 'failed', member, incarnation)
  }
}

/** The leader hears a member's own incarnation: who was unreachable comes back by it. */
export function wordHeard (world: SwimWorld, to: Member, from: Member, incarnation: number): void {
  if (to !== leaderOf(world)) return
  const failed = world.failures.get(from.id)
  const { proposedAt } = world.judging
  if (failed === undefined || incarnation <= failed || proposedAt.has(`back ${from.id}`) || !hasQuorum(world)) return
  proposedAt.set(`back ${from.id}`, ticks(world.tick + AGAIN_TICKS))
  append(world, 'returned', from, incarnation)
}

/** Write an entry; it is committed a round trip later. */
export function append (world: SwimWorld, type: LogEntry['type'], member: Member, incarnation: number): void {
  plan(world, COMMIT_TICKS, () => {
    const { judging, failures, log } = world
    judging.proposedAt.delete(type === 'returned' ? `back ${member.id}` : member.id)
    if (type === 'failed') failures.set(member.id, incarnation)
    else failures.delete(member.id)
    const slices = moved(world, member.id, type === 'returned' || type === 'joined')
    forgetGone(judging)
    log.push({ type, member, incarnation, tick: world.tick, slices, knownAt: null })
  })
}

/** A member enters or leaves the rings. @returns the new slices of all whose slice changes by that */
function moved (world: SwimWorld, id: NodeId, enters: boolean): ReadonlyMap<NodeId, readonly NodeId[]> {
  const { rings } = world.judging
  const members = new Set(rings.places.keys())
  if (members.has(id) === enters) return new Map()
  const small = members.size <= SMALL + 1
  const before = enters ? [] : observedBy(rings, id)
  if (enters) members.add(id)
  else members.delete(id)
  follow(rings, members)
  const subjects = small ? members : [...before, ...enters ? observedBy(rings, id) : []]
  const touched = new Set<NodeId>()
  for (const subject of new Set([id, ...subjects]))
    observed(world, subject, rings.places.has(subject) ? observersOf(rings, subject) : [], touched)
  return new Map([...touched].map(one => [one, [...world.observes.get(one) ?? []]]))
}

function observed (world: SwimWorld, subject: NodeId, by: readonly NodeId[], touched: Set<NodeId>): void {
  for (const id of world.observers.get(subject) ?? []) {
    if (by.includes(id)) continue
    world.observes.get(id)?.delete(subject)
    touched.add(id)
  }
  for (const id of by) {
    const seen = world.observes.get(id) ?? new Set()
    if (!seen.has(subject)) touched.add(id)
    world.observes.set(id, seen.add(subject))
  }
  world.observers.set(subject, by)
}

/** Whether what the leader says reaches a member. */
const isReached = (world: SwimWorld, member: Member): boolean =>
  !world.isCut(leaderOf(world), member) && !world.isCut(member, leaderOf(world))

/** A member reads on in the log, as far as that has had the time to reach it. */
function catchUp (world: SwimWorld, member: Member): void {
  if (!isReached(world, member)) return
  for (;;) {
    const entry = world.log[member.applied]
    if (entry === undefined) return
    const lag = member.at === 0 ? 0 : 1 + (member.at * 31 + member.applied * 17) % 3
    if (world.tick < entry.tick + lag || world.tick < member.since + lag) return
    member.applied++
    apply(world, member, entry)
  }
}

function apply (world: SwimWorld, member: Member, { type, member: subject, incarnation, slices }: LogEntry): void {
  if (subject === member && (type === 'failed' || type === 'returned')) {
    member.failedAt = type === 'failed' ? incarnation : null
  }
  const slice = slices.get(member.id)
  if (slice === undefined) return
  const before = new Set(member.slice)
  member.slice = slice
  watchSlice(world, member)
  for (const id of slice) {
    const peer = world.byId.get(id)
    if (!before.has(id) && peer !== undefined) connect(world, member, peer)
  }
}

/** Who is up has applied an entry: it is known. */
function noteKnown (world: SwimWorld): void {
  const { log } = world
  let at = log.length
  while (at > 0 && log[at - 1]?.knownAt === null) at--
  if (at === log.length) return
  const through = Math.min(...world.members.filter(({ life }) => life === 'up').map(({ applied }) => applied))
  for (; at < through; at++) {
    const entry = log[at]
    if (entry !== undefined) entry.knownAt = world.tick
  }
}
