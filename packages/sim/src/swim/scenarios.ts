/**
 * What can befall a cluster: each scenario is lived through once a seed, measures, and promises something.
 *
 * Pure. Sources: SWIM 4 and 5 (detection time, load); Lifeguard V (blocked members, the interval anomaly).
 */
import { draw } from '@hivemind/base'
import { forged } from './forging.ts'
import { formulas } from './formulas.ts'
import { block, boot, join, kill, leave, stop, unblock } from './life.ts'
import {
  count, type Figures, type Measuring, measuring, pickMembers, promise, sampled, sampledSince, untilAgreed, untilFailed
} from './measuring.ts'
import { beatsMiss } from './network.ts'
import { bytesOf, ENVELOPE_BYTES } from './sizes.ts'
import { live, liveUntil, type Member, plan, type SwimWorld, swimWorld } from './world.ts'

const SECOND = 50

/** All are connected by then, and have probed. */
const WARM_UP_TICKS = 4 * SECOND

export type Scenario = (measures: Measuring) => void

/** In the order of docs/membership.md. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  idle, crash, silent, stopped, 'blocked-4': blocked(4, 820, 3), 'blocked-8': blocked(8, 820, 3),
  'blocked-16': blocked(16, 820, 3), 'blocked-32': blocked(32, 1640, 3), stalls,
  'loss-10': loss(10), 'loss-30': loss(30), 'one-way': oneWay, 'mass-restart': massRestart,
  'rolling-restart': rollingRestart, partition, joins, leaves, forged
}

export interface Outcome { readonly figures: Figures, readonly broken: string | null }

/** Names in the order in which they are shown; the first is the paper's own SWIM, whatever the number of members. */
export const SCENARIO_NAMES: readonly string[] = ['formulas', ...Object.keys(SCENARIOS)]

/** The fewest members with which every scenario makes sense. */
export const MEMBERS_MIN = 8

/** Live through one scenario. */
export function liveThrough (name: string, seed: number, members: number): Outcome {
  if (name === 'formulas') return formulas(seed)
  const measures = measuring(swimWorld(seed, members))
  live(measures.world, WARM_UP_TICKS)
  SCENARIOS[name]?.(measures)
  noFalseFailure(measures)
  return measures
}

function noFalseFailure (measures: Measuring): void {
  const wrong = measures.figures['healthy members failed']?.[0] ?? 0
  promise(measures, wrong === 0, `${wrong} healthy members were found failed`)
}

/** What an idle member may send a second. */
const MESSAGES_MAX = 2.2
const BYTES_MAX = 400

/** Nothing happens: what does that cost? */
function idle (measures: Measuring): void {
  const { world } = measures
  const forTicks = 30 * SECOND
  const sent = new Map<Member, { messages: number, bytes: number }>(
    world.members.map(one => [one, { messages: 0, bytes: 0 }]))
  world.onSend = ({ from, body }) => {
    const row = sent.get(from)
    if (row === undefined) return
    row.messages++
    row.bytes += bytesOf(body)
  }
  live(world, forTicks)
  const seconds = forTicks / SECOND
  for (const { messages, bytes } of sent.values()) {
    sampled(measures, 'messages sent a second', messages / seconds)
    sampled(measures, 'frame bytes sent a second', bytes / seconds)
    sampled(measures, 'bytes sent a second with all headers', (bytes + messages * ENVELOPE_BYTES) / seconds)
  }
  for (const { swim } of world.members) sampled(measures, 'members observed', swim.watched.size)
  for (const one of world.members) if (!world.voters.includes(one)) sampled(measures, 'connections', one.swim.open.size)
  const rows = [...sent.values()]
  const most = Math.max(...rows.map(({ messages }) => messages / seconds))
  promise(measures, most <= MESSAGES_MAX, `somebody sends ${most} messages a second`)
  const bytes = Math.max(...rows.map(row => (row.bytes + row.messages * ENVELOPE_BYTES) / seconds))
  promise(measures, bytes <= BYTES_MAX, `somebody sends ${bytes} bytes a second`)
}

/** Processes are killed, one after the other: their connections close. */
function crash (measures: Measuring): void {
  for (const victim of some(measures, 8)) {
    kill(measures.world, victim)
    untilFailed(measures, victim, 5 * SECOND, 'known by all')
    live(measures.world, SECOND)
  }
}

/** Hosts fall silent with their connections open. */
function silent (measures: Measuring): void {
  for (const victim of some(measures, 8)) {
    live(measures.world, draw(measures.world, SECOND))
    block(measures.world, victim)
    untilFailed(measures, victim, 10 * SECOND, 'known by all')
    live(measures.world, SECOND)
  }
}

/** Agents stop in good order and start again: no entry. */
function stopped (measures: Measuring): void {
  const { world } = measures
  for (const victim of some(measures, 8)) {
    stop(world, victim)
    live(world, SECOND + draw(world, 5 * SECOND))
    boot(world, victim)
    untilAgreed(measures, 5 * SECOND, 'started again, alive for all')
  }
  promise(measures, world.log.length === 0, `${world.log.length} entries for restarts in good order`)
}

/**
 * Lifeguard's interval anomaly: some members stand still for long and are free for a moment, in step, for two minutes.
 */
function blocked (members: number, blockedTicks: number, freeTicks: number): Scenario {
  return measures => {
    const { world } = measures
    const some = victims(measures, members, mortal(world))
    for (const end = world.tick + 120 * SECOND; world.tick < end;) {
      for (const one of some) block(world, one)
      live(world, blockedTicks)
      for (const one of some) unblock(world, one)
      live(world, freeTicks)
    }
    untilAgreed(measures, 20 * SECOND, 'agreed again')
    noFalseVerdict(measures)
    const wrong = measures.figures['verdicts on healthy by disturbed']?.[0] ?? 0
    promise(measures, wrong <= members / 8, `${wrong} verdicts on healthy ones by those who stand still`)
  }
}

function noFalseVerdict (measures: Measuring): void {
  const wrong = measures.figures['verdicts on healthy by healthy']?.[0] ?? 0
  promise(measures, wrong === 0, `${wrong} verdicts of healthy ones on healthy ones`)
}

/**
 * Thirty-two stand still for 0.1 to 3 s again and again, each when it likes, and are free for up to a second between.
 */
function stalls (measures: Measuring): void {
  const { world } = measures
  const hampered = victims(measures, Math.min(32, Math.floor(world.members.length / 4)), mortal(world))
  const end = world.tick + 120 * SECOND
  const stall = (one: Member): void => {
    if (world.tick >= end) return
    block(world, one)
    plan(world, 5 + draw(world, 3 * SECOND), () => {
      unblock(world, one)
      plan(world, 3 + draw(world, SECOND), () => { stall(one) })
    })
  }
  for (const one of hampered) plan(world, 1 + draw(world, SECOND), () => { stall(one) })
  live(world, 125 * SECOND)
  untilAgreed(measures, 20 * SECOND, 'agreed again')
  noFalseVerdict(measures)
}

/** The network loses some of all messages for two minutes; then a host falls silent as well. */
function loss (percent: number): Scenario {
  return measures => {
    const { world } = measures
    world.lossPercent = percent
    live(world, 120 * SECOND)
    if (percent <= 10) noFalseVerdict(measures)
    for (const victim of some(measures, 4)) {
      block(world, victim)
      untilFailed(measures, victim, 60 * SECOND, 'silent host known by all')
    }
  }
}

/** Four members can send and not receive, for a minute. Whatever becomes of them, nobody else is doubted. */
function oneWay (measures: Measuring): void {
  const { world } = measures
  const before = rate(world, 20 * SECOND)
  const deaf = new Set(victims(measures, 4))
  world.isCut = (_, to) => deaf.has(to)
  for (const one of deaf) for (const other of world.members) beatsMiss(world, one, other)
  const during = rate(world, 60 * SECOND)
  sampled(measures, 'messages, times as many as before', during / before)
  // A cluster of ten has four of ten in doubt: what is asked about each is the same, and those who ask are fewer.
  promise(
    measures,
    during < before * Math.max(2, 80 / world.members.length),
    `${during} messages a second, ${before} before`
  )
  world.isCut = () => false
  untilAgreed(measures, 20 * SECOND, 'agreed again')
}

/** Messages a second that all send together. */
function rate (world: SwimWorld, forTicks: number): number {
  const from = world.tally.sent
  live(world, forTicks)
  return (world.tally.sent - from) / forTicks * SECOND
}

/**
 * The power fails and comes back: all but the leader are killed at once, and start within two seconds of each other.
 */
function massRestart (measures: Measuring): void {
  const { world } = measures
  const all = victims(measures, world.members.length)
  for (const one of all) kill(world, one)
  const first = world.tick
  for (const one of all) plan(world, SECOND + draw(world, 2 * SECOND), () => { boot(world, one) })
  liveUntil(world, 4 * SECOND, () => world.tick > first + SECOND && all.every(({ life }) => life === 'up'))
  untilAgreed(measures, 10 * SECOND, 'agreed after the last start')
}

/** Each member is killed and started again, four at a time, in a network that loses one message of twenty. */
function rollingRestart (measures: Measuring): void {
  const { world } = measures
  world.lossPercent = 5
  const all = victims(measures, Math.min(128, world.members.length))
  for (let at = 0; at < all.length; at += 4) {
    const some = all.slice(at, at + 4)
    for (const one of some) kill(world, one)
    live(world, 20 + draw(world, 2 * SECOND))
    for (const one of some) boot(world, one)
  }
  untilAgreed(measures, 10 * SECOND, 'agreed after the last start')
}

/** Three of ten are cut off from the others for half a minute. */
function partition (measures: Measuring): void {
  const { world } = measures
  const off = new Set(
    victims(
      measures,
      Math.floor(world.members.length * 0.3),
      world.members.filter(one => !world.voters.includes(one))
    )
  )
  world.isCut = (from, to) => off.has(from) !== off.has(to)
  for (const one of off) for (const other of world.members) if (world.isCut(one, other)) beatsMiss(world, one, other)
  const from = world.tick
  const isOff = (): boolean => [...off].every(({ id }) => world.failures.has(id))
  const found = liveUntil(world, 30 * SECOND, isOff)
  sampledSince(measures, 'all of the smaller part failed', from)
  promise(measures, found, 'members that are cut off are not found failed within 30 s')
  live(world, Math.max(0, from + 30 * SECOND - world.tick))
  world.isCut = () => false
  untilAgreed(measures, 20 * SECOND, 'agreed after the cut')
}

/** A quarter as many again join within two seconds. */
function joins (measures: Measuring): void {
  const { world } = measures
  const many = Math.max(1, Math.floor(world.members.length / 4))
  for (let one = 0; one < many; one++) plan(world, 1 + draw(world, 2 * SECOND), () => { join(world) })
  live(world, 2 * SECOND)
  untilAgreed(measures, 10 * SECOND, 'agreed after the last join')
  count(measures, 'entries', world.log.length)
}

/** A quarter leave within two seconds, and their processes end. */
function leaves (measures: Measuring): void {
  const { world } = measures
  const some = victims(
    measures,
    Math.floor(world.members.length / 4),
    world.members.filter(one => !world.voters.includes(one))
  )
  for (const one of some)
    plan(world, 1 + draw(world, 2 * SECOND), () => {
      leave(world, one)
    })
  live(world, 2 * SECOND)
  untilAgreed(measures, 10 * SECOND, 'agreed after the last one left')
  promise(measures, world.log.every(({ type }) => type === 'left'), 'a member that left was held for failed')
}

/** So many, or a third: enough for the others to be a cluster. */
const some = (measures: Measuring, many: number): readonly Member[] =>
  victims(measures, Math.min(many, Math.floor(measures.world.members.length / 3)), mortal(measures.world))

/** All but three voters of five, so that the log goes on. */
const mortal = ({ members, voters }: SwimWorld): readonly Member[] =>
  members.filter(one => !voters.slice(0, Math.floor(voters.length / 2) + 1).includes(one))

/** Members that things will be done to. */
function victims (measures: Measuring, many: number, from?: readonly Member[]): readonly Member[] {
  const some = pickMembers(measures.world, many, from === undefined ? undefined : [...from])
  for (const one of some) measures.disturbed.add(one)
  return some
}
