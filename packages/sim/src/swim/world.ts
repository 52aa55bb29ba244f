/**
 * A cluster of members on the real core of SWIM, thousands of them in one place. Begin reading here.
 *
 * Real: probes, suspicion, slices, reports and the leader's judgement (`packages/swim`). Drawn: the network, and what
 * happens to members (life.ts). Taken for granted: the log. The leader never fails, what it decides is committed after
 * a round trip while a quorum of voters is up, and reaches each member that it can reach within 80 ms (log.ts).
 *
 * Pure. A world is one number: the same seed gives the same history.
 */
import { draw, type NodeId, nodeId, type Prng, prng, ticks } from '@hivemind/base'
import { type Accusation, type Judging, noRings, type Swim, type SwimMessage, start, step } from '@hivemind/swim'
import { seedFor } from '../chance.ts'
import { judge, type LogEntry, settleDirectory } from './log.ts'
import { deliver, perform } from './network.ts'

export interface Member {
  readonly at: number
  readonly id: NodeId
  swim: Swim
  boot: number
  /** `blocked`: its event loop stands still, or the whole process. `away`: no member of the cluster. */
  life: 'up' | 'blocked' | 'down' | 'away'
  /** Counts changes of `life`, so that what was planned for an earlier one is known as such. */
  turn: number
  /** Tick of the last change. */
  since: number
  /** What waits for its event loop. */
  readonly inbox: Packet[]
  /** Entries of the log that it has applied. */
  applied: number
  /** Whom it observes by those. */
  slice: readonly NodeId[]
  /** The incarnation that the log holds for failed, by what it has applied; null when it is not. */
  failedAt: number | null
  stale: boolean
  reportedAt: number
}

/** What reaches a member: words of another one, and news of its connection to it. */
export type Body =
  | { readonly type: 'swim', readonly message: SwimMessage }
  | { readonly type: 'report', readonly incarnation: number, readonly accusations: readonly Accusation[] }
  | { readonly type: 'opened' | 'closed' | 'gone' }

export interface Packet { readonly from: Member, readonly to: Member, readonly body: Body }

export interface SwimWorld {
  readonly seed: number
  prng: Prng
  tick: number
  readonly members: Member[]
  readonly byId: Map<NodeId, Member>
  /** Packets by the tick they arrive in. */
  readonly flying: Map<number, Packet[]>
  /** What was planned, by tick. */
  readonly plans: Map<number, Array<() => void>>
  /** Messages lost, of a hundred. */
  lossPercent: number
  /** Messages take one tick, and so many more. */
  jitterTicks: number
  isCut: (from: Member, to: Member) => boolean
  readonly voters: readonly Member[]
  readonly judging: Judging
  /** By the log: whom each observes, and who is observed by whom. */
  readonly observes: Map<NodeId, Set<NodeId>>
  readonly observers: Map<NodeId, readonly NodeId[]>
  readonly log: LogEntry[]
  /** Failed members, by the log. */
  readonly failures: Map<NodeId, number>
  readonly tally: Tally
  /** Sees every message that leaves, for who counts. */
  onSend: ((packet: Packet) => void) | null
  /** Sees every change of what a member believes of another one. */
  onCondition: ((observer: Member, subject: Member, condition: string) => void) | null
  /** Sees every member that the leader proposes as failed. */
  onFailed: ((subject: Member) => void) | null
}

/** How often what happened. */
export interface Tally {
  sent: number
  lost: number
  refuted: number
}

/** An identity as long as a real one. */
export const idOf = (at: number): NodeId => nodeId(`12D3KooW${String(at).padStart(44, 'x')}`)

const VOTERS = 5
/** Nobody is started in the same instant as another one. */
const SPREAD_TICKS = 50

/** All are members, connected, and have been so for a moment. */
export function swimWorld (seed: number, size: number): SwimWorld {
  const chance = { prng: prng(Math.imul(seed, 0x9e3779b1)) }
  const members = Array.from({ length: size }, (_, at) => newMember(chance, at))
  const world: SwimWorld = {
    seed, prng: chance.prng, tick: 0, members, byId: new Map(members.map(one => [one.id, one])), flying: new Map(),
    plans: new Map(), lossPercent: 0, jitterTicks: 1, isCut: () => false, voters: members.slice(0, VOTERS),
    judging: {
      rings: noRings(), reports: new Map(), unasked: new Set(), proposedAt: new Map(), decidableAt: null
    },
    observes: new Map(), observers: new Map(), log: [], failures: new Map(),
    tally: { sent: 0, lost: 0, refuted: 0 }, onSend: null, onCondition: null, onFailed: null
  }
  settleDirectory(world)
  return world
}

export function newMember (chance: { prng: Prng }, at: number): Member {
  const id = idOf(at)
  return {
    at, id, swim: newLife(chance, id, 1), boot: 1, life: 'up', turn: 0, since: 0, inbox: [], applied: 0, slice: [],
    failedAt: null, stale: false, reportedAt: 0
  }
}

export function newLife (chance: { prng: Prng }, self: NodeId, boot: number): Swim {
  const swim = start({ self, seed: seedFor(chance), boot })
  swim.nextProbeAt = ticks(draw(chance, SPREAD_TICKS))
  return swim
}

export const leaderOf = ({ members }: SwimWorld): Member => members[0] as Member

/** Let something happen in so many ticks. */
export function plan (world: SwimWorld, inTicks: number, act: () => void): void {
  const at = world.tick + Math.max(1, inTicks)
  const due = world.plans.get(at)
  if (due === undefined) world.plans.set(at, [act])
  else due.push(act)
}

/** Live for so many ticks. */
export function live (world: SwimWorld, forTicks: number): void {
  for (const end = world.tick + forTicks; world.tick < end;) tick(world)
}

/** Live until something is so, or for as long as it may take. @returns whether it came to be so */
export function liveUntil (world: SwimWorld, within: number, isSo: () => boolean): boolean {
  for (const end = world.tick + within; world.tick < end;) {
    if (isSo()) return true
    tick(world)
  }
  return isSo()
}

function tick (world: SwimWorld): void {
  world.tick++
  for (const act of take(world.plans, world.tick)) act()
  for (const packet of take(world.flying, world.tick)) deliver(world, packet)
  for (const member of world.members) if (member.life === 'up') tickMember(world, member)
  judge(world)
}

function take<One> (from: Map<number, One[]>, at: number): readonly One[] {
  const due = from.get(at)
  if (due === undefined) return []
  from.delete(at)
  return due
}

export function tickMember (world: SwimWorld, member: Member): void {
  perform(world, member, step(member.swim, { type: 'tick' }))
}
