/**
 * Members at work: two roles, one of every member and one of a single holder, and tasks of three queues for them. Each
 * member does what agent/roles/tasks.ts does: it begins in the log what its applied state gives it, runs it for a
 * while, and reports it; what it knows beyond the log is gone with its life, but for outcomes on its disk.
 *
 * Pure.
 */
import { draw, type Index, type NodeId } from '@hivemind/base'
import { type Control, type Duty, dutiesOf, fenceOf, type LedgerRow, openTargets, rowKey } from '@hivemind/control'
import type { Answer } from '@hivemind/kernel'
import { between, percent, pick } from '../chance.ts'
import { happened, see } from '../world.ts'
import { members } from './clients.ts'
import { act, actHeard } from './holding.ts'
import { jobWishes, lookAtClock, tickHeard } from './jobs.ts'
import type { KernelNode } from './node.ts'
import type { Wish } from './operator.ts'
import { PATIENCE_TICKS, propose, refusalIn, type Work } from './work.ts'
import type { KernelWorld } from './world.ts'

const TASKS = 40
const RUN_TICKS_MAX = 30
const REPORT_TICKS = 100

export type Outcome = 'done' | 'failed' | 'interrupted'

interface Attempt {
  readonly row: Pick<LedgerRow, 'task' | 'target' | 'attempt'>
  phase: 'asked' | 'runs' | 'reports'
  /** Its request, the tick at which it is asked again, and the one at which what runs is over. */
  request: number
  againAt: number
  outcome: Outcome
}

/** What a member knows of its attempts in one life. */
export interface Hand {
  readonly life: number
  readonly attempts: Map<string, Attempt>
  readonly granted: Map<string, Index>
}

export function working (world: KernelWorld, one: Work): void {
  if (world.tick > 200 && !one.over && world.operator.wishes.length < 2 && percent(one, 4)) want(world, one)
  for (const node of members(world)) {
    if (world.tick < node.disk.pausedUntil) continue
    if (percent(one, 25)) look(world, one, node)
    if (one.over) continue
    lookAtClock(world, one, node)
    act(world, one, node)
  }
}

const NOTHING = { version: '1.0.0', source: { type: 'path', at: '/r' }, members: [], performs: [], requires: [],
  bootstrapRequires: [], degraded: 'stop', watches: { members: false, resources: [] },
  proposes: { events: [], resources: [], keys: [] }, config: {}, from: 0,
  actions: [{ name: 'fill', about: '', repeatable: true }] } as const

/** Roles first, then tasks, each wanted under an id that the log takes once. */
function want (world: KernelWorld, one: Work): void {
  const wish = (type: string, body: unknown): void => { world.operator.wishes.push({ type, body, tries: 0 } as Wish) }
  if (one.added === 0) {
    wish('role-enabled', { ...NOTHING, role: 'web', holders: 0 })
    const proposes = { ...NOTHING.proposes, events: ['sim.led'] }
    wish('role-enabled', { ...NOTHING, role: 'lead', holders: 1, proposes })
    world.operator.wishes.push(...jobWishes())
  }
  if (one.added >= TASKS) return
  const any = percent(one, 40)
  wish('task-added', {
    id: `T${++one.added}`, role: any ? 'lead' : 'web', action: 'fill', input: {}, members: [], any,
    queue: pick(one, ['', 'q', 'q', 'r']), holds: false, triesMax: 2
  })
}

function handOf (one: Work, node: KernelNode): Hand {
  const known = one.hands.get(node.id)
  if (known?.life === node.life) return known
  const hand: Hand = { life: node.life, attempts: new Map(), granted: new Map() }
  one.hands.set(node.id, hand)
  return hand
}

const attemptKey = ({ task, target, attempt }: Attempt['row']): string => `${rowKey(task, target)}#${attempt}`

function look (world: KernelWorld, one: Work, node: KernelNode): void {
  const { control } = node.kernel ?? {}
  if (control === undefined) return
  const hand = handOf(one, node)
  const { next, begun } = dutiesOf(control, node.id)
  for (const row of begun) began(world, one, node, hand, row)
  for (const [key, attempt] of hand.attempts) {
    if (attempt.phase === 'asked' && world.tick >= attempt.againAt) hand.attempts.delete(key)
    else if (attempt.phase !== 'asked' && world.tick >= attempt.againAt) goOn(world, one, node, attempt)
  }
  for (const duty of next) if (duty.turn || percent(one, 5)) begin(world, node, hand, control, duty)
}

function begin (world: KernelWorld, node: KernelNode, hand: Hand, control: Control, duty: Duty): void {
  const { task: { id: task, role }, target, attempt } = duty
  const fence = fenceOf(control, role, node.id)
  const row = { task, target, attempt }
  const key = attemptKey(row)
  if (hand.attempts.has(key) || fence === null) return
  const request = propose(world, node, 'task-begun', { ...row, member: node.id, fence })
  hand.attempts.set(key, { row, phase: 'asked', request, againAt: world.tick + PATIENCE_TICKS, outcome: 'done' })
}

/** What was begun in an earlier life was interrupted, unless its outcome is on the disk. */
function began (world: KernelWorld, one: Work, node: KernelNode, hand: Hand, begun: LedgerRow): void {
  const { task, target, attempt } = begun
  const row = { task, target, attempt }
  const key = attemptKey(row)
  const known = hand.attempts.get(key)
  const granted = hand.granted.get(key)
  if (known !== undefined && (known.phase !== 'asked' || granted === undefined)) return
  hand.granted.delete(key)
  const outcome = one.kept.get(node.disk)?.get(key) ?? 'interrupted'
  const here: Attempt = known ?? { row, phase: 'reports', request: 0, againAt: world.tick, outcome }
  hand.attempts.set(key, here)
  if (granted !== begun.index) {
    here.phase = 'reports'
    here.againAt = world.tick
    return happened(world, outcome === 'interrupted' ? 'attempts interrupted' : 'outcomes found on disks')
  }
  here.phase = 'runs'
  here.againAt = world.tick + draw(one, RUN_TICKS_MAX)
  happened(world, 'attempts run')
  see(world, { type: 'ran', node: node.id, task, target, attempt })
}

/** What runs is over, and reported until the log has it or does not want it. */
function goOn (world: KernelWorld, one: Work, node: KernelNode, attempt: Attempt): void {
  if (attempt.phase === 'runs') {
    attempt.phase = 'reports'
    attempt.outcome = percent(one, 10) ? 'failed' : 'done'
    if (percent(one, 80)) keep(one, node, attemptKey(attempt.row), attempt.outcome)
  }
  const { row, outcome } = attempt
  attempt.againAt = world.tick + between(one, 20, REPORT_TICKS)
  const body = { ...row, member: node.id, outcome, result: null, problem: '' }
  attempt.request = propose(world, node, 'task-reported', body)
}

function keep (one: Work, { disk }: KernelNode, key: string, outcome: Outcome): void {
  const kept = one.kept.get(disk) ?? new Map<string, Outcome>()
  one.kept.set(disk, kept.set(key, outcome))
}

/** A node answered a request of its own: it names the entry that begins an attempt of this life. */
export function workHeard (world: KernelWorld, node: KernelNode, id: number, answer: Answer): void {
  const { work } = world
  if (work === null) return
  tickHeard(work, node, id)
  actHeard(world, work, id, answer)
  const hand = work.hands.get(node.id)
  const [result] = answer.type === 'proposed' ? answer.results : []
  if (hand === undefined || hand.life !== node.life) return
  const refusal = refusalIn(answer)
  for (const [key, { phase, request }] of hand.attempts) {
    if (request !== id) continue
    if (phase === 'asked' && refusal !== null) hand.attempts.delete(key)
    if (phase === 'asked' && result?.type === 'applied') hand.granted.set(key, result.index)
    if (phase === 'reports' && (refusal === null || refusal.retry === 'no')) hand.attempts.delete(key)
  }
}

/** Nobody who is there has anything left to begin, to run or to report. */
export const isIdle = (world: KernelWorld, members: readonly NodeId[]): boolean =>
  world.work === null || members.every(id => {
    const { control } = world.nodes.get(id)?.kernel ?? {}
    if (control === undefined) return false
    const { next, begun } = dutiesOf(control, id)
    return next.length === 0 && begun.length === 0
  })

/**
 * What became of all tasks.
 *
 * @param there - members that can still act: what another one began stays begun until it comes back or is removed
 */
export function account (world: KernelWorld, control: Control | undefined, there: readonly NodeId[]): void {
  if (world.work === null || control === undefined) return
  const tasks = [...control.tasks.values()].sort((one, other) => one.addedIndex - other.addedIndex)
  happened(world, 'tasks done', tasks.filter(({ state }) => state === 'done').length)
  happened(world, 'tasks open at the end', tasks.filter(({ id }) => openTargets(control, id).size > 0).length)
  see(world, {
    type: 'accounted', jobs: [...control.jobs.values()].map(({ id, runs }) => ({ id, runs })),
    tasks: tasks.map(({ id, queue, targets }) => ({
      id, queue,
      rows: targets.map(target => {
        const { state = 'waiting', attempt = 0, member = '' } = control.ledger.get(rowKey(id, target)) ?? {}
        return { target, state: state === 'begun' && !there.some(id => id === member) ? 'left' : state, attempt }
      })
    }))
  })
}
