/**
 * What clients write and read is linearizable: as a register (a read gives the last value written), and as a list that
 * is appended to (a read gives all of it, in order). Herlihy & Wing 1990.
 *
 * Pure. Looked at when calm has come and gone. A write that was never answered nor read by anybody is left out: it
 * may as well never have happened.
 */
import type { Checker, Seen } from '../history.ts'
import { isLinearizable, type Model, type Operation } from '../linearize.ts'

/** A list that was written or read, as a number: equal numbers are equal lists. */
type List = number

type Call = { readonly write: string } | { readonly read: string, readonly list: List }

interface Begun { readonly wrote: string | null, readonly from: number }

/** The last value, empty at first. */
const REGISTER: Model<string, Call> = {
  initial: '',
  step: (value, call) => 'write' in call ? call.write : call.read === value ? value : null,
  key: value => value
}

/** Lists by number: each is another one and a value more. */
interface Lists {
  /** A list and a value more; null when somebody read the list with another value there, and would wait for ever. */
  readonly longer: (list: List, value: string) => List | null
  /** @param news - told of values that the list before did not have at their place */
  readonly of: (values: readonly string[], news: (value: string) => void) => List
}

const EMPTY: List = 0

function lists (): Lists {
  const known = new Map<string, List>()
  const shown = new Set<List>()
  /** Lists that a longer one was read of. */
  const goesOn = new Set<List>()
  const next = (list: List, value: string): List => {
    const key = `${list} ${value}`
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, known.size + 1)
    return known.size
  }
  const longer = (list: List, value: string): List | null => {
    const then = next(list, value)
    return goesOn.has(list) && !shown.has(then) ? null : then
  }
  // Nearly every list begins with the one before: its numbers are kept.
  let last: readonly string[] = []
  const numbers: List[] = []
  const of = (values: readonly string[], news: (value: string) => void): List => {
    let at = 0
    while (at < values.length && values[at] === last[at]) at++
    numbers.length = Math.min(numbers.length, at)
    for (const value of values.slice(at)) {
      news(value)
      const list = numbers.at(-1) ?? EMPTY
      numbers.push(next(list, value))
      goesOn.add(list)
      shown.add(next(list, value))
    }
    last = values
    return numbers.at(-1) ?? EMPTY
  }
  return { longer, of }
}

const appended = ({ longer }: Lists): Model<List, Call> => ({
  initial: EMPTY,
  step: (list, call) => 'write' in call ? longer(list, call.write) : call.list === list ? list : null,
  key: String
})

export function linearizable (): Checker {
  const begun = new Map<number, Begun>()
  const operations: Array<Operation<Call>> = []
  const values = lists()
  const seenValues = new Set<string>()
  let moment = 0

  function returned ({ operation, read }: Seen & { type: 'returned' }): void {
    const { wrote, from } = begun.get(operation) ?? { wrote: null, from: moment }
    begun.delete(operation)
    if (wrote !== null) operations.push({ call: { write: wrote }, from, to: moment })
    if (read === null) return
    const list = values.of(read, value => { seenValues.add(value) })
    operations.push({ call: { read: read.at(-1) ?? '', list }, from, to: moment })
  }

  function ended (): string | null {
    const history = [...operations]
    for (const { wrote, from } of begun.values())
      if (wrote !== null && seenValues.has(wrote))
        history.push({ call: { write: wrote }, from, to: Number.POSITIVE_INFINITY })
    // An order that explains whole lists explains their last values as well: the register is asked only without one.
    if (isLinearizable(appended(values), history)) return null
    const what = isLinearizable(REGISTER, history) ? 'appends and reads are' : 'a register is'
    return `${what} linearizable; no order explains ${history.length} operations`
  }

  return {
    name: 'linearizable',
    see (seen) {
      moment++
      if (seen.type === 'invoked') begun.set(seen.operation, { wrote: seen.wrote, from: moment })
      if (seen.type === 'returned') returned(seen)
      return seen.type === 'ended' ? ended() : null
    }
  }
}
