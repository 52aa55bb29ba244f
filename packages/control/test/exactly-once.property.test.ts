/**
 * No command of a session is applied twice, and none within the window is forgotten before it is applied.
 *
 * RF25; Raft thesis 6.3. Clients repeat what they will, in whatever order the network makes of it.
 */
import { fingerprintText, LIMITS } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { type Outcome, start } from '../src/index.ts'
import { apply, founded, token } from './facts.ts'
import { history, TYPES, type Written, write } from './histories.ts'

/** Whether an entry is a command that its session remembers: of a type and version that this release knows. */
const remembered = ({ kind, envelope }: Written): boolean =>
  kind === 'command' && envelope !== null && envelope.session !== '' && envelope.version === 1 &&
  (TYPES as readonly string[]).includes(envelope.type)

t.test('a session and a number take effect at most once, and repetitions have the first answer', async () => {
  fc.assert(fc.property(history(80), entries => {
    const control = start()
    const first = new Map<string, Outcome>()
    return entries.every(entry => {
      const hash = fingerprintText(control.hash)
      const outcome = write(control, entry)
      if (!remembered(entry)) return true
      const key = `${entry.envelope?.session} ${entry.envelope?.sequence}`
      const before = first.get(key)
      if (before === undefined) {
        first.set(key, outcome)
        return outcome.repeats === null
      }
      const alike = outcome.repeats?.index === before.index && outcome.refusal?.code === before.refusal?.code
      return alike && outcome.changes.length === 0 && fingerprintText(control.hash) === hash
    })
  }), { numRuns: 300 })
})

t.test('an event of a session is counted once however often it is sent', async () => {
  const command = fc.tuple(fc.constantFrom('x', 'y'), fc.integer({ min: 1, max: 30 }))
  const sent = fc.array(command, { minLength: 50, maxLength: 200 })
  fc.assert(fc.property(sent, commands => {
    const control = founded()
    for (const [session, sequence] of commands) {
      apply(control, 'event-appended', { event: 'load', payload: sequence }, { session, sequence })
    }
    return control.eventCount === new Set(commands.map(([session, sequence]) => `${session} ${sequence}`)).size
  }), { numRuns: 100 })
})

t.test('a token is made once by a command that is repeated after the token was collected', async t => {
  const control = founded()
  const once = { session: 's', sequence: 1, at: 0 }
  apply(control, 'token-created', token('t1'), once)
  apply(control, 'token-revoked', { id: 't1' })
  apply(control, 'epoch-bumped', { from: control.epoch })
  const again = apply(control, 'token-created', token('t1'), once)
  t.equal(again.repeats?.index, 2)
  t.equal(control.tokens.size, 0)
})

const WINDOW = LIMITS.sessionAnswersMax

t.test('within the window no command is forgotten before it is applied, in whatever order they come', async () => {
  const places = fc.array(fc.nat({ max: WINDOW - 1 }), { minLength: 5, maxLength: 40 })
  fc.assert(fc.property(places, fc.nat(), (lags, seed) => {
    const control = founded()
    for (const sequence of arrivals(3 * WINDOW, lags, seed)) {
      const { refusal } = apply(control, 'event-appended', { event: 'load', payload: 0 }, { session: 's', sequence })
      if (refusal !== null) return false
    }
    return control.eventCount === 3 * WINDOW
  }), { numRuns: 12 })
})

/**
 * Numbers from 1 in an order that a client within its window allows: some are held up by `lags` places, and while one
 * is held up, no number a window or more beyond it is sent.
 */
function arrivals (count: number, lags: readonly number[], seed: number): number[] {
  const heldUp = new Map<number, number>()
  const order: number[] = []
  let next = 1
  while (order.length < count) {
    const late = [...heldUp].find(([, until]) => until <= order.length)
    const oldest = Math.min(next, ...heldUp.keys())
    if (late !== undefined || next > count || next >= oldest + WINDOW) {
      const [sequence] = late ?? [...heldUp].sort(([, one], [, other]) => one - other)[0]!
      heldUp.delete(sequence)
      order.push(sequence)
    } else if ((next * 31 + seed) % 97 === 0) {
      heldUp.set(next, order.length + lags[(next + seed) % lags.length]!)
      next++
    } else order.push(next++)
  }
  return order
}
