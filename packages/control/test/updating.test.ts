/**
 * Goal: a new version of a role goes from holder to holder, one at a time, stops where it does not work, and follows
 * from the entries alone.
 * Method: entries by hand; members that fail and go while it is their turn.
 */
import { type Index, nodeId } from '@hivemind/base'
import t from 'tap'
import { type Control, exportState, type Facts, importState, type Role, roleAt } from '../src/index.ts'
import { apply, asking, enabling, founded } from './facts.ts'

function members (...names: readonly string[]): Control {
  const control = founded()
  for (const name of names) {
    apply(control, 'join-requested', asking(`J-${name}`, name))
    apply(control, 'join-approved', { request: `J-${name}`, by: 'operator' })
  }
  return control
}
const { from: _from, members: _members, ...NEW } = enabling('web', {
  version: '1.1.0', holders: 0, proposes: { events: ['more'], resources: [], keys: [] }
})
const begin = (control: Control, over: Partial<Facts['role-update-begun']> = {}) =>
  apply(control, 'role-update-begun', { ...NEW, from: 1, ...over }).refusal
const report = (control: Control, member: string, problem = '', revision = 2) =>
  apply(control, 'role-update-reported', { role: 'web', member: nodeId(member), revision, problem }).refusal
const decide = (control: Control, go: boolean) =>
  apply(control, 'role-update-decided', { role: 'web', revision: 2, go }).refusal
const web = (control: Control): Role => control.roles.get('web') as Role
const versions = (control: Control): string =>
  [...control.members.keys()].map(id => `${id} ${roleAt(web(control), id).version}`).join(', ')

t.test('each holder in turn has the new version, and then it is the role', async t => {
  const control = members('b', 'c')
  apply(control, 'role-enabled', enabling('web', { holders: 0 }))
  t.equal(begin(control), null)
  t.match(begin(control), { code: 'HIVE_ROLE_UPDATING' })
  t.equal(versions(control), 'a 1.1.0, b 1.0.0, c 1.0.0')
  t.match(report(control, 'b'), { code: 'HIVE_ROLE_TURN' })
  t.match(report(control, 'a', '', 1), { code: 'HIVE_ROLE_TURN' })
  t.equal(report(control, 'a'), null)
  t.equal(versions(control), 'a 1.1.0, b 1.1.0, c 1.0.0')
  const wrote = (member: string) => apply(control, 'role-wrote', {
    role: 'web', member: nodeId(member), fence: web(control).changedIndex,
    fact: { type: 'event-appended', body: { event: 'more', payload: 1 } }
  }).refusal
  t.equal(wrote('a'), null, 'the new version may write what it declared')
  t.match(wrote('c'), { code: 'HIVE_ROLE_UNDECLARED' }, 'and the old one what it had')
  const again = importState(JSON.parse(JSON.stringify(exportState(control))))
  t.same('code' in again ? again : exportState(again), exportState(control))
  report(control, 'b')
  report(control, 'c')
  t.match(web(control), { version: '1.1.0', revision: 2, update: undefined })
})

t.test('it stops at the first where it does not work, goes on from there, or back', async t => {
  for (const go of [true, false]) {
    const control = members('b', 'c')
    apply(control, 'role-enabled', enabling('web', { holders: 0 }))
    begin(control)
    report(control, 'a')
    t.equal(report(control, 'b', 'it has no port'), null)
    t.same(web(control).update?.failed, { member: nodeId('b'), problem: 'it has no port' })
    t.equal(versions(control), 'a 1.1.0, b 1.0.0, c 1.0.0', 'who cannot run it runs the old one')
    t.match(report(control, 'c'), { code: 'HIVE_ROLE_TURN' })
    t.equal(decide(control, go), null)
    t.equal(versions(control), go ? 'a 1.1.0, b 1.1.0, c 1.0.0' : 'a 1.0.0, b 1.0.0, c 1.0.0')
    t.equal(decide(control, go)?.code, go ? undefined : 'HIVE_ROLE_UPDATE')
  }
})

t.test('who cannot be reached, or goes, is passed over', async t => {
  const control = members('b', 'c', 'd')
  apply(control, 'role-enabled', enabling('web', { holders: 0 }))
  const fail = (member: string) => apply(control, 'member-failed', {
    member: nodeId(member), incarnation: 0, observers: 2,
    accusers: ['a', 'd'].map(id => ({ id: nodeId(id), missed: 1, denied: 0, silentTicks: 50, connected: false }))
  })
  fail('c')
  begin(control)
  report(control, 'a')
  t.equal(web(control).update?.turn, nodeId('b'))
  fail('b')
  t.equal(web(control).update?.turn, nodeId('d'), 'its turn is over with it')
  apply(control, 'member-removed', { member: nodeId('d') })
  t.match(web(control), { version: '1.1.0', update: undefined }, 'nobody is left: those that are away find it')
})

t.test('a role that one holds is updated where it is, and only to as many holders', async t => {
  const control = members('b')
  apply(control, 'role-enabled', enabling('web'))
  t.match(begin(control), { code: 'HIVE_ROLE_UPDATE' }, 'every member instead of one')
  const after = web(control).grantedIndex as Index
  apply(control, 'role-granted', { role: 'web', member: nodeId('b'), replaces: '', after })
  t.equal(begin(control, { holders: 1 }), null)
  t.equal(web(control).update?.turn, nodeId('b'))
  report(control, 'b')
  t.match(web(control), { version: '1.1.0', revision: 2 })
  t.equal([...control.grants.values()][0]?.member, nodeId('b'), 'and keeps its grant')
})
