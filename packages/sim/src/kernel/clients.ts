/**
 * Clients of the kernel world: a session each, one command at a time through any node, again until it is answered.
 *
 * Pure. What was refused without change and never tried otherwise is given up, and must never appear.
 */
import { draw, type NodeId } from '@hivemind/base'
import type { Answer, Proposed } from '@hivemind/kernel'
import { between, percent, permille, pick } from '../chance.ts'
import { happened, see } from '../world.ts'
import { feed, type KernelNode } from './node.ts'
import { operatorHeard } from './operator.ts'
import { workHeard } from './working.ts'
import type { KernelWorld } from './world.ts'

interface Attempt { readonly id: number, readonly node: NodeId, readonly life: number, readonly until: number }

export interface Client {
  readonly name: string
  sequence: number
  command: string | null
  /** Whether an earlier attempt may have left the command somewhere. */
  unknown: boolean
  attempt: Attempt | null
  nextAt: number
  /** The number under which the onlooker knows what it does. */
  operation: number
  /** Reads on their way, by request number; served at `index` once that is applied. */
  readonly reads: Map<number, Reading>
}

interface Reading { readonly node: NodeId, readonly life: number, index: number | null }

export const client = (name: string): Client =>
  ({ name, sequence: 0, command: null, unknown: false, attempt: null, nextAt: 30, operation: 0, reads: new Map() })

/** One tick of a client. */
export function serve (world: KernelWorld, one: Client): void {
  const up = members(world)
  if (up.length === 0) return
  serveReads(world, one)
  if (permille(world, world.habits.readPermille) && one.nextAt !== Number.POSITIVE_INFINITY)
    read(world, one, pick(world, up))
  if (one.attempt !== null && isLost(world, one.attempt)) {
    one.attempt = null
    one.unknown = true
    happened(world, 'answers waited for in vain')
  }
  if (one.attempt !== null || world.tick < one.nextAt) return
  if (one.command === null) {
    one.command = `${one.name}#${++one.sequence}`
    one.unknown = false
    one.operation = world.nextNumber++
    see(world, { type: 'invoked', operation: one.operation, wrote: one.command })
  }
  append(world, one, pick(world, up))
}

const isLost = (world: KernelWorld, { node, life, until }: Attempt): boolean => {
  const there = world.nodes.get(node)
  return world.tick >= until || there?.kernel == null || there.life !== life
}

export const members = (world: KernelWorld): KernelNode[] =>
  [...world.nodes.values()].filter(({ kernel }) => kernel?.phase === 'member')

function read (world: KernelWorld, one: Client, node: KernelNode): void {
  const id = world.nextNumber++
  one.reads.set(id, { node: node.id, life: node.life, index: null })
  see(world, { type: 'asked', read: id })
  see(world, { type: 'invoked', operation: id, wrote: null })
  feed(world, node, { type: 'request', id, deadlineTicks: 100, request: { type: 'read-index' } })
}

/** A read is served by the node that was asked, once it applied what the read must see. */
function serveReads (world: KernelWorld, one: Client): void {
  for (const [id, { node, life, index }] of one.reads) {
    const there = world.nodes.get(node)
    if (there === undefined || there.life !== life) one.reads.delete(id)
    else if (index !== null && there.served >= index) {
      one.reads.delete(id)
      happened(world, 'reads served')
      see(world, { type: 'returned', operation: id, read: [...there.values] })
    }
  }
}

function append (world: KernelWorld, one: Client, node: KernelNode): void {
  const id = world.nextNumber++
  const deadlineTicks = between(world, 20, 300)
  one.attempt = { id, node: node.id, life: node.life, until: world.tick + between(world, 10, 400) }
  const draft = {
    type: 'event-appended', version: 1, txid: one.command ?? '', actor: `client:${one.name}`, cause: '', reason: '',
    trace: '', session: one.name, sequence: one.sequence, body: { event: 'sim.event', payload: one.sequence }
  }
  feed(world, node, { type: 'request', id, deadlineTicks, request: { type: 'propose', drafts: [draft] } })
}

/** A node answered a request. */
export function heard (world: KernelWorld, node: KernelNode, id: number, answer: Answer): void {
  operatorHeard(world, id, answer)
  workHeard(world, node, id, answer)
  for (const one of world.clients) {
    const reading = one.reads.get(id)
    if (reading !== undefined && answer.type === 'read-index') {
      reading.index = answer.index
      see(world, { type: 'served', read: id, index: answer.index })
    } else if (reading !== undefined) {
      one.reads.delete(id)
    }
    if (one.attempt?.id === id && one.attempt.life === node.life) settled(world, one, answer)
  }
}

function settled (world: KernelWorld, one: Client, answer: Answer): void {
  one.attempt = null
  one.nextAt = world.tick + draw(world, 30)
  const result: Proposed | undefined = answer.type === 'proposed' ? answer.results[0] : undefined
  if (result?.type === 'applied') return acknowledged(world, one, result)
  const refusal = answer.type === 'refused' ? answer.refusal : result?.type === 'refused' ? result.refusal : null
  if (refusal === null) return
  happened(world, `refused with ${refusal.code}`)
  if (refusal.changed === 'unknown') one.unknown = true
  if (one.unknown || percent(world, 60) || one.command === null) return
  see(world, { type: 'refused', command: one.command })
  one.command = null
}

function acknowledged (world: KernelWorld, one: Client, { index }: Proposed & { type: 'applied' }): void {
  if (one.command !== null) see(world, { type: 'acknowledged', command: one.command, index })
  see(world, { type: 'returned', operation: one.operation, read: null })
  happened(world, 'commands acknowledged')
  one.command = null
}
