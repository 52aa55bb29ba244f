/**
 * A stored state that was changed is never used: neither by a flipped value, nor as something made up.
 */
import fc from 'fast-check'
import t from 'tap'
import { exportState, importState } from '../src/index.ts'
import { apply, asking, founded, token } from './facts.ts'
import { history, writeAll } from './histories.ts'

type Path = readonly (string | number)[]

/** Paths of all values that are not lists or records. */
function leaves (value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, field]) => leaves(field, [...path, key]))
}

function replaced (value: unknown, [key, ...rest]: Path, change: (leaf: unknown) => unknown): unknown {
  if (key === undefined) return change(value)
  const copy = (Array.isArray(value) ? [...value] : { ...value as object }) as Record<string, unknown>
  copy[key] = replaced(copy[key], rest, change)
  return copy
}

function other (leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf + 1
  if (typeof leaf === 'boolean') return !leaf
  return leaf === null ? 'x' : `${leaf as string}x`
}

/** Where the state stands is compared beside the hash, by whoever knows the index it asked for. */
const POSITION = ['appliedIndex', 'appliedTerm']

const refused = (value: unknown): boolean => {
  const back = importState(value)
  return 'code' in back && back.code === 'HIVE_STATE_DAMAGED'
}

t.test('one changed value anywhere makes a stored state useless', async () => {
  fc.assert(fc.property(history(), fc.nat(), (entries, choice) => {
    const snapshot = JSON.parse(JSON.stringify(exportState(writeAll(entries))))
    const paths = leaves(snapshot).filter(([field]) => !POSITION.includes(String(field)))
    return refused(replaced(snapshot, paths[choice % paths.length]!, other))
  }), { numRuns: 500 })
})

t.test('a missing field makes a stored state useless', async t => {
  const snapshot = exportState(founded())
  const later = ['failures', 'resources', 'keys', 'roles', 'grants'] // States of earlier releases have none.
  const all = Object.keys(snapshot).filter(key => !later.includes(key))
  for (const key of all) t.ok(refused({ ...snapshot, [key]: undefined }), key)
})

t.test('anything else is refused without a crash', async () => {
  fc.assert(fc.property(fc.jsonValue(), refused))
  const snapshot = exportState(founded())
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(snapshot)), fc.jsonValue(), (key, value) => {
      const before = (snapshot as unknown as Record<string, unknown>)[key]
      return (
        JSON.stringify(before) === JSON.stringify(value) ||
        POSITION.includes(key) ||
        refused({ ...snapshot, [key]: value })
      )
    }),
    { numRuns: 500 }
  )
})

t.test('a state that no entries could have made is refused, although its records are well formed', async t => {
  const control = founded()
  apply(control, 'token-created', token('t1'))
  apply(control, 'join-requested', asking('J1', 'b'))
  apply(control, 'event-appended', { event: 'load', payload: 1 }, { session: 's', sequence: 2 })
  apply(control, 'event-appended', { event: 'load', payload: 1 }, { session: 's', sequence: 4 })
  apply(control, 'event-appended', { event: 'load', payload: 1 }, { session: 'r', sequence: 1 })
  const good = exportState(control)
  t.notOk(refused(good))
  const [member, session] = [good.members[0]!, good.sessions[0]!]
  const told = (over: object, words: string): void => {
    t.match(importState({ ...good, ...over }), { code: 'HIVE_STATE_DAMAGED', message: words }, words)
  }
  told({ members: [member, member] }, 'two members have one identity')
  told({ members: [member, { ...member, id: 'z' }] }, 'two members have one name')
  told({ tokens: [good.tokens[0], good.tokens[0]] }, 'two tokens have one id')
  told({ sessions: [session, session] }, 'two sessions have one name')
  told({ sessions: [...good.sessions].reverse() }, 'sessions are not in the order of their last use')
  told({ sessions: [{ ...session, lastIndex: 99 }] }, 'a session was used after the last entry')
  told({ sessions: [{ ...session, lastIndex: 4 }] }, 'session s was used last at 5, not at 4')
  told({ sessions: [{ ...session, floor: 2 }] }, 'session s has numbers out of order')
  told({ epochs: [] }, 'the epoch is not the last of its history')
  told({ epochs: [good.epochs[0], good.epochs[0]] }, 'epochs do not rise')
})
