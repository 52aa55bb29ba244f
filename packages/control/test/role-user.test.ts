/** The account of a role is as it was enabled last, over updates and snapshots; what is no name of one is refused. */
import t from 'tap'
import { type Control, exportState, importState, processesOf, roleAt } from '../src/index.ts'
import { apply, enabling, founded, template } from './facts.ts'

const userOf = ({ roles }: Control): string | undefined => roles.get('web')?.user

t.test('it stays through an update, and ends when the role is enabled without one', async t => {
  const control = founded()
  const [member = ''] = control.members.keys()
  apply(control, 'role-enabled', enabling('web', { holders: 0, user: 'www-data' }))
  t.equal(userOf(control), 'www-data')
  const { from: _from, members: _members, ...next } = enabling('web', { holders: 0, version: '1.1.0' })
  apply(control, 'role-update-begun', { ...next, from: 1 })
  const role = control.roles.get('web')
  t.match(role === undefined ? null : roleAt(role, member as never), { version: '1.1.0', user: 'www-data' })
  apply(control, 'role-update-reported', { role: 'web', member: member as never, revision: 2, problem: '' })
  t.match(control.roles.get('web'), { version: '1.1.0', user: 'www-data' })
  const again = importState(JSON.parse(JSON.stringify(exportState(control))))
  t.same('code' in again ? again : exportState(again), exportState(control))
  apply(control, 'role-enabled', enabling('web', { from: 2 }))
  t.equal(userOf(control), undefined)
})

t.test('what cannot be the name of an account is refused', async t => {
  const control = founded()
  for (const user of ['', '0', '-u', 'a b', 'a'.repeat(33), '../x']) {
    t.match(apply(control, 'role-enabled', enabling('web', { user })).refusal, { code: 'HIVE_FACT_MALFORMED' }, user)
  }
})

t.test('its processes run as the account of their template, or as that of their role when they are made', async t => {
  const control = founded()
  const [member = ''] = control.members.keys()
  const usersOf = (): readonly (string | undefined)[] => processesOf(control).map(({ definition }) => definition.user)
  const add = (from: number, user?: string): void => {
    const { refusal } = apply(control, 'processes-added', {
      member: member as never, adds: [{ role: 'web', template: '', settings: {} }],
      enables: [enabling('web', {
        from, ...user === undefined ? {} : { user },
        processes: [template('site', { endpoints: [], check: { type: 'none' } }), template('mail', {
          endpoints: [], check: { type: 'none' }, command: ['/bin/mail'], user: 'mail'
        })]
      })]
    })
    t.equal(refusal, null)
  }
  add(0, 'www-data')
  t.same(usersOf(), ['www-data', 'mail'])
  add(1)
  t.same(usersOf(), ['www-data', 'mail', undefined, 'mail'], 'what was made stays as it was made')
  const again = importState(JSON.parse(JSON.stringify(exportState(control))))
  t.same('code' in again ? again : exportState(again), exportState(control))
  t.match(apply(control, 'role-enabled', enabling('web', {
    from: 2, processes: [template('site', { user: '../x' })]
  })).refusal, { code: 'HIVE_FACT_MALFORMED' })
})
