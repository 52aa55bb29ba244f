/**
 * A role has never more valid fences than holders, and a fence that was replaced stays worthless.
 */
import fc from 'fast-check'
import t from 'tap'
import { type Control, fenceOf, grantsOf, start } from '../src/index.ts'
import { history, write } from './histories.ts'

const MACHINES = ['a', 'b', 'c', 'd', 'e'] as never[]

/** Every fence that is valid now, as `role member fence`. */
const valid = (control: Control): string[] => [...control.roles.keys()].flatMap(role =>
  MACHINES.map(member => [role, member, fenceOf(control, role, member)])
    .filter(([, , fence]) => fence !== null).map(row => row.join(' ')))

t.test('in every history a role has at most its holders, and what lost its validity never has it again', async () => {
  fc.assert(fc.property(history(80), entries => {
    const control = start()
    const over = new Set<string>()
    let before: string[] = []
    for (const entry of entries) {
      write(control, entry)
      const now = valid(control)
      for (const row of before) if (!now.includes(row)) over.add(row)
      if (now.some(row => over.has(row))) return false
      for (const [name, { holders }] of control.roles) if (grantsOf(control, name).length > holders) return false
      before = now
    }
    return true
  }), { numRuns: 300 })
})
