/**
 * Which tests look for the bugs of a room: its own, by kind, the cheapest first.
 *
 * Reads the file tree.
 */
import { basename } from 'node:path'
import { select } from '../testing/files.ts'
import type { Room } from './mutant.ts'

/** What can find a bug, the cheapest first. */
export const KINDS = ['text', 'unit', 'property', 'simulation'] as const
export type Kind = (typeof KINDS)[number]
export type TestKind = Exclude<Kind, 'simulation'>

/** Simulated worlds that run a room's code, the faster first. */
export const WORLDS_OF: Readonly<Record<Room, ReadonlyArray<'raft' | 'kernel'>>> = {
  raft: ['raft', 'kernel'], kernel: ['kernel'], control: ['kernel'], wal: [], agent: [], api: []
}

/** The client of the API is tested against the server, which lives in the agent. */
const SERVER = /^packages\/agent\/test\/http-/
const SLOW = /\/(crash|flipped-|torn-anywhere|throughput)/

/** Test files of one kind that look at a room, by their paths from the root. */
export function testsOf (root: string, room: Room, kind: TestKind): readonly string[] {
  const own = select(root, [`packages/${room}/test`]).fast
  const files = room === 'api' ? [...own, ...select(root, ['packages/agent/test']).fast.filter(isServer)] : own
  const chosen = files.filter(path => kindOf(path) === kind)
  return [...chosen.filter(path => !SLOW.test(path)), ...chosen.filter(path => SLOW.test(path))]
}

const isServer = (path: string): boolean => SERVER.test(path)

function kindOf (path: string): TestKind {
  if (basename(path) === 'text.test.ts') return 'text'
  return path.endsWith('.property.test.ts') ? 'property' : 'unit'
}
