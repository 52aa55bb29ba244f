/**
 * After the storm of world.ts: nothing fails any more, and everybody must get on. Pure.
 */
import type { NodeId } from '@hivemind/base'
import { membersOf, type Raft, status } from '../src/index.ts'
import { fetch, flush, give, propose, type World } from './world.ts'

/** Hostility ends; within so many rounds of ticks a leader commits something new, or this throws. */
export function calm (world: World, rounds: number): void {
  const goal = world.committedLast
  world.links = () => true
  for (let round = 0; round < rounds; round++) {
    for (const node of world.nodes.values()) give(world, node, { type: 'tick' })
    for (let hop = 0; hop < 8; hop++) {
      for (const packet of world.network.splice(0)) {
        const node = world.nodes.get(packet.to)
        if (node !== undefined) give(world, node, { type: 'message', from: packet.from, message: packet.message })
      }
      for (const node of world.nodes.values()) {
        fetch(world, node)
        while (node.lane.length > 0) flush(world, node)
      }
    }
    const leader = [...world.nodes.values()].find(node => node.raft.standing === 'leader')
    if (leader !== undefined) propose(world, leader)
    const everywhere = [...world.nodes.values()].every(node => node.told > goal || !counted(leader?.raft, node.id))
    if (leader !== undefined && everywhere && world.committedLast > goal) return
  }
  throw new Error(`no progress past ${goal} in ${rounds} calm rounds`)
}

const counted = (leader: Raft | undefined, id: NodeId): boolean => {
  if (leader === undefined) return true
  const { configuration } = status(leader)
  return membersOf(configuration).includes(id)
}
