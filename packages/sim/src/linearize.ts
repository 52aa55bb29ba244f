/**
 * Whether a history of operations could have happened one at a time. Wing & Gong 1993, with the memory of Lowe 2017.
 *
 * Pure. Each operation takes effect at one moment between its call and its return; one that never returned may take
 * effect at any later moment, or never. States already tried with the same operations done are not tried again; and an
 * operation that may come first and changes nothing does: wherever else it came it could as well have come here, so
 * many reads at a time cost no search.
 */

/** One operation: what it did to a state, and what it said. */
export interface Operation<Call> {
  readonly call: Call
  /** Moments, rising: when it began, and when its answer came; infinite when none did. */
  readonly from: number
  readonly to: number
}

/** What is said to be linearizable. `step` answers null when the call could not have had its answer in that state. */
export interface Model<State, Call> {
  readonly initial: State
  readonly step: (state: State, call: Call) => State | null
  /** Equal texts are equal states. */
  readonly key: (state: State) => string
}

/** @returns whether some order explains the history */
export function isLinearizable<State, Call> (
  model: Model<State, Call>, history: ReadonlyArray<Operation<Call>>
): boolean {
  const operations = [...history].sort((one, other) => one.from - other.from)
  const search = { model, operations, done: new Uint8Array(operations.length), from: 0, tried: new Set<string>() }
  return explain(search, model.initial)
}

interface Search<State, Call> {
  readonly model: Model<State, Call>
  readonly operations: ReadonlyArray<Operation<Call>>
  readonly done: Uint8Array
  /** All before this one are done. */
  from: number
  readonly tried: Set<string>
}

/** A choice that was made: which operation took effect, in what state, and whether another might have instead. */
interface Choice<State> { readonly at: number, readonly before: State, readonly only: boolean }

/** Depth first, with its own stack: histories are longer than the machine's. */
function explain<State, Call> (search: Search<State, Call>, initial: State): boolean {
  const choices: Array<Choice<State>> = []
  let state = initial
  let from = 0
  for (;;) {
    const next = findNext(search, state, from)
    if (next === 'all done') return true
    if (next !== null) {
      choices.push({ at: next.at, before: state, only: next.state === state })
      search.done[next.at] = 1
      state = next.state
      from = 0
      continue
    }
    const last = undo(search, choices)
    if (last === undefined) return false
    state = last.before
    from = last.at + 1
  }
}

/** Take back choices until there is one that might have been another. */
function undo<State> (
  search: Pick<Search<State, unknown>, 'done' | 'from'>, choices: Array<Choice<State>>
): Choice<State> | undefined {
  let last = choices.pop()
  for (; last !== undefined; last = choices.pop()) {
    search.done[last.at] = 0
    search.from = Math.min(search.from, last.at)
    if (!last.only) break
  }
  return last
}

/** The next operation that may come first of those not done, from a place on. */
function findNext<State, Call> (
  search: Search<State, Call>, state: State, from: number
): { readonly at: number, readonly state: State } | 'all done' | null {
  const { model, operations, done, tried } = search
  while (done[search.from] === 1) search.from++
  const first = search.from
  // Whatever returned must come before whatever began later.
  let [limit, stop] = [Number.POSITIVE_INFINITY, first]
  for (let one = operations[first]; one !== undefined && one.from <= limit; one = operations[++stop])
    if (done[stop] === 0) limit = Math.min(limit, one.to)
  if (limit === Number.POSITIVE_INFINITY) return 'all done' // The rest was never answered.
  for (let at = Math.max(first, from); at < stop; at++) {
    const one = operations[at]
    const after = one === undefined || done[at] === 1 ? null : model.step(state, one.call)
    if (after === null) continue
    if (after === state) return { at, state }
    done[at] = 1
    const key = `${first} ${done.subarray(first, stop).join('')} ${model.key(after)}`
    done[at] = 0
    if (tried.has(key)) continue
    tried.add(key)
    return { at, state: after }
  }
  return null
}
