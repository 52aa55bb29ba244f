/**
 * A unique key has one holder: whoever's claim is applied first, however claims, resources and releases interleave.
 */
import fc from 'fast-check'
import t from 'tap'
import { type Control, keysOf } from '../src/index.ts'
import { apply, founded } from './facts.ts'
import { history, writeAll } from './histories.ts'

/** What the resources say they hold, and what the keys say. */
const said = ({ resources }: Control): string[] =>
  [...resources.values()].flatMap(one => keysOf(one).map(key => `${key} ${one.id}`)).sort()
const kept = ({ keys }: Control): string[] =>
  [...keys.values()].filter(({ resource }) => resource !== '').map(({ id, resource }) => `${id} ${resource}`).sort()

t.test('in every history the keys are those that the resources hold, each once', async () => {
  fc.assert(fc.property(history(80), entries => {
    const control = writeAll(entries)
    const found = said(control)
    return new Set(found.map(row => row.split(' ')[0])).size === found.length && found.join() === kept(control).join()
  }), { numRuns: 300 })
})

t.test('1,000 claims of one key: one holder, and 999 are told its name', async t => {
  const control = founded()
  const outcomes = Array.from({ length: 1_000 }, (_, at) =>
    apply(control, 'key-claimed', { key: 'ip-10.0.0.7', holder: `worker-${at}` }))
  t.equal(outcomes.filter(({ refusal }) => refusal === null).length, 1)
  const told = outcomes.filter(({ refusal }) => refusal?.message === 'ip-10.0.0.7 is held by "worker-0" since index 2')
  t.equal(told.length, 999)
})

t.test('a refused resource leaves no key behind', async t => {
  const control = founded()
  const wanted = { name: 'w', definition: {}, tags: {}, parent: '' }
  apply(control, 'key-claimed', { key: 'ip-2', holder: 'other' })
  const refused = apply(control, 'resource-created', { id: 'R1', kind: 'vm', ...wanted, keys: ['ip-1', 'ip-2'] })
  t.equal(refused.refusal?.code, 'HIVE_KEY_TAKEN')
  t.same([...control.keys.keys()], ['ip-2'])
  t.equal(control.resources.size, 0)
})
