/**
 * What goes wrong in a tick of the kernel world.
 *
 * Pure.
 */
import { draw } from '@hivemind/base'
import { between, percent, permille, pick } from '../chance.ts'
import { damage, powerCut } from '../disk.ts'
import { marksOf } from '../marks.ts'
import { cut, heal } from '../network.ts'
import { happened, see } from '../world.ts'
import { type KernelNode, saveState, startNode, stopNode } from './node.ts'
import type { KernelWorld } from './world.ts'

export function chaos (world: KernelWorld): void {
  const { faults } = world
  for (const node of world.nodes.values()) {
    if (node.kernel === null) {
      if (world.tick >= node.upAt) restart(world, node)
    } else if (permille(world, faults.crashPermille / 2)) {
      crash(world, node)
    } else if (permille(world, faults.diskHangPermille)) {
      node.disk.hangsUntil = world.tick + between(world, 5, 60)
      happened(world, 'disks that hung')
    } else if (permille(world, faults.compactPermille / 4)) {
      saveState(world, node)
    }
  }
  weather(world)
}

function crash (world: KernelWorld, node: KernelNode): void {
  see(world, { type: 'crashed', node: node.id })
  happened(world, 'crashes')
  for (const { hard, truncateFrom, entries } of powerCut(world, node.disk))
    see(world, { type: 'synced', node: node.id, hard, truncateFrom, entries: marksOf(entries) })
  stopNode(node, world.tick + between(world, 1, world.faults.downTicksMax))
}

/** A machine comes (back), sometimes with a damaged disk. */
export function restart (world: KernelWorld, node: KernelNode): void {
  const { disk } = node
  const before = disk.log.length
  if (world.faults.damagePermille > 0 && percent(world, 20) && isSpare(world, node)) damage(world, disk)
  disk.hangsUntil = 0
  startNode(world, node, disk.log.length < before)
}

/** Whether three voters or more go on voting without it: one damaged disk at a time, and never one of two. */
function isSpare (world: KernelWorld, node: KernelNode): boolean {
  if ([...world.nodes.values()].some(({ disk }) => disk.repair !== null)) return false
  return [...world.nodes.values()].every(({ kernel }) =>
    kernel === null || kernel.phase !== 'member' || kernel.control.voters.length >= 3) &&
    [...world.nodes.values()].some(({ kernel }) => kernel?.control.voters.includes(node.id) === true)
}

function weather (world: KernelWorld): void {
  const { faults, net } = world
  const whole = permille(world, faults.cutPermille / 2)
  const oneWay = !whole && permille(world, faults.oneWayPermille / 2)
  if (whole || oneWay) {
    const ids = [...world.nodes.keys()]
    const side = draw(world, 3) === 0 ? [pick(world, ids)] : ids.filter(() => draw(world, 2) === 0)
    cut(world, net, side, ids.filter(id => !side.includes(id)), oneWay)
    happened(world, oneWay ? 'one-way cuts' : 'two-way cuts')
  } else if (net.cuts.size > 0 && permille(world, 1_000 / faults.cutTicksMax)) {
    heal(world, net)
  }
}
