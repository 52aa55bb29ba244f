/**
 * Scribes: a role of every member that writes a line for each of its tasks, and what a queue of such tasks left behind.
 *
 * Touches the agents of a fleet and a directory of its own, with two files for each member: the lines, each once
 * however often its action was run, and the attempts that ran.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import { expectOk, type Fleet, type Machine, until } from './fleet.ts'

/** Rows of a ledger that are asked for at once. */
const ROWS_MAX = 5_000
const QUEUE = 'lines'

const SCRIBE = `import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { defineRole } from '@hivemind/role'
import { z } from 'zod'
export const role = defineRole({
  name: 'scribe', version: '1.0.0', holders: 'every', 
  config: z.object({ room: z.string(), workMs: z.number().default(0) }),
  select: () => 0, reconcile () {},
  actions: {
    write: {
      about: 'writes a line, once', input: z.object({ line: z.string() }),
      async run ({ line }, { task, attempt, config, self }) {
        const path = join(config.room, self.name)
        await appendFile(path + '.attempts', task + '#' + attempt + '\\n')
        await pause(config.workMs)
        const before = await readFile(path, 'utf8').catch(() => '')
        if (!before.split('\\n').includes(line)) await appendFile(path, line + '\\n')
        return line
      }
    },
    refuse: { input: z.object({}), run () { throw new Error('it will not') } }
  }
})
`

const linesIn = (path: string): readonly string[] => {
  try { return readFileSync(path, 'utf8').trimEnd().split('\n') } catch { return [] }
}

/** The lines that a member wrote. */
export const linesOf = (room: string, name: string): readonly string[] => linesIn(join(room, name))
/** The attempts that it ran, as `TASK#N`. */
export const attemptsOf = (room: string, name: string): readonly string[] => linesIn(join(room, `${name}.attempts`))

/** Make every member of a fleet a scribe, who works at each line for a while. */
export async function enableScribes (fleet: Fleet, through: string, room: string, workMs = 0): Promise<void> {
  const at = join(room, 'scribe.ts')
  writeFileSync(at, SCRIBE)
  const config = JSON.stringify({ room, workMs })
  expectOk(await fleet.on(through, ['role', 'enable', at, '--config', config, '--timeout', '60s']))
}

/** Numbered lines, the first of a number, as they are to be written. */
export const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `line-${at}`)

/**
 * Want lines written in this order, whoever answers: one that was wanted already, by a try of which nobody heard, is
 * not wanted again.
 */
export async function wantLines (clients: () => readonly Client[], lines: readonly string[]): Promise<void> {
  for (const [at, line] of lines.entries()) {
    const body = { id: `T-${line}`, role: 'scribe', action: 'write', input: { line }, queue: QUEUE }
    await until(`${line} to be wanted`, async () => {
      const up = clients()
      try {
        await up[at % up.length]?.call('task-add', { body }, { deadlineMs: 5_000 })
        return true
      } catch (error) {
        if (error instanceof HivemindError && error.code === 'HIVE_TASK_TAKEN') return true
        throw error
      }
    })
  }
}

/** What is wrong with what the scribes did, a sentence each; empty when each did each once, in order. */
export async function wrongWithLines (
  machines: readonly Machine[], through: Machine, room: string, lines: readonly string[]
): Promise<readonly string[]> {
  const wrong = machines.flatMap(({ name }) => wrongWith(name, linesOf(room, name), attemptsOf(room, name), lines))
  const { items } = await through.client.call('task-list', { query: { role: 'scribe', limit: ROWS_MAX } })
  const done = new Map(items.filter(({ action }) => action === 'write').map(({ input, state, targets }) =>
    [input['line'], state === 'done' && targets.done === machines.length]))
  for (const line of lines)
    if (done.get(line) !== true) wrong.push(`the ledger does not call ${line} done by all ${machines.length}`)
  return wrong
}

function wrongWith (
  name: string, found: readonly string[], attempts: readonly string[], lines: readonly string[]
): string[] {
  const wrong: string[] = []
  const at = lines.findIndex((line, at) => found[at] !== line)
  if (at >= 0) wrong.push(`${name} wrote ${found[at] ?? 'nothing'} as line ${at}, expected ${lines[at]}`)
  if (found.length > lines.length) wrong.push(`${name} wrote ${found.length} lines, expected ${lines.length}`)
  if (new Set(attempts).size < attempts.length) wrong.push(`${name} ran an attempt twice`)
  return wrong
}
