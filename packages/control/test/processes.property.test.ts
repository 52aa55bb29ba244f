/**
 * Whatever is added, stopped and removed: no two processes of a machine have one port, each holds what its definition
 * says, and what is refused changed nothing.
 */
import { nodeId } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { type Control, processesOf } from '../src/index.ts'
import { apply, asking, enabling, founded, template } from './facts.ts'

const machine = fc.constantFrom('a', 'b').map(nodeId)
const addition = fc.record({
  do: fc.constant('add' as const), member: machine, template: fc.constantFrom('', 'site', 'pair'),
  instances: fc.constantFrom('1', '2', '3')
})
const other = fc.record({
  do: fc.constantFrom('stop' as const, 'end' as const), which: fc.nat(20), from: fc.constantFrom(1, 2)
})
const drain = fc.record({ do: fc.constant('drain' as const), member: machine, draining: fc.boolean() })
const deed = fc.oneof(
  { arbitrary: addition, weight: 4 }, { arbitrary: other, weight: 4 }, { arbitrary: drain, weight: 1 }
)

function world (): Control {
  const control = founded()
  apply(control, 'join-requested', asking('J1', 'b'))
  apply(control, 'join-approved', { request: 'J1', by: 'operator' })
  const pair = template('pair', {
    endpoints: [{ name: 'http', port: 80, most: 4 }, { name: 'admin', port: 81, most: 4 }]
  })
  apply(control, 'role-enabled', enabling('web', { holders: 0, processes: [template('site'), pair] }))
  return control
}

const tables = ({ resources, keys, roles, members }: Control): string =>
  JSON.stringify([resources, keys, roles, members].map(table => [...table]))

t.test('ports of a machine have one holder each, whatever is added and removed', async t => {
  fc.assert(fc.property(fc.array(deed, { maxLength: 30 }), deeds => {
    const control = world()
    for (const one of deeds) {
      const before = tables(control)
      const { refusal } = perform(control, one)
      if (refusal !== null && tables(control) !== before) throw new Error(`${refusal.code} changed something`)
      check(control)
    }
  }), { numRuns: 150 })
  t.pass('no counterexample')
})

function perform (control: Control, one: typeof deed extends fc.Arbitrary<infer Deed> ? Deed : never) {
  if (one.do === 'drain') return apply(control, 'member-drained', { member: one.member, draining: one.draining })
  if (one.do === 'add') {
    const add = { role: 'web', template: one.template, settings: { instances: one.instances } }
    return apply(control, 'processes-added', { member: one.member, enables: [], adds: [add] })
  }
  const all = processesOf(control)
  const id = all[one.which % Math.max(1, all.length)]?.resource.id ?? 'p1-1'
  if (one.do === 'stop') return apply(control, 'process-wanted', { id, from: one.from, wanted: 'offline' })
  return apply(control, 'process-removed', { id, from: one.from, state: 'OFFLINE', forced: false })
}

function check (control: Control): void {
  const ports = new Set<string>()
  for (const { resource: { id, parent, keys }, definition: { endpoints } } of processesOf(control)) {
    if (endpoints.length !== keys.length) throw new Error(`${id} has keys ${keys.join()}`)
    for (const { port } of endpoints) {
      const key = `port-${parent}/${port}`
      if (ports.has(key)) throw new Error(`${key} twice`)
      ports.add(key)
      if (control.keys.get(key)?.resource !== id) throw new Error(`${key} is not held by ${id}`)
    }
  }
  const held = [...control.keys.keys()].filter(key => key.startsWith('port-'))
  if (held.length !== ports.size) throw new Error(`${held.length} ports are held, ${ports.size} are used`)
}
