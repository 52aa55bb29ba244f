/**
 * A person with a list of wishes: tokens first, then now and then a member made a voter or none, removed, or a new
 * epoch.
 *
 * Pure. Wishes go through any member; a wish that is refused is tried again a few times, as a person would.
 */
import { invariant, type NodeId, wallMs } from '@hivemind/base'
import type { Answer } from '@hivemind/kernel'
import { percent, permille, pick } from '../chance.ts'
import { happened, say } from '../world.ts'
import { members } from './clients.ts'
import { feed, type KernelNode } from './node.ts'
import { proofHash } from './tools.ts'
import type { KernelWorld } from './world.ts'

export interface Wish { readonly type: string, readonly body: unknown, tries: number }

export interface Operator {
  readonly wishes: Wish[]
  /** The request that is on its way, and when it is given up. */
  asked: { readonly id: number, readonly until: number } | null
  sequence: number
}

const TRIES_MAX = 40
const PATIENCE_TICKS = 150

const token = (id: string, uses: number, voter: boolean): Wish => ({
  type: 'token-created', tries: 0,
  body: { id, secretHash: proofHash(`secret of ${id}`), role: '', uses, expiresAt: wallMs(1e12), voter }
})

export const operator = (): Operator => ({
  wishes: [token('voters', 5, true), token('members', 3, false), token('single', 1, false)], asked: null, sequence: 0
})

export function operate (world: KernelWorld): void {
  const { operator, faults } = world
  if (world.tick > 150 && permille(world, faults.changePermille / 4)) wish(world)
  if (world.tick > 150 && permille(world, faults.transferPermille / 2)) transfer(world)
  if (operator.asked !== null && world.tick >= operator.asked.until) operator.asked = null
  const next = operator.wishes[0]
  const up = members(world)
  if (operator.asked !== null || next === undefined || up.length === 0) return
  if (++next.tries > TRIES_MAX) return void operator.wishes.shift()
  const id = world.nextNumber++
  operator.asked = { id, until: world.tick + PATIENCE_TICKS }
  const draft = {
    type: next.type, version: 1, txid: `wish-${id}`, actor: 'operator', cause: '', reason: '', trace: '', session: '',
    sequence: 0, body: next.body
  }
  feed(world, pick(world, up), {
    type: 'request', id, deadlineTicks: PATIENCE_TICKS, request: { type: 'propose', drafts: [draft] }
  })
}

function wish (world: KernelWorld): void {
  const known = members(world)
  if (known.length === 0) return
  const { control } = pick(world, known).kernel ?? {}
  if (control === undefined || world.operator.wishes.length > 3) return
  const candidates = [...control.members.values()]
  if (candidates.length === 0) return
  const lost = candidates.find(({ id }) => hasForgotten(world.nodes.get(id)))
  if (lost !== undefined) return replace(world, lost.id, candidates)
  const { id, wanted } = pick(world, candidates)
  const body = { member: id }
  const wishes: Wish[] = []
  if (percent(world, 30)) wishes.push({ type: 'epoch-bumped', body: { from: control.epoch }, tries: 0 })
  else if (wanted === 'member')
    wishes.push({ type: percent(world, 25) ? 'member-removed' : 'voter-wanted', body, tries: 0 })
  else if (percent(world, 25)) exchange(world, id, candidates)
  // The control plane is kept at two or more: what a lone voter's disk loses is lost for good.
  else if (votersLeft(world, known) > world.votersMin) wishes.push({ type: 'voter-unwanted', body, tries: 0 })
  for (const { type } of wishes) say(world, `the operator wishes ${type} ${id}`)
  world.operator.wishes.push(...wishes)
}

/** Who forgot its vote, or was emptied and is not let in, is as good as gone. */
const hasForgotten = (node: KernelNode | undefined): boolean =>
  node !== undefined && (node.wiped || node.fenced?.code === 'HIVE_AGENT_AMNESIA')

/** A voter for a member, in one change of the control plane. */
function exchange (world: KernelWorld, voter: NodeId, known: ReadonlyArray<{ id: NodeId, wanted: string }>): void {
  const spares = known.filter(({ wanted }) => wanted === 'member')
  if (spares.length === 0) return
  const by = pick(world, spares).id
  say(world, `the operator wishes ${by} in the place of ${voter}`)
  world.operator.wishes.push({ type: 'voter-replaced', body: { member: voter, by }, tries: 0 })
}

/** A voter that will never vote again makes room: another one first, when it would be missed. */
function replace (world: KernelWorld, lost: NodeId, known: ReadonlyArray<{ id: NodeId, wanted: string }>): void {
  const voters = known.filter(({ wanted }) => wanted === 'voter')
  const spare = known.find(({ id, wanted }) => wanted === 'member' && id !== lost)
  const spared = Math.min(voters.length, votersLeft(world, members(world)))
  if (voters.some(({ id }) => id === lost) && spared <= world.votersMin && spare === undefined) return
  say(world, `the operator wishes ${lost} replaced`)
  happened(world, 'replacements asked for')
  const { wishes } = world.operator
  if (spare === undefined) wishes.push({ type: 'voter-unwanted', body: { member: lost }, tries: 0 })
  else wishes.push({ type: 'voter-replaced', body: { member: lost, by: spare.id }, tries: 0 })
  wishes.push({ type: 'member-removed', body: { member: lost }, tries: 0 })
}

/**
 * As whoever knows of fewest says, and without those who are still to go: one member alone may tell old news.
 */
function votersLeft ({ operator }: KernelWorld, known: readonly KernelNode[]): number {
  const wanted = known.flatMap(({ kernel }) =>
    kernel === null ? [] : [[...kernel.control.members.values()].filter(({ wanted }) => wanted === 'voter').length])
  return Math.min(...wanted) - operator.wishes.filter(({ type }) => type === 'voter-unwanted').length
}

function transfer (world: KernelWorld): void {
  const up = members(world)
  if (up.length === 0) return
  const node = pick(world, up)
  happened(world, 'transfers asked for')
  feed(world, node, {
    type: 'request', id: world.nextNumber++, deadlineTicks: 60, request: { type: 'transfer', to: null }
  })
}

export function operatorHeard (world: KernelWorld, id: number, answer: Answer): void {
  const { operator } = world
  if (operator.asked?.id !== id) return
  operator.asked = null
  const result = answer.type === 'proposed' ? answer.results[0] : undefined
  if (result === undefined) return // Refused as a whole: tried again.
  const done = operator.wishes.shift()
  invariant(done !== undefined, 'a wish is kept until it is answered')
  happened(world, result.type === 'applied' ? `wishes fulfilled: ${done.type}` : `wishes refused: ${done.type}`)
}
