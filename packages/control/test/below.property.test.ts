/**
 * What stands on what is known without a walk, and is what a walk finds, in the same order.
 *
 * Random histories; after each entry every parent is looked up both ways, in the state and in one restored from it.
 */
import fc from 'fast-check'
import t from 'tap'
import { type Control, exportState, importState, resourcesBelow, start } from '../src/index.ts'
import { history, write } from './histories.ts'

function isRight (control: Control): boolean {
  const all = [...control.resources.values()]
  const parents = new Set([...all.map(({ parent }) => parent), ...control.members.keys(), ...control.below.keys()])
  parents.delete('')
  return [...parents].every(parent => {
    const found = resourcesBelow(control, parent).map(({ id }) => id)
    return found.join() === all.filter(one => one.parent === parent).map(({ id }) => id).join()
  })
}

t.test('resources below a parent are those that a walk finds', async () => {
  fc.assert(fc.property(history(), entries => {
    const control = start()
    return entries.every(one => {
      write(control, one)
      return isRight(control)
    })
  }), { numRuns: 200 })
})

t.test('a restored state knows them in the same order', async () => {
  fc.assert(fc.property(history(), entries => {
    const control = start()
    for (const one of entries) write(control, one)
    const restored = importState(exportState(control))
    if ('code' in restored) throw new Error(restored.message)
    const rows = ({ below }: Control): string => JSON.stringify([...below].map(([id, set]) => [id, ...set]).sort())
    return isRight(restored) && rows(restored) === rows(control)
  }), { numRuns: 200 })
})
