/**
 * Goal: a role brings its kinds with the entry that enables or updates it; what another defined otherwise, or what is
 * there does not fit, refuses the whole, and a kind of a role is changed with the role alone.
 * Method: entries by hand.
 */
import t from 'tap'
import { type Control, exportState, type Facts, importState } from '../src/index.ts'
import { apply, enabling, founded } from './facts.ts'

const schema = (most: number): Readonly<Record<string, unknown>> =>
  ({ type: 'object', properties: { cpus: { type: 'integer', maximum: most, default: 1 } } })
const brings = (most: number, kind = 'vm') => ({ kinds: [{ kind, schema: schema(most) }] })
const enable = (control: Control, role: string, over: Partial<Facts['role-enabled']>) =>
  apply(control, 'role-enabled', enabling(role, over)).refusal
const define = (control: Control, most: number, from: number) =>
  apply(control, 'kind-defined', { kind: 'vm', schema: schema(most), from }).refusal
const create = (control: Control, id: string, cpus: number) => apply(control, 'resource-created', {
  id, kind: 'vm', name: id, definition: { cpus }, tags: {}, parent: '', keys: []
}).refusal
const most = ({ kinds }: Control): unknown => {
  const { properties } = (kinds.get('vm')?.schema ?? {}) as { properties?: { cpus: { maximum: number } } }
  return properties?.cpus.maximum
}

t.test('enabling defines, once; enabling otherwise defines otherwise, as far as what is there fits', async t => {
  const control = founded()
  t.equal(enable(control, 'hosting', brings(8)), null)
  t.match(control.kinds.get('vm'), { role: 'hosting', revision: 1 })
  t.match(create(control, 'R1', 9), { code: 'HIVE_RESOURCE_DEFINITION' })
  t.equal(create(control, 'R1', 4), null)
  t.equal(enable(control, 'hosting', { ...brings(8), from: 1 }), null)
  t.equal(control.kinds.get('vm')?.revision, 1, 'what is alike stays as it is')
  t.equal(enable(control, 'hosting', { ...brings(4), from: 2 }), null)
  t.match(control.kinds.get('vm'), { role: 'hosting', revision: 2 })
  t.match(enable(control, 'hosting', { ...brings(3), from: 3 }), { code: 'HIVE_KIND_IN_USE', message: /vm\/R1/ })
  t.equal(control.roles.get('hosting')?.revision, 3, 'nothing of it was done')
  const again = importState(JSON.parse(JSON.stringify(exportState(control))))
  t.same('code' in again ? again : exportState(again), exportState(control))
})

t.test('a kind that somebody else defined is not taken over, and may be alike', async t => {
  const control = founded()
  define(control, 8, 0)
  t.match(enable(control, 'hosting', brings(9)), { code: 'HIVE_ROLE_KIND', message: /which a person defined/ })
  t.notOk(control.roles.has('hosting'))
  t.equal(enable(control, 'hosting', brings(8)), null)
  t.equal(control.kinds.get('vm')?.role, undefined)
  t.equal(define(control, 9, 1), null, 'it is still that person\'s')
  t.equal(enable(control, 'one', brings(1, 'site')), null)
  t.match(enable(control, 'other', brings(2, 'site')), { code: 'HIVE_ROLE_KIND', message: /which role one defined/ })
  t.match(enable(control, 'twice', { kinds: [...brings(1, 'a').kinds, ...brings(1, 'a').kinds] }),
    { code: 'HIVE_ROLE_KIND' })
  t.match(enable(control, 'wrong', { kinds: [{ kind: 'x', schema: { type: 'list' } }] }),
    { code: 'HIVE_KIND_SCHEMA', message: /^kind x of role wrong: schema\.type/ })
  const both = apply(control, 'processes-added', {
    member: [...control.members.keys()][0] as never, adds: [],
    enables: [enabling('p', brings(1, 'b')), enabling('q', brings(2, 'b'))]
  })
  t.match(both.refusal, { code: 'HIVE_ROLE_KIND' })
  t.notOk(control.roles.has('p'))
})

t.test('a kind of a role is changed with it, and by a person once the role is gone or brings it no more', async t => {
  const control = founded()
  enable(control, 'hosting', brings(8))
  t.match(define(control, 9, 1), { code: 'HIVE_KIND_OF_ROLE', message: /role hosting/ })
  t.match(apply(control, 'kind-removed', { kind: 'vm', from: 1 }).refusal, { code: 'HIVE_KIND_OF_ROLE' })
  enable(control, 'hosting', { from: 1 })
  t.equal(define(control, 9, 1), null)
  t.equal(control.kinds.get('vm')?.role, undefined)

  const other = founded()
  enable(other, 'hosting', brings(8))
  apply(other, 'role-disabled', { role: 'hosting', from: 1 })
  t.equal(most(other), 8, 'it stays: its resources do')
  t.equal(apply(other, 'kind-removed', { kind: 'vm', from: 1 }).refusal, null)
})

t.test('an update brings its kinds before the first member has it; going back brings back what fits', async t => {
  const { from: _from, members: _members, ...next } = enabling('hosting', { version: '1.1.0', ...brings(16) })
  const begin = (control: Control) => apply(control, 'role-update-begun', { ...next, from: 1 }).refusal
  const abort = (control: Control) =>
    apply(control, 'role-update-decided', { role: 'hosting', revision: 2, go: false }).refusal
  const updating = (): Control => {
    const control = founded()
    enable(control, 'hosting', brings(8))
    apply(control, 'role-granted', {
      role: 'hosting', member: [...control.members.keys()][0] as never, replaces: '', after: control.appliedIndex
    })
    t.equal(begin(control), null)
    t.equal(most(control), 16)
    t.match(define(control, 9, 2), { code: 'HIVE_KIND_OF_ROLE' })
    return control
  }
  const back = updating()
  create(back, 'R1', 8)
  t.equal(abort(back), null)
  t.equal(most(back), 8)
  const grown = updating()
  create(grown, 'R1', 16)
  t.equal(abort(grown), null)
  t.equal(most(grown), 16, 'what was made since does not fit the schema before')
  t.equal(grown.roles.get('hosting')?.update, undefined)

  const stuck = founded()
  enable(stuck, 'hosting', {})
  define(stuck, 8, 0)
  t.match(begin(stuck), { code: 'HIVE_ROLE_KIND' })
})
