/**
 * Equal entries give equal states on every replica (RF26, RF28): nothing but the entries counts.
 *
 * Every entry is frozen through and through, so a state that shared a body and wrote into it would be found out.
 */
import fc from 'fast-check'
import t from 'tap'
import { start } from '../src/index.ts'
import { history, textOf, write } from './histories.ts'

function frozen<Value> (value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

/** The same data with the keys of every object the other way round, as another encoder might have written them. */
function reversed (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).reverse().map(([key, field]) => [key, reversed(field)]))
}

t.test('two replicas that apply the same entries are equal at every index', async () => {
  fc.assert(fc.property(history(), entries => {
    const one = start()
    const other = start()
    return entries.every(entry => {
      const said = JSON.stringify(write(one, frozen(entry)))
      return said === JSON.stringify(write(other, structuredClone(entry))) && textOf(one) === textOf(other)
    })
  }), { numRuns: 150 })
})

t.test('the order of keys in a body does not count', async () => {
  fc.assert(fc.property(history(), entries => {
    const one = start()
    const other = start()
    return entries.every(entry => {
      write(one, entry)
      write(other, { ...entry, envelope: reversed(entry.envelope) as typeof entry.envelope })
      return one.hash.high === other.hash.high && one.hash.low === other.hash.low
    })
  }), { numRuns: 150 })
})
