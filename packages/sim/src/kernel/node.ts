/**
 * A machine with a kernel: what agent/body.ts does for a real one, and shown to the onlooker.
 *
 * Pure.
 */
import {
  fingerprintText, type HivemindError, type Index, type NodeId, type Refusal, type Term, index as toIndex,
  term as toTerm
} from '@hivemind/base'
import { exportState } from '@hivemind/control'
import {
  type AppliedRow, type Effect, type Input, type JoinPlan, type Kernel, type Peer, quietFor, stamp, step
} from '@hivemind/kernel'
import { check, type Entry, type Raft, status, termAt } from '@hivemind/raft'
import { percent } from '../chance.ts'
import { markOf, marksOf } from '../marks.ts'
import { post } from '../network.ts'
import { fail, guarded, happened, isBroken, say, see } from '../world.ts'
import { heard } from './clients.ts'
import { joinReplied, knock } from './doors.ts'
import { knowsGone } from './gone.ts'
import { linkFor } from './links.ts'
import { crash, diskFailed, fenced } from './lives.ts'
import { beginPull, type Pull } from './pulls.ts'
import { keptQuiet, lullOf } from './quiet.ts'
import { inTurn, type Saved, type Storage, write } from './storage.ts'
import { workApplied } from './work.ts'
import type { KernelWorld } from './world.ts'

const NO_TERM = toTerm(0)

export interface KernelNode {
  readonly id: NodeId
  disk: Storage
  readonly plan: JoinPlan | null
  /** What its log begins with, when it founds the cluster. */
  readonly founding: readonly Entry[]
  /** Null while the machine is down, or opens its disk. */
  kernel: Kernel | null
  opening: boolean
  /** Counts lives. */
  life: number
  /** When a machine that is down comes (back). */
  upAt: number
  /** Why it must not go on; null while it may. */
  fenced: Pick<Refusal, 'code' | 'message'> | null
  /** Applied here, and durable: what others may pull. */
  served: Index
  /** Clients' commands that took effect here, in order. */
  values: string[]
  /** Its ticks in a hundred of the world's, and what is left over of them. */
  rate: number
  left: number
  /** How far its time of day is off. */
  clockMs: number
  /** Its ticks that went by in its sleep and were not told to it (quiet.ts). */
  slept: number
  /** The power goes before so many effects more are performed; 0 when it does not. */
  effectsLeft: number
  /** The tick of its own since which it is connected to nobody; infinite when it is connected. */
  lonelyFrom: number
  /** Somebody emptied its disk, and it was not let in again since. */
  wiped: boolean
  peers: readonly Peer[]
  pull: Pull | null
  /** The last pull that it wants no more. */
  pullsOver: number
  readonly inputs: Input[]
  stepping: boolean
}

export const machineAt = (disk: Storage, plan: JoinPlan | null, founding: readonly Entry[]): KernelNode => ({
  id: disk.id, disk, plan, founding, kernel: null, opening: false, life: 0, upAt: 0, fenced: null, served: toIndex(0),
  values: [], rate: 100, left: 0, clockMs: 0, slept: 0, effectsLeft: 0,
  lonelyFrom: Number.POSITIVE_INFINITY, wiped: false, peers: [], pull: null, pullsOver: 0, inputs: [], stepping: false
})

/** Give a node an input; inputs that arise meanwhile wait their turn. */
export function feed (world: KernelWorld, node: KernelNode, input: Input): void {
  node.inputs.push(...lullOf(world, node), input)
  if (!node.stepping && world.tick >= node.disk.pausedUntil) stepAll(world, node)
}

/** Give it the inputs that wait. */
export function stepAll (world: KernelWorld, node: KernelNode): void {
  node.stepping = true
  for (let next = node.inputs.shift(); next !== undefined; next = node.inputs.shift()) {
    if (node.kernel === null || isBroken(world)) break
    stepNode(world, node, node.kernel, next)
  }
  node.stepping = false
}

function stepNode (world: KernelWorld, node: KernelNode, kernel: Kernel, input: Input): void {
  const { raft, control, self: id } = kernel
  const { standing, term, commit, persisted } = raft
  const before = { raft, standing, term, commit, persisted }
  try {
    const promised = input.type === 'tick' ? quietFor(kernel) : 0
    const effects = step(kernel, input)
    keptQuiet(world, node, kernel, promised, effects)
    if (kernel.mode === 'raft') check(kernel.raft)
    if (input.type === 'persisted' && kernel.raft === raft && raft.persisted !== before.persisted)
      see(world, { type: 'counted', node: id, index: raft.persisted, term: termAt(raft, raft.persisted) ?? NO_TERM })
    const leads = before.standing === 'leader' && raft.standing === 'leader' && before.term === raft.term
    if (kernel.control !== control) knowsGone(world, node, kernel)
    enterAll(world, node, kernel, effects, leads, before)
    if (node.kernel !== kernel) return
    if (kernel.control !== control) jumps(world, node, kernel)
  } catch (error) {
    fail(world, 'invariants', `${node.id} stopped on ${input.type}: ${(error as Error).message}`)
  }
}

/** A state came from elsewhere: everything through it is applied, once what was applied before is durable. */
function jumps (world: KernelWorld, node: KernelNode, { control }: Kernel): void {
  const state = fingerprintText(control.hash)
  const { appliedIndex } = control
  const values = [...node.disk.saved?.values ?? []]
  inTurn(node.disk, () => {
    node.served = appliedIndex
    node.values = values
    see(world, { type: 'installed', node: node.id, index: appliedIndex, state })
  })
}

/** The term whose leader is obeyed; none while committed entries are followed: nobody counts this node then. */
export const writtenIn = (kernel: Kernel): Term => kernel.mode === 'raft' ? kernel.raft.term : NO_TERM

interface Before { readonly raft: Raft, readonly standing: string, readonly term: number, readonly commit: number }

/** Show what the step did to the log and to the node's standing, then let the effects go their ways. */
export function enterAll (
  world: KernelWorld, node: KernelNode, kernel: Kernel, effects: readonly Effect[], leads: boolean, before?: Before
): void {
  // A leader appends after what it has just learnt to be committed, a follower the other way round.
  const stand = (): void => {
    if (before === undefined) return
    if (kernel.mode === 'raft') return standingSeen(world, node, kernel, before)
    if (before.standing !== 'leader') return
    // A leader that commits its own removal leads no more, and follows the others from the same step on.
    see(world, { type: 'stood', node: node.id, standing: 'follower', term: before.raft.term })
    if (before.raft.commit > before.commit) committedSeen(world, node, before.raft, true)
  }
  if (leads) stand()
  for (const effect of effects) {
    if (effect.type !== 'persist') continue
    const { truncateFrom, entries } = effect
    see(world, {
      type: 'wrote', node: node.id, term: writtenIn(kernel), leads, truncateFrom, entries: marksOf(entries)
    })
  }
  if (!leads) stand()
  const last = kernel.control.appliedIndex
  const state = effects.some(({ type }) => type === 'applied') ? hashOf(kernel) : ''
  for (const effect of effects) {
    if (node.effectsLeft > 0 && --node.effectsLeft === 0) {
      happened(world, 'crashes between two effects')
      crash(world, node, percent(world, world.faults.machine.powerPercent))
    }
    if (node.kernel !== kernel) return
    enter(world, node, effect, last, state)
  }
}

function standingSeen (world: KernelWorld, node: KernelNode, { raft }: Kernel, before: Before): void {
  const same = raft === before.raft
  if (!same || raft.standing !== before.standing || raft.term !== before.term) {
    see(world, { type: 'stood', node: node.id, standing: raft.standing, term: raft.term })
    if (raft.standing === 'leader') happened(world, 'leaders elected')
  }
  if (same && raft.commit === before.commit) return
  // A leader that commits its own removal leads no more afterwards; one that a later leader told of it did not count.
  const led = before.standing === 'leader' && raft.term === before.term
  committedSeen(world, node, raft, same && (led || raft.standing === 'leader'))
}

function committedSeen (world: KernelWorld, { id }: KernelNode, raft: Raft, leads: boolean): void {
  const { voters, outgoing = [] } = status(raft).configuration
  see(world, { type: 'committed', node: id, index: raft.commit, term: raft.term, leads, voters, outgoing })
}

const hashOf = ({ control }: Kernel): string => fingerprintText(control.hash)

function enter (world: KernelWorld, node: KernelNode, effect: Effect, last: Index, state: string): void {
  if (effect.type === 'applied') return inTurn(node.disk, () => { applied(world, node, effect.rows, last, state) })
  if (effect.lane === 'early') return perform(world, node, effect)
  if (effect.type !== 'persist') return inTurn(node.disk, () => { perform(world, node, effect) })
  const { hard, truncateFrom, entries, commit } = effect
  if (truncateFrom !== null && truncateFrom <= node.disk.log.length) happened(world, 'logs truncated')
  const end = entries.at(-1)
  write(world, node.disk, { hard, truncateFrom, entries, commit }, () => {
    see(world, { type: 'synced', node: node.id, hard, truncateFrom, entries: marksOf(entries) })
    if (end !== undefined) feed(world, node, { type: 'persisted', index: end.index, term: end.term })
  }, error => { diskFailed(world, node, error) })
}

function perform (world: KernelWorld, node: KernelNode, effect: Effect): void {
  switch (effect.type) {
    case 'persist':
    case 'applied': return // Performed by the lane.
    case 'send': return send(world, node, effect)
    case 'answer': return heard(world, node, effect.id, effect.answer)
    case 'take-snapshot':
      keep(node, { index: effect.index, snapshot: effect.snapshot, values: [...node.values] })
      happened(world, 'snapshots taken')
      return feed(world, node, { type: 'snapshot-taken', index: effect.index })
    case 'peers':
      node.peers = effect.peers
      acquaint(node)
      // Seen after the entries that it follows from, which wait for the disk.
      return inTurn(node.disk, () => {
        see(world, { type: 'admits', node: node.id, members: effect.peers.map(({ id }) => id) })
      })
    case 'join-request': return knock(world, node, effect)
    case 'join-reply': return joinReplied(world, node, effect.id, effect.reply)
    case 'pull': return beginPull(world, node, effect)
    case 'stop-pull':
      node.pullsOver = effect.pull
      if (node.pull?.id === effect.pull) node.pull = null
      return
    case 'repaired': return repaired(world, node)
    case 'fence': return fenced(world, node, effect.refusal)
    case 'handed-over': return
    case 'note': return say(world, `${node.id}: ${effect.message} ${JSON.stringify(effect.fields)}`)
  }
}

function repaired (world: KernelWorld, node: KernelNode): void {
  const { disk, disk: { wal, repair } } = node
  if (repair !== null) see(world, { type: 'repaired', node: node.id, lost: repair })
  disk.repair = null
  happened(world, 'damaged logs repaired')
  wal?.setRepaired().catch((error: HivemindError) => {
    if (disk.wal === wal) guarded(world, () => { diskFailed(world, node, error) })
  })
}

/** Noted beside the log, as long as the log itself tells it. */
function acquaint ({ kernel, disk, peers }: KernelNode): void {
  const cluster = kernel?.control.cluster
  if (cluster != null && disk.repair === null) disk.acquainted = { cluster: cluster.id, peers }
}

function send (world: KernelWorld, node: KernelNode, { to, framed }: Effect & { type: 'send' }): void {
  const { connection } = linkFor(world, node.id, to)
  if (node.kernel === null || connection === 0) return happened(world, 'frames without a connection')
  if (framed.protocol === 'raft') see(world, { type: 'said', node: node.id, to, message: framed.message })
  post(world, world.net, node.id, to, { stamp: stamp(node.kernel), framed, connection })
}

function applied (
  world: KernelWorld, node: KernelNode, rows: readonly AppliedRow[], last: Index, state: string
): void {
  for (const { entry, envelope, outcome } of rows) {
    const { index } = entry
    see(world, { type: 'applied', node: node.id, mark: markOf(entry), state: index === last ? state : '' })
    if (envelope !== null && envelope.session !== '' && outcome.refusal === null && outcome.repeats === null) {
      const command = `${envelope.session}#${envelope.sequence}`
      if (envelope.actor.startsWith('client:')) node.values.push(command)
      see(world, { type: 'effect', node: node.id, command, index })
    }
    if (world.work !== null && envelope !== null && outcome.refusal === null && outcome.repeats === null)
      workApplied(world, node, index, envelope)
    for (const change of outcome.changes) {
      if (change.type === 'member-gone') {
        world.removed.add(change.id)
        see(world, { type: 'gone', node: node.id, member: change.id })
      }
      if (change.type === 'epoch-changed') see(world, { type: 'epoch-rose', node: node.id })
      if (change.type === 'member-joined') joined(world, node, change.member.id, change.request)
    }
    if (node.served < index) node.served = index
  }
}

function joined (world: KernelWorld, node: KernelNode, member: NodeId, request: string): void {
  const token = world.nodes.get(member)?.plan?.token
  const forged = token?.secretHash === 'guessed' ? `forged ${token.id}` : (token?.id ?? '')
  see(world, { type: 'joined', node: node.id, member, token: forged })
  happened(world, 'joins applied')
  say(world, `${member} joined by ${request}`)
}

/** A state that waited for the disk may have been overtaken by one that was fetched. */
function keep ({ disk }: KernelNode, saved: Saved): void {
  if (saved.index > (disk.saved?.index ?? 0)) disk.saved = saved
}

/** The applied state as it is now, saved behind everything that was applied before. */
export function saveState (world: KernelWorld, node: KernelNode): void {
  if (node.kernel === null || node.kernel.control.cluster === null) return
  const { appliedIndex: index } = node.kernel.control
  const snapshot = exportState(node.kernel.control)
  inTurn(node.disk, () => {
    keep(node, { index, snapshot, values: [...node.values] })
    happened(world, 'snapshots taken')
  })
}
