/**
 * A machine that starts from a snapshot goes on exactly as one that applied every entry.
 *
 * Random histories cut at a random place: what follows the cut is applied to the state and to what came back from its
 * snapshot as JSON. Outcomes and states must be equal, down to the order of what is forgotten next.
 */
import fc from 'fast-check'
import t from 'tap'
import { exportState, importState } from '../src/index.ts'
import { history, textOf, write, writeAll } from './histories.ts'

t.test('entries mean the same after a snapshot as without one', async () => {
  fc.assert(fc.property(history(), fc.nat(), (entries, cut) => {
    const at = cut % (entries.length + 1)
    const straight = writeAll(entries.slice(0, at))
    const restarted = importState(JSON.parse(JSON.stringify(exportState(straight))))
    if ('code' in restarted) throw new Error(restarted.message)
    return entries.slice(at).every(one => {
      const said = JSON.stringify(write(restarted, one))
      return said === JSON.stringify(write(straight, one)) && textOf(restarted) === textOf(straight)
    })
  }), { numRuns: 200 })
})

t.test('a snapshot stays what it was while entries follow', async () => {
  fc.assert(fc.property(history(30), history(30), (before, after) => {
    const control = writeAll(before)
    const snapshot = exportState(control)
    const then = JSON.stringify(snapshot)
    writeAll(after, control)
    return JSON.stringify(snapshot) === then
  }), { numRuns: 100 })
})
