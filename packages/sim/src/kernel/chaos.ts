/**
 * What goes wrong in a tick of the kernel world.
 *
 * Pure.
 */
import { draw } from '@hivemind/base'
import { between, percent, permille, pick } from '../chance.ts'
import { cut, drawCuts, heal } from '../network.ts'
import { happened, say } from '../world.ts'
import { boot, crash, goOn, wipe } from './lives.ts'
import { type KernelNode, saveState } from './node.ts'
import { mayLie, mayLose, rot } from './storage.ts'
import { inTime, type KernelWorld } from './world.ts'

export function chaos (world: KernelWorld): void {
  for (const node of world.nodes.values()) {
    if (world.dark.delete(node.id)) darken(world, node)
    else if (node.opening) continue
    else if (node.kernel !== null) trouble(world, node)
    else if (world.tick >= node.upAt) restart(world, node)
  }
  weather(world)
  if (permille(world, world.faults.blackoutPermille / 2)) blackout(world)
  if (world.habits.wipes && permille(world, 2)) somebodyWipes(world)
}

function blackout (world: KernelWorld): void {
  happened(world, 'blackouts')
  for (const node of world.nodes.values()) if (node.kernel !== null) crash(world, node, true)
}

/** Of a machine that joined, and that three voters can do without: what it acknowledged is lost. */
function somebodyWipes (world: KernelWorld): void {
  const joined = [...world.nodes.values()].filter(({ id, plan, kernel }) =>
    plan !== null && id !== world.liar && kernel?.phase === 'member')
  if (joined.length === 0 || world.liar !== null || world.operator.wishes.length > 0) return
  if ([...world.nodes.values()].some(({ wiped, fenced }) => wiped || fenced !== null)) return
  const node = pick(world, joined)
  if (mayLose(world, node.id)) wipe(world, node)
}

const HOUR_MS = 3_600_000

/** At most one trouble for a machine in a tick. */
function trouble (world: KernelWorld, node: KernelNode): void {
  const { faults } = world
  const { machine } = faults
  if (permille(world, faults.crashPermille / 2)) return fell(world, node)
  if (permille(world, faults.diskHangPermille)) return hang(world, node)
  if (permille(world, faults.compactPermille / 4)) return saveState(world, node)
  if (permille(world, machine.pausePermille)) return pause(world, node)
  if (permille(world, machine.fullPermille)) return fill(world, node)
  if (!permille(world, machine.clockJumpPermille)) return
  node.clockMs = draw(world, 2 * HOUR_MS) - HOUR_MS
  happened(world, 'clocks that jumped')
}

/** Now, or after some more effects, or after some more operations of its disk. */
function fell (world: KernelWorld, node: KernelNode): void {
  const { boundaryPercent, powerPercent } = world.faults.machine
  happened(world, 'crashes')
  if (!percent(world, boundaryPercent)) crash(world, node, percent(world, powerPercent))
  else if (percent(world, 50)) node.effectsLeft = between(world, 1, 12)
  else node.disk.operationsLeft = draw(world, 10)
}

/** The power went in the middle of what the disk was asked: what was not synced is torn. */
function darken (world: KernelWorld, node: KernelNode): void {
  happened(world, node.opening ? 'power cuts while a disk opens' : 'power cuts while a disk writes')
  crash(world, node, true)
}

/** Thirty seconds now and then: longer than anybody waits. */
function hang (world: KernelWorld, node: KernelNode): void {
  const long = percent(world, 10)
  if (node.disk.mounted !== null) node.disk.mounted.hangsUntil = world.tick + (long ? 1_500 : between(world, 5, 60))
  happened(world, long ? 'disks that hung for 30 s' : 'disks that hung')
}

function pause (world: KernelWorld, node: KernelNode): void {
  if (world.tick < node.disk.pausedUntil) return
  node.disk.pausedUntil = world.tick + between(world, 5, world.faults.machine.pauseTicksMax)
  happened(world, 'processes paused')
  say(world, `${node.id} is paused until ${node.disk.pausedUntil}`)
}

/** No room for another segment, until somebody makes some. */
function fill (world: KernelWorld, node: KernelNode): void {
  const { platter } = node.disk
  if (platter.capacityBytes === 0) return
  platter.capacityBytes = 0
  happened(world, 'disks that filled up')
  say(world, `${node.id}'s disk is full`)
  inTime(world, between(world, 50, 500), () => { platter.capacityBytes = Number.POSITIVE_INFINITY })
}

/** Those whose pause is over go on. */
export function wake (world: KernelWorld): void {
  for (const node of world.nodes.values())
    if (node.disk.pausedUntil > 0 && world.tick >= node.disk.pausedUntil) goOn(world, node)
}

/** A machine comes (back), sometimes with a flipped bit. */
export function restart (world: KernelWorld, node: KernelNode): void {
  const { rotPercent } = world.faults.machine
  if (world.liar === node.id && percent(world, rotPercent) && mayLie(world)) rot(world, node.disk)
  boot(world, node)
}

function weather (world: KernelWorld): void {
  const { faults, net } = world
  const whole = permille(world, faults.cutPermille / 2)
  const oneWay = !whole && permille(world, faults.oneWayPermille / 2)
  if (whole || oneWay) {
    const leader = [...world.nodes.values()].find(({ kernel }) => kernel !== null && kernel.leadsFrom > 0)
    cut(world, net, drawCuts(world, [...world.nodes.keys()], leader?.id, oneWay))
    happened(world, oneWay ? 'one-way cuts' : 'two-way cuts')
    world.halfOpen = oneWay && percent(world, faults.machine.halfOpenPercent)
    if (world.halfOpen) happened(world, 'one-way cuts that nobody is told of')
  } else if (net.cuts.size > 0 && permille(world, 1_000 / faults.cutTicksMax)) {
    heal(world, net)
  }
}
