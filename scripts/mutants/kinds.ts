/**
 * Which tests look for the bugs of a room: its own, by kind, the cheapest first.
 *
 * Reads the file tree.
 */
import { basename } from 'node:path'
import { select } from '../testing/files.ts'
import { type Mutant, type Room, roomOf } from './mutant.ts'

/** What can find a bug, the cheapest first. */
export const KINDS = ['text', 'unit', 'property', 'simulation'] as const
export type Kind = (typeof KINDS)[number]
export type TestKind = Exclude<Kind, 'simulation'>

type World = 'raft' | 'kernel' | 'tasks'

/** Simulated worlds that run a room's code, the faster first. */
const WORLDS_OF: Readonly<Record<Room, readonly World[]>> = {
  raft: ['raft', 'kernel'], kernel: ['kernel'], control: ['kernel'], wal: ['kernel'], agent: [], api: [],
  swim: [], feed: []
}

/** Roles, tasks and jobs are in one world only. */
const OF_TASKS = /^(task|attempts|cron|roles|granting|role-writing)/

/** Simulated worlds that run the code of a mutant's file. */
export const worldsOf = (mutant: Mutant): readonly World[] =>
  /^(control|kernel)$/.test(roomOf(mutant)) && OF_TASKS.test(mutant.file) ? ['tasks'] : WORLDS_OF[roomOf(mutant)]

/** The client of the API is tested against the server, which lives in the agent. */
const SERVER = /^packages\/agent\/test\/http-/
const SLOW = /\/(crash|flipped-|torn-anywhere|throughput)/

/**
 * Test files of one kind that look at the room of a mutant, by their paths from the root: those that bear the name of
 * its file first, slow ones last.
 */
export function testsOf (root: string, mutant: Mutant, kind: TestKind): readonly string[] {
  const room = roomOf(mutant)
  const own = select(root, [`packages/${room}/test`]).fast
  const server = room === 'api' ? select(root, ['packages/agent/test']).fast.filter(path => SERVER.test(path)) : []
  return [...own, ...server].filter(path => kindOf(path) === kind).sort((one, other) =>
    rank(mutant, one) - rank(mutant, other))
}

function rank ({ file }: Mutant, path: string): number {
  if (basename(path) === `${basename(file, '.ts')}.test.ts`) return 0
  if (SLOW.test(path)) return 3
  return SERVER.test(path) === file.startsWith('http/') ? 1 : 2
}

function kindOf (path: string): TestKind {
  if (basename(path) === 'text.test.ts') return 'text'
  return path.endsWith('.property.test.ts') ? 'property' : 'unit'
}
