/**
 * A queue of tasks for many targets, whose leader and targets are killed throughout: a leader, another target, both,
 * and so on.
 *
 * Touches processes it starts and a temporary directory.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, draw, prng } from '@hivemind/base'
import { Undoing } from '../../test/faults/undoing.ts'
import { Fleet, type Machine, until } from '../../test/fleet.ts'
import { attemptsOf, enableScribes, linesOf, numbered, wantLines, wrongWithLines } from '../../test/scribes.ts'

export interface Queued {
  readonly tasks: number
  /** Members that do each of them; three of these vote. */
  readonly targets: number
  readonly seed: number
}

const VOTERS = 3
/** Kills in all, about: each after as many tasks. */
const KILLS = 100
/** What each takes at each target: long enough to be killed in the middle of it. */
const WORK_MS = 30
/** Longest time that a victim is away. */
const AWAY_MS = 3_000
/** All that was wanted is done by everybody within this time after the last kill. */
const END_MS = 600_000

type Say = (line: string) => void

/** @returns how many promises were broken */
export async function torturedTasks (say: Say, { tasks, targets, seed }: Queued): Promise<number> {
  const fleet = new Fleet()
  const undoing = new Undoing()
  undoing.later(() => fleet.abandon())
  try {
    const room = join(fleet.directory, 'room')
    mkdirSync(room)
    await cluster(say, fleet, targets)
    await enableScribes(fleet, 'a', room, WORK_MS)
    const lines = numbered(tasks)
    const beganAt = performance.now()
    const wanting = wantLines(() => living(fleet).map(({ client }) => client), lines)
    const kills = await killing(say, fleet, room, lines, { prng: prng(seed) })
    await wanting
    const machines = [...fleet.machines.values()]
    await until('everybody to be done', async () =>
      machines.every(({ name }) => linesOf(room, name).length >= lines.length), END_MS)
    const through = fleet.machine('a')
    await until('the ledger to be complete', async () => {
      const last = `T-${lines.at(-1) ?? ''}`
      return (await through.client.call('task-show', { params: { id: last } })).item.state !== 'open'
    }, END_MS)
    const seconds = (performance.now() - beganAt) / 1_000
    const wrong = [...await wrongWithLines(machines, through, room, lines), ...await apart(machines)]
    for (const sentence of wrong) say(`  broken: ${sentence}`)
    const attempts = machines.reduce((sum, { name }) => sum + attemptsOf(room, name).length, 0)
    say(`${tasks} tasks x ${targets} targets, seed ${seed}: ${kills} kills in ${seconds.toFixed(0)} s, ${attempts} attempts ran, ${attempts - tasks * targets} of them again after an end, ${wrong.length} broken promises`)
    return wrong.length
  } finally {
    await fleet.stop()
    undoing.run()
  }
}

/** Three voters, and plain members until there are as many as wanted. */
async function cluster (say: Say, fleet: Fleet, targets: number): Promise<void> {
  await fleet.voters(Math.min(VOTERS, targets))
  for (let at = VOTERS; at < targets; at++) await fleet.join(`m${at + 1}`, 'a')
  say(`${fleet.machines.size} agents`)
}

const living = (fleet: Fleet): readonly Machine[] => [...fleet.machines.values()].filter(({ pid }) => pid !== 0)

/** Kill after every so many tasks until the queue is empty. @returns how many were killed */
async function killing (
  say: Say, fleet: Fleet, room: string, lines: readonly string[], chance: Chance
): Promise<number> {
  const every = Math.max(2, Math.floor(lines.length / KILLS))
  const furthest = (): number =>
    Math.max(...[...fleet.machines.keys()].map(name => linesOf(room, name).length))
  let kills = 0
  for (let nth = 0, next = every; next < lines.length; nth++, next = furthest() + every) {
    await until(`${next} of ${lines.length} tasks`, async () => furthest() >= next, END_MS)
    const victims = await victimsOf(fleet, nth, chance)
    await Promise.all(victims.map(({ name }) => fleet.kill(name)))
    await pause(draw(chance, AWAY_MS))
    await Promise.all(victims.map(({ name }) => fleet.start(name)))
    kills += victims.length
    say(`after ${next} tasks: killed ${victims.map(({ name }) => name).join(' and ')}`)
  }
  return kills
}

/** The leader, another target, both: in turn. */
async function victimsOf (fleet: Fleet, nth: number, chance: Chance): Promise<readonly Machine[]> {
  const leader = await fleet.leader()
  const others = [...fleet.machines.values()].filter(machine => machine !== leader)
  const target = others[draw(chance, others.length)] ?? leader
  return [[leader], [target], [leader, target]][nth % 3] ?? []
}

/** Whether all members ended with the same applied state. */
async function apart (machines: readonly Machine[]): Promise<readonly string[]> {
  const same = until('all members to have applied the same', async () => {
    const seen = await Promise.all(machines.map(({ client }) => client.status({ deadlineMs: 5_000 })))
    return seen.every(({ appliedIndex, stateHash }) =>
      appliedIndex === seen[0]?.appliedIndex && stateHash === seen[0]?.stateHash)
  })
  return await same.then(() => [], (error: unknown) => [String(error)])
}
