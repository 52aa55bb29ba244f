/**
 * After the storm of the kernel world: a leader comes, every command is answered, and all members agree in everything.
 *
 * Pure but for the promises of disks.
 */
import { fingerprintText, type NodeId } from '@hivemind/base'
import { view } from '@hivemind/kernel'
import { CALM } from '../faults.ts'
import { heal } from '../network.ts'
import { fail, guarded, happened, isBroken, say, see } from '../world.ts'
import { restart } from './chaos.ts'
import type { Client } from './clients.ts'
import { crash } from './lives.ts'
import type { KernelNode } from './node.ts'
import { isStranded } from './stranded.ts'
import { account, isIdle } from './working.ts'
import { type KernelWorld, turn } from './world.ts'

/** Ten of the longest election time-outs. */
const COMMIT_TICKS = 400
const SETTLED_TICKS = 3_000

export async function calm (world: KernelWorld): Promise<void> {
  world.faults = CALM
  say(world, 'calm')
  heal(world, world.net)
  for (const node of world.nodes.values()) settleDown(world, node)
  for (const one of world.clients) anew(one)
  const before = Math.max(...[...world.nodes.values()].map(appliedBy))
  const progress = (): boolean => appliedBy(leaderOf(world)) > before
  if (!await within(world, COMMIT_TICKS, progress)) {
    if (isStranded(world)) return happened(world, 'clusters that only a person brings back')
    return stuck(world, `something is committed within ${COMMIT_TICKS} ticks`)
  }
  const answered = world.clients.map(({ sequence }) => sequence + 1)
  const busy = (): boolean => world.clients.some(({ sequence }, at) => sequence <= (answered[at] ?? 0))
  if (!await within(world, SETTLED_TICKS, () => !busy()))
    return stuck(world, `new commands are answered within ${SETTLED_TICKS} ticks`)
  for (const one of world.clients) one.nextAt = Number.POSITIVE_INFINITY
  if (world.work !== null) world.work.over = true
  const quiet = (): boolean =>
    world.operator.wishes.length === 0 && world.clients.every(({ attempt }) => attempt === null)
  if (!await within(world, SETTLED_TICKS, () => quiet() && isSettled(world) && isIdle(world, membersOf(world))))
    return stuck(world, `all members agree within ${SETTLED_TICKS} ticks`)
  if (isBroken(world)) return
  justFences(world)
  lastRead(world)
  account(world, leaderOf(world)?.kernel?.control, membersOf(world))
  see(world, { type: 'ended', members: membersOf(world) })
}

/** What it waited for may never be answered: it asks again at once. */
function anew (one: Client): void {
  if (one.attempt !== null) one.unknown = true
  one.attempt = null
}

const appliedBy = (node: KernelNode | undefined): number => node?.kernel?.control.appliedIndex ?? 0

/** Whatever is wrong with a machine comes to its end. */
function settleDown (world: KernelWorld, node: KernelNode): void {
  if (node.disk.mounted !== null) node.disk.mounted.hangsUntil = 0
  node.disk.platter.capacityBytes = Number.POSITIVE_INFINITY
  node.disk.pausedUntil = Math.min(node.disk.pausedUntil, world.tick)
  node.rate = 100
  node.effectsLeft = 0
  node.disk.operationsLeft = Number.POSITIVE_INFINITY
  if (!node.opening && node.kernel === null && node.upAt < Number.POSITIVE_INFINITY) restart(world, node)
}

async function within (world: KernelWorld, ticks: number, holds: () => boolean): Promise<boolean> {
  for (const end = world.tick + ticks; world.tick < end && !isBroken(world);) {
    guarded(world, () => { again(world) })
    await turn(world)
    if (world.tick % 10 === 0 && holds()) return true
  }
  return isBroken(world)
}

/** Who joins late, or was cut short, comes (back). */
function again (world: KernelWorld): void {
  for (const node of world.nodes.values()) {
    if (world.dark.delete(node.id)) crash(world, node, true)
    if (!node.opening && node.kernel === null && world.tick >= node.upAt) restart(world, node)
  }
}

/** What a client reads when nothing is on its way any more. */
function lastRead (world: KernelWorld): void {
  const operation = world.nextNumber++
  see(world, { type: 'invoked', operation, wrote: null })
  see(world, { type: 'returned', operation, read: [...leaderOf(world)?.values ?? []] })
}

function leaderOf (world: KernelWorld): KernelNode | undefined {
  const leaders = [...world.nodes.values()].filter(({ kernel }) => kernel !== null && kernel.leadsFrom > 0)
  return leaders.length === 1 ? leaders[0] : undefined
}

/** Members that can still be one: who was fenced for an old epoch is a member, and gone. */
const membersOf = (world: KernelWorld): readonly NodeId[] =>
  [...leaderOf(world)?.kernel?.control.members.keys() ?? []].filter(id => !isLost(world, id))

function isLost (world: KernelWorld, id: NodeId): boolean {
  const node = world.nodes.get(id)
  return node === undefined || node.fenced !== null || knowsNoDoor(world, node)
}

/** Let in, but never told so: nobody is a member any more at the addresses that it was given to join at. */
function knowsNoDoor (world: KernelWorld, { kernel, plan }: KernelNode): boolean {
  if (kernel?.phase !== 'joining' || kernel.joining?.digest !== null) return false
  const opens = (address: string): boolean =>
    [...world.nodes.values()].some(({ id, kernel: other }) => address === `${id}:1` && other?.phase === 'member')
  return plan?.addresses.some(opens) !== true
}

/** The voters are those whom the log wants, every member has applied the same, and nobody else takes itself for one. */
function isSettled (world: KernelWorld): boolean {
  const leader = leaderOf(world)?.kernel
  if (leader == null) return false
  const { control } = leader
  if (control.learners.some(id => !isLost(world, id))) return false
  const isStray = ({ id, kernel }: KernelNode): boolean => kernel?.phase === 'member' && !control.members.has(id)
  if ([...world.nodes.values()].some(isStray)) return false
  return control.appliedIndex === view(leader).lastIndex && membersOf(world).every(id => {
    const node = world.nodes.get(id)
    const { kernel } = node ?? {}
    return kernel != null && kernel.phase === 'member' && kernel.control.appliedIndex === control.appliedIndex &&
      fingerprintText(kernel.control.hash) === fingerprintText(control.hash) && node?.served === control.appliedIndex
  })
}

/** Nobody is told that it was removed who was not. */
function justFences (world: KernelWorld): void {
  for (const { id, fenced } of world.nodes.values()) {
    if (fenced?.code !== 'HIVE_MEMBER_CUT' && fenced?.code !== 'HIVE_MEMBER_LEFT') continue
    if (!world.removed.has(id))
      fail(world, 'removed-stays-out', `only who was removed is told so; ${id} was told "${fenced.message}"`)
  }
}

function stuck (world: KernelWorld, promise: string): void {
  const shown = [...world.nodes.values()].map(({ id, kernel, fenced }) => {
    if (kernel === null) return `${id} down${fenced === null ? '' : ` (${fenced.code})`}`
    const { phase, source, term, appliedIndex, repair } = view(kernel)
    return `${id} ${phase} ${source.mode} ${source.standing} term ${term} applied ${appliedIndex}` +
      (repair === null ? '' : ' repair')
  })
  fail(world, 'liveness', `after the faults end ${promise} ; ${shown.join('; ')}`)
}
