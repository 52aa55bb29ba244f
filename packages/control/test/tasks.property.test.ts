/**
 * Goal: each target does each task of a queue once and in order, and the ledger ends complete, whatever happens to
 * members, holders and reports on the way.
 * Method: members do their duties in any order on one applied state; between any two steps one is found unreachable,
 * killed, or comes back, the role moves on, or a report comes twice or late. What was run is noted outside of it.
 */
import { type Chance, draw, prng } from '@hivemind/base'
import t from 'tap'
import {
  type Control, dutiesOf, exportState, fenceOf, grantsOf, importState, isUnreachable, type LedgerRow, rowKey
} from '../src/index.ts'
import { apply, asking, enabling, founded } from './facts.ts'

const percent = (chance: Chance, of: number): boolean => draw(chance, 100) < of
const pick = <One>(chance: Chance, from: readonly One[]): One => from[draw(chance, from.length)] as One

const NAMES = ['a', 'b', 'c', 'd', 'e'] as never[]
const TASKS = 12

interface Machine { readonly id: never, alive: boolean, readonly runs: Map<string, LedgerRow> }
interface World {
  control: Control
  readonly machines: readonly Machine[]
  /** `target task#attempt` of every run, in order. */
  readonly ran: Array<{ readonly task: string, readonly target: string, readonly attempt: number }>
  readonly chance: { prng: ReturnType<typeof prng> }
  readonly late: Array<() => void>
  incarnation: number
}

function began (seed: number): World {
  const control = founded()
  for (const [at, name] of NAMES.slice(1).entries()) {
    apply(control, 'join-requested', asking(`J${at}`, name))
    apply(control, 'join-approved', { request: `J${at}`, by: 'operator' })
  }
  const any = seed % 2 === 0
  apply(control, 'role-enabled', enabling('web', { holders: any ? 1 : 0 }))
  for (let at = 1; at <= TASKS; at++) {
    apply(control, 'task-added', {
      id: `T${at}`, role: 'web', action: 'fill', input: {}, members: [], any, queue: 'q', holds: false, triesMax: 3
    })
  }
  const machines = NAMES.map(id => ({ id, alive: true, runs: new Map<string, LedgerRow>() }))
  return { control, machines, ran: [], chance: { prng: prng(seed) }, late: [], incarnation: 1 }
}

/** One step of one machine: it begins, runs, or reports; it may die before or after any of these. */
function work ({ control, ran, chance, late }: World, { id, runs }: Machine): void {
  const { next, begun } = dutiesOf(control, id)
  for (const row of begun) {
    const key = `${row.id}#${row.attempt}`
    const mine = runs.get(key)
    const body = { task: row.task, target: row.target, attempt: row.attempt, member: id, result: null, problem: '' }
    const outcome = mine === undefined ? 'interrupted' : percent(chance, 20) ? 'failed' : 'done'
    const report = (): void => { apply(control, 'task-reported', { ...body, outcome }) }
    if (percent(chance, 10)) late.push(report)
    report()
    if (percent(chance, 10)) report()
    runs.delete(key)
    return
  }
  const duty = pick(chance, next.length === 0 ? [undefined] : next)
  const fence = fenceOf(control, 'web', id)
  if (duty === undefined || fence === null) return
  const { task, target, attempt } = duty
  apply(control, 'task-begun', { task: task.id, target, attempt, member: id, fence })
  const row = control.ledger.get(rowKey(task.id, target))
  if (row?.state !== 'begun' || row.member !== id || row.attempt !== attempt) return
  if (percent(chance, 15)) return // Killed before it ran.
  runs.set(`${row.id}#${attempt}`, row)
  ran.push({ task: task.id, target, attempt })
}

function disturb (world: World): void {
  const { control, machines, chance, late } = world
  const one = pick(chance, machines)
  const roll = draw(chance, 10)
  if (roll < 3) { one.alive = false; one.runs.clear() }
  else if (roll < 6) { one.alive = true; one.runs.clear() }
  if (!one.alive && !isUnreachable(control, one.id)) {
    const incarnation = world.incarnation++
    apply(control, 'member-failed', { member: one.id, incarnation, observers: 1, accusers: [accuser] })
  } else if (one.alive && isUnreachable(control, one.id))
    apply(control, 'member-returned', { member: one.id, incarnation: world.incarnation++ })
  settleHolder(world)
  if (roll === 9) late.splice(0).forEach(report => { report() })
  if (roll === 8) {
    const back = importState(JSON.parse(JSON.stringify(exportState(control))))
    if (!('code' in back)) world.control = back
  }
}
const accuser = { id: 'a' as never, missed: 1, denied: 1, silentTicks: 9, connected: false }

/** The leader's grant, as kernel/granting.ts makes it. */
function settleHolder ({ control, machines, chance }: World): void {
  const role = control.roles.get('web')
  if (role === undefined || role.holders === 0) return
  const [held] = grantsOf(control, 'web')
  if (held !== undefined && !isUnreachable(control, held.member)) return
  const up = machines.filter(({ id }) => !isUnreachable(control, id) && held?.member !== id)
  if (up.length === 0) return
  apply(control, 'role-granted', {
    role: 'web', member: pick(chance, up).id, replaces: held?.member ?? '', after: role.grantedIndex
  })
}

const numberOf = (task: string): number => Number(task.slice(1))

t.test('each target does each task once and in order, and the ledger is complete', t => {
  for (let seed = 1; seed <= 150; seed++) {
    const world = began(seed)
    settleHolder(world)
    for (let step = 0; step < 600; step++) {
      if (percent(world.chance, 12)) disturb(world)
      const up = world.machines.filter(({ alive }) => alive)
      if (up.length > 0) work(world, pick(world.chance, up))
    }
    for (const machine of world.machines) machine.alive = true
    for (let step = 0; step < 400; step++) {
      for (const { id } of world.machines) {
        if (!isUnreachable(world.control, id)) continue
        apply(world.control, 'member-returned', { member: id, incarnation: world.incarnation++ })
      }
      settleHolder(world)
      for (const machine of world.machines) work(world, machine)
    }
    const { control, ran } = world
    const keys = ran.map(({ task, target, attempt }) => `${task}/${target}#${attempt}`)
    t.equal(new Set(keys).size, keys.length, `seed ${seed}: no attempt runs twice`)
    const open = [...control.tasks.values()].filter(({ state }) => state === 'open')
    t.same(open.map(({ id }) => id), [], `seed ${seed}: nothing is left open`)
    const rows = [...control.tasks.values()].flatMap(({ id, targets }) =>
      targets.map(target => control.ledger.get(rowKey(id, target))?.state))
    t.ok(rows.every(state => state === 'done' || state === 'failed'), `seed ${seed}: the ledger is complete`)
    for (const target of new Set(ran.map(one => one.target))) {
      const order = ran.filter(one => one.target === target).map(({ task }) => numberOf(task))
      t.same(order, [...order].sort((one, other) => one - other), `seed ${seed}: ${target} did them in order`)
    }
  }
  t.end()
})
