/**
 * Whether a history of operations could have happened one at a time. Wing & Gong 1993, with the memory of Lowe 2017.
 *
 * Pure. Each operation takes effect at one moment between its call and its return; one that never returned may take
 * effect at any later moment, or never. States already tried with the same operations done are not tried again.
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
  const search = { model, operations, done: new Uint8Array(operations.length), tried: new Set<string>() }
  return explain(search, model.initial)
}

interface Search<State, Call> {
  readonly model: Model<State, Call>
  readonly operations: ReadonlyArray<Operation<Call>>
  readonly done: Uint8Array
  readonly tried: Set<string>
}

/** A choice that was made: which operation took effect, in what state, and where to look for another. */
interface Choice<State> { readonly at: number, readonly before: State }

/** Depth first, with its own stack: histories are longer than the machine's. */
function explain<State, Call> (search: Search<State, Call>, initial: State): boolean {
  const choices: Array<Choice<State>> = []
  let state = initial
  let from = 0
  for (;;) {
    const next = findNext(search, state, from)
    if (next === 'all done') return true
    if (next !== null) {
      choices.push({ at: next.at, before: state })
      search.done[next.at] = 1
      state = next.state
      from = 0
      continue
    }
    const last = choices.pop()
    if (last === undefined) return false
    search.done[last.at] = 0
    state = last.before
    from = last.at + 1
  }
}

/** The next operation that may come first of those not done, from a place on. */
function findNext<State, Call> (
  { model, operations, done, tried }: Search<State, Call>, state: State, from: number
): { readonly at: number, readonly state: State } | 'all done' | null {
  // Whatever returned must come before whatever began later.
  let [limit, first, stop] = [Number.POSITIVE_INFINITY, -1, 0]
  for (let one = operations[0]; one !== undefined && one.from <= limit; one = operations[++stop]) {
    if (done[stop] === 1) continue
    if (first === -1) first = stop
    limit = Math.min(limit, one.to)
  }
  if (limit === Number.POSITIVE_INFINITY) return 'all done' // The rest was never answered.
  for (let at = Math.max(first, from); at < stop; at++) {
    const one = operations[at]
    const after = one === undefined || done[at] === 1 ? null : model.step(state, one.call)
    if (after === null) continue
    done[at] = 1
    const key = `${first} ${done.subarray(first, stop).join('')} ${model.key(after)}`
    done[at] = 0
    if (tried.has(key)) continue
    tried.add(key)
    return { at, state: after }
  }
  return null
}
