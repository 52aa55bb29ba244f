/**
 * The join protocol: a stranger knocks at an address, is heard, and answered, or not.
 *
 * Pure.
 */
import { draw, type NodeId, nodeId, type Refusal, refusing } from '@hivemind/base'
import { type Effect, errors, type JoinMessage, type JoinReply } from '@hivemind/kernel'
import { isCut } from '../network.ts'
import { happened } from '../world.ts'
import { feed, type KernelNode } from './node.ts'
import { proofHash } from './tools.ts'
import { inTime, type KernelWorld } from './world.ts'

/** A knock that waits for its answer. */
export interface Door { readonly asker: NodeId, readonly life: number, readonly id: number }

/** Five seconds. */
const DEADLINE_TICKS = 250

export const refuse = refusing(errors)

export const unreachable = (address: string): Refusal => refuse('HIVE_JOIN_UNREACHABLE', `${address} gave no answer`)

export function knock (world: KernelWorld, node: KernelNode, effect: Effect & { type: 'join-request' }): void {
  const { address, id } = effect
  const to = nodeId(address.split(':')[0] ?? '')
  const number = world.nextNumber++
  world.doors.set(number, { asker: node.id, life: node.life, id })
  const delay = (): number => 1 + draw(world, world.faults.delayTicksMax)
  const target = world.nodes.get(to)
  const reached = target?.kernel != null && !isCut(world.net, node.id, to) && !isCut(world.net, to, node.id)
  if (!reached) return inTime(world, delay(), () => { shut(world, number, address) })
  const message = hashedProof(effect.message)
  inTime(world, delay(), () => {
    if (target.kernel !== null) feed(world, target, { type: 'join-asked', id: number, from: node.id, message })
  })
  inTime(world, DEADLINE_TICKS, () => { shut(world, number, address) })
}

function hashedProof (message: JoinMessage): JoinMessage {
  if (message.type === 'hello' || message.token === null) return message
  return { ...message, token: { id: message.token.id, secretHash: proofHash(message.token.secretHash) } }
}

export function joinReplied (world: KernelWorld, node: KernelNode, number: number, reply: JoinReply): void {
  const door = world.doors.get(number)
  const from = node.id
  if (door === undefined || isCut(world.net, from, door.asker)) return
  inTime(world, 1 + draw(world, world.faults.delayTicksMax), () => {
    const asker = waiting(world, number)
    if (asker !== undefined) feed(world, asker, { type: 'join-answered', id: door.id, from, reply })
  })
}

function shut (world: KernelWorld, number: number, address: string): void {
  const id = world.doors.get(number)?.id
  const asker = waiting(world, number)
  if (asker === undefined || id === undefined) return
  happened(world, 'knocks without an answer')
  feed(world, asker, { type: 'join-failed', id, refusal: unreachable(address) })
}

/** Who knocked, if it still lives and has no answer yet. */
function waiting (world: KernelWorld, number: number): KernelNode | undefined {
  const door = world.doors.get(number)
  world.doors.delete(number)
  const asker = door === undefined ? undefined : world.nodes.get(door.asker)
  return asker?.kernel != null && asker.life === door?.life ? asker : undefined
}
