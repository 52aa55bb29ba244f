/**
 * SWIM as its paper has it, to check the simulator with: all watch all, in step, without connections that tell
 * anything,
 * without slices and without a leader. Its formulas say what must come out.
 *
 * Pure. Source: SWIM (Das, Gupta, Motivala 2002) 3.1: e/(e-1) periods to the first detection; 2 to 4k+2 messages.
 */
import { draw, type NodeId, type Prng, prng, ticks } from '@hivemind/base'
import { type Effect, type Input, PROBE_PERIOD_TICKS, SCOUTS, type Swim, start, step } from '@hivemind/swim'
import { seedFor } from '../chance.ts'
import type { Figures } from './measuring.ts'
import { idOf } from './world.ts'

const DETECTION_PERIODS = Math.E / (Math.E - 1)
const MEMBERS = 200
const VICTIMS = 40

interface Plain {
  prng: Prng
  readonly members: Map<NodeId, Swim>
  flying: Array<{ readonly from: NodeId, readonly to: NodeId, readonly input: Input }>
  readonly dead: Set<NodeId>
  sent: number
  onSend: (from: NodeId, to: NodeId) => boolean
}

/** @returns what is measured, with what the paper says of it */
export function formulas (seed: number): { readonly figures: Figures, readonly broken: string | null } {
  const measured = {
    'periods to the first detection (1.58)': detection(seed),
    'messages a member a period, all well (2)': [wellMessages(seed)],
    [`messages of a probe that only scouts get through (${4 * SCOUTS + 2})`]: [scoutMessages(seed)]
  }
  const broken = Object.entries(measured).flatMap(([name, samples]) => {
    const wanted = Number(/\(([\d.]+)\)$/.exec(name)?.[1])
    const exact = wanted === 1.58 ? DETECTION_PERIODS : wanted
    const mean = samples.reduce((sum, one) => sum + one, 0) / samples.length
    // The mean of a sample strays: three of its standard errors, or a twentieth where there is none.
    const slack = Math.max(0.05 * exact, samples.length > 1 ? 3 * 0.96 / Math.sqrt(samples.length) : 0)
    return Math.abs(mean - exact) <= slack ? [] : [`${name}: ${mean.toFixed(3)}`]
  })
  return { figures: measured, broken: broken[0] ?? null }
}

function plain (seed: number, members: number): Plain {
  const chance = { prng: prng(Math.imul(seed, 0x9e3779b1)) }
  const ids = Array.from({ length: members }, (_, at) => idOf(at))
  const world: Plain = {
    prng: chance.prng, members: new Map(), flying: [], dead: new Set(), sent: 0, onSend: () => true
  }
  for (const self of ids) {
    const swim = start({ self, seed: seedFor(world), boot: 1 })
    step(swim, { type: 'watch', peers: ids, scouts: ids, confirmers: members - 2 })
    for (const id of ids) if (id !== self) swim.open.add(id)
    world.members.set(self, swim)
  }
  return world
}

function tick (world: Plain): void {
  const due = world.flying
  world.flying = []
  for (const { to, input } of due) give(world, to, input)
  for (const id of world.members.keys()) give(world, id, { type: 'tick' })
}

function give (world: Plain, id: NodeId, input: Input): void {
  const swim = world.members.get(id)
  if (swim === undefined || world.dead.has(id)) return
  for (const effect of step(swim, input)) if (effect.type === 'send') send(world, id, effect)
}

function send (world: Plain, from: NodeId, { to, message }: Effect & { type: 'send' }): void {
  world.sent++
  if (world.onSend(from, to)) world.flying.push({ from, to, input: { type: 'message', from, message } })
}

/** Members die just before a period begins, each when the one before is known to all; the period of the first probe. */
function detection (seed: number): number[] {
  const world = plain(seed, MEMBERS)
  const samples: number[] = []
  const lastOfPeriod = (): void => { for (let at = 0; at < PROBE_PERIOD_TICKS; at++) tick(world) }
  for (let victims = 0; victims < VICTIMS; victims++) {
    const alive = [...world.members.keys()].filter(id => !world.dead.has(id))
    const victim = alive[draw(world, alive.length)] as NodeId
    world.dead.add(victim)
    let probed = false
    world.onSend = (_, to) => {
      probed ||= to === victim
      return true
    }
    let periods = 0
    while (!probed && periods < 50) {
      lastOfPeriod()
      periods++
    }
    samples.push(periods)
    // Nobody has to find out about it any more: the next one is measured alone.
    for (const swim of world.members.values())
      step(swim, {
        type: 'watch',
        peers: alive.filter(id => id !== victim),
        scouts: alive,
        confirmers: alive.length - 3
      })
  }
  return samples
}

function wellMessages (seed: number): number {
  const world = plain(seed, MEMBERS)
  const periods = 20
  for (let at = 0; at < periods * PROBE_PERIOD_TICKS; at++) tick(world)
  return world.sent / periods / MEMBERS
}

/** One member probes in turn, and the link to its target is cut. */
function scoutMessages (seed: number): number {
  const world = plain(seed, 20)
  const [prober] = world.members.keys()
  for (const [id, swim] of world.members) if (id !== prober) swim.nextProbeAt = ticks(Number.MAX_SAFE_INTEGER)
  let target: NodeId | null = null
  world.onSend = (from, to) => {
    target ??= to
    return !(from === prober && to === target) && !(from === target && to === prober)
  }
  for (let at = 0; at < PROBE_PERIOD_TICKS; at++) tick(world)
  return world.sent
}
