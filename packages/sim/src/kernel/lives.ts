/**
 * How a machine begins, stops, dies and comes back: what agent/agent.ts and agent/opening.ts do for a real one.
 *
 * Pure but for the promise of a disk that opens.
 */
import { type HivemindError, type Refusal, index as toIndex, type WallMs, wallMs } from '@hivemind/base'
import { startKernel } from '@hivemind/kernel'
import { between, seedFor } from '../chance.ts'
import { marksOf } from '../marks.ts'
import { fail, guarded, happened, say, see } from '../world.ts'
import { goneFrom } from './gone.ts'
import { enterAll, type KernelNode, stepAll } from './node.ts'
import { drain, open, shut, storage } from './storage.ts'
import { toolsOf } from './tools.ts'
import type { KernelWorld } from './world.ts'

/** A machine begins, with what its disk holds. */
export function boot (world: KernelWorld, node: KernelNode): void {
  node.life++
  node.opening = true
  node.effectsLeft = 0
  const { life } = node
  open(world, node.disk, node.founding).then(opening => {
    if (node.life !== life || !node.opening) return
    node.opening = false
    if (opening === 'opened') guarded(world, () => { startNode(world, node) })
    else goneDown(world, node, opening)
  }, (error: unknown) => { fail(world, 'invariants', `${node.id} cannot open its disk: ${String(error)}`) })
}

/**
 * Somebody empties its disk and starts it anew with its old name and key, as people do when an agent will not start.
 */
export function wipe (world: KernelWorld, node: KernelNode): void {
  happened(world, 'disks that somebody emptied')
  say(world, `${node.id}'s disk is emptied, and it joins as if it were new`)
  see(world, { type: 'crashed', node: node.id })
  see(world, { type: 'wiped', node: node.id })
  node.wiped = true
  stopNode(world, node, world.tick + between(world, 1, world.faults.downTicksMax), false)
  node.disk = storage(node.id)
  node.fenced = null
}

const REOPEN_TICKS = 60

/** The agent gives up: for ever when it forgot its vote, otherwise until its disk may be better. */
function goneDown (world: KernelWorld, node: KernelNode, opening: 'amnesia' | 'failed'): void {
  if (opening === 'failed') return stopNode(world, node, world.tick + REOPEN_TICKS, false)
  node.fenced = { code: 'HIVE_AGENT_AMNESIA', message: `${node.id} forgot its term or vote` }
  stopNode(world, node, Number.POSITIVE_INFINITY, false)
}

function startNode (world: KernelWorld, node: KernelNode): void {
  const { id, disk } = node
  const { hard, log, commit, saved, repair } = disk
  see(world, { type: 'started', node: id, hard, log: marksOf(log), lost: repair !== null })
  const started = startKernel({
    self: id, name: id, version: '0.1.0', listen: [`${id}:1`], seed: seedFor(world),
    now: timeOf(world, node), tools: toolsOf(id), hard,
    snapshot: saved?.snapshot ?? null, entries: log.slice(saved?.index ?? 0), commit, repair,
    acquainted: disk.acquainted, plan: node.plan, boot: node.life, leaseReads: world.habits.leaseReads
  })
  if ('code' in started) return fail(world, 'invariants', `${id} cannot start: ${started.message}`)
  node.kernel = started.kernel
  node.fenced = null
  node.served = saved?.index ?? toIndex(0)
  node.values = [...saved?.values ?? []]
  node.pull = null
  node.pullsOver = 0
  node.lonelyFrom = Number.POSITIVE_INFINITY
  node.inputs.length = 0
  node.slept = 0
  if (saved !== null) {
    see(world, { type: 'installed', node: id, index: saved.index, state: saved.snapshot.hash })
    const { tombstones, epoch } = saved.snapshot
    see(world, { type: 'all-gone', node: id, members: tombstones.map(goneFrom(epoch)) })
  }
  enterAll(world, node, started.kernel, started.effects, false)
}

/** The time of day as the machine has it: clocks disagree, and nothing may follow from it. */
export const timeOf = ({ tick }: KernelWorld, { clockMs }: KernelNode): WallMs =>
  wallMs(10_000_000_000 + tick * 20 + clockMs)

/** The machine is down, or its process: nothing of it goes on but its disk. */
export function stopNode (world: KernelWorld, node: KernelNode, upAt: number, power: boolean): void {
  shut(world, node.disk, power)
  node.kernel = null
  node.opening = false
  node.upAt = upAt
  node.peers = []
  node.pull = null
  node.inputs.length = 0
  node.slept = 0
}

/** It dies, and comes back after a while. */
export function crash (world: KernelWorld, node: KernelNode, power: boolean): void {
  see(world, { type: 'crashed', node: node.id })
  const cut = power && !node.disk.lied
  happened(world, cut ? 'power cuts' : 'processes killed')
  stopNode(world, node, world.tick + between(world, 1, world.faults.downTicksMax), cut)
}

/** A stopped process goes on: what came meanwhile reaches it now. */
export function goOn (world: KernelWorld, node: KernelNode): void {
  node.disk.pausedUntil = 0
  // Whatever comes first after a pause is decided in the knowledge of it.
  if (world.habits.leaseReads && node.kernel !== null) node.inputs.unshift({ type: 'lapse' })
  drain(world, node.disk)
  stepAll(world, node)
}

/**
 * The agent stops at once, and is started again. A cut reads the entry before it, which a disk that lies may not have.
 */
export function diskFailed (world: KernelWorld, node: KernelNode, { code, message }: HivemindError): void {
  const expected = ['HIVE_WAL_FAILED', 'HIVE_WAL_FULL', ...node.disk.lied ? ['HIVE_WAL_DAMAGED'] : []]
  if (!expected.includes(code))
    return fail(world, 'invariants', `${node.id} writes what its log refuses: ${message}`)
  happened(world, `stopped by ${code}`)
  see(world, { type: 'crashed', node: node.id })
  stopNode(world, node, world.tick + REOPEN_TICKS, false)
}

const RETRY_TICKS = 100
/** Told so, an agent is not started again. */
const FINAL: readonly string[] = ['HIVE_MEMBER_CUT', 'HIVE_MEMBER_LEFT']

/** The agent exits with 79. Who only failed to join tries again; who was removed does not. */
export function fenced (world: KernelWorld, node: KernelNode, refusal: Refusal): void {
  see(world, { type: 'crashed', node: node.id })
  say(world, `${node.id} is fenced: ${refusal.code} ${refusal.message}`)
  happened(world, `fenced with ${refusal.code}`)
  const failedToJoin = node.kernel?.phase === 'joining' && !FINAL.includes(refusal.code)
  node.fenced = refusal
  stopNode(world, node, failedToJoin ? world.tick + RETRY_TICKS : Number.POSITIVE_INFINITY, false)
}
