/**
 * The life of a process, without one: what is done about it, and what is said of it.
 */
import fc from 'fast-check'
import t from 'tap'
import {
  type Aim, begin, type Effect, type Input, KILL_MS, type Life, runs, START_MS, STEADY_MS, step
} from '../src/processes/life.ts'

const aim = (over: Partial<Aim> = {}): Aim => ({
  wanted: 'online', version: 1, restarted: 0, restarts: 2, checks: false,
  stop: { signal: 'SIGTERM', ms: 1_000, kills: true }, ...over
})

/** A life whose clock the test moves. */
class World {
  now = 0
  readonly life: Life
  constructor (given: Aim) { this.life = begin(given, 0) }
  do (input: Input, ms = 0): string {
    this.now += ms
    return step(this.life, input, this.now).map(shown).join(' ')
  }

  tick (ms: number): string { return this.do({ type: 'tick' }, ms) }
  end (ms: number): string { return this.do({ type: 'ended', how: 'it ended with code 1' }, ms) }
}
const shown = (effect: Effect): string => effect.type === 'signal' ? effect.signal : effect.type

t.test('it is started, works after a moment, is told to end, and is gone', async t => {
  const world = new World(aim())
  t.equal(world.tick(0), 'start')
  t.equal(world.life.state, 'STARTING')
  t.equal(world.tick(STEADY_MS - 1), '')
  world.tick(1)
  t.equal(world.life.state, 'ONLINE')
  t.equal(world.do({ type: 'aim', aim: aim({ wanted: 'offline', version: 2 }) }), 'SIGTERM')
  t.equal(world.life.state, 'STOPPING')
  t.equal(world.end(10), '')
  t.equal(world.life.state, 'OFFLINE')
  t.equal(world.tick(100_000), '')
})

t.test('one that has a check works when that says so, and is killed when it never does', async t => {
  const world = new World(aim({ checks: true }))
  t.equal(world.tick(0), 'start')
  t.equal(world.tick(STEADY_MS), 'check')
  world.do({ type: 'checked', verdict: 'down', problem: 'port 80: ECONNREFUSED' })
  t.match(world.life, { state: 'STARTING', problem: 'port 80: ECONNREFUSED' })
  t.equal(world.tick(START_MS), 'kill')
  t.equal(world.end(1), '')
  t.equal(world.tick(250), 'start')
  t.equal(world.tick(500), 'check')
  world.do({ type: 'checked', verdict: 'up', problem: '' })
  t.match(world.life, { state: 'ONLINE', problem: '' })
})

t.test('one that ends is started later each time, and left alone when its budget is spent', async t => {
  const world = new World(aim())
  world.tick(0)
  world.end(10)
  t.match(world.life, { state: 'STARTING', problem: 'it ended with code 1, for the 1. time' })
  t.equal(world.tick(249), '')
  t.equal(world.tick(1), 'start')
  world.end(10)
  t.equal(world.tick(499), '')
  t.equal(world.tick(1), 'start')
  world.end(10)
  t.match(world.life, { state: 'FAILED', ends: 3 })
  t.equal(world.tick(1_000_000), '')
  t.equal(world.do({ type: 'aim', aim: aim({ version: 2 }) }), 'start')
  t.match(world.life, { state: 'STARTING', ends: 0 })
  // Whatever worked for a while begins to be counted from the first.
  world.end(60_000)
  t.equal(world.life.ends, 1)
})

t.test('one that does not obey is killed; one that must not be is FAILED, and told again', async t => {
  const killed = new World(aim())
  killed.tick(0)
  killed.do({ type: 'aim', aim: aim({ wanted: 'offline', version: 2 }) })
  t.equal(killed.tick(1_000), 'kill')
  killed.end(1)
  t.match(killed.life, { state: 'OFFLINE', problem: 'it did not end within 1000 ms and was killed' })

  const stop = { signal: 'SIGINT', ms: 500, kills: false }
  const left = new World(aim({ stop }))
  left.tick(0)
  t.equal(left.do({ type: 'aim', aim: aim({ wanted: 'offline', version: 2, stop }) }), 'SIGINT')
  t.equal(left.tick(500), '')
  t.match(left.life, { state: 'FAILED', phase: 'stuck' })
  t.ok(runs(left.life))
  t.equal(left.tick(10_000), '')
  t.equal(left.do({ type: 'aim', aim: aim({ wanted: 'offline', version: 3, stop }) }), 'SIGINT')
  left.end(1)
  t.equal(left.life.state, 'OFFLINE')

  const gone = new World(aim())
  gone.tick(0)
  gone.do({ type: 'aim', aim: aim({ wanted: 'offline', version: 2 }) })
  gone.tick(1_000)
  gone.tick(KILL_MS)
  t.match(gone.life, { state: 'FAILED', problem: 'it was killed, and is still there' })
})

t.test('one that is restarted ends first, whatever it is doing, and is started once', async t => {
  const again = aim({ version: 2, restarted: 2 })
  const working = new World(aim())
  working.tick(0)
  working.tick(STEADY_MS)
  t.equal(working.do({ type: 'aim', aim: again }), 'SIGTERM')
  t.match(working.life, { state: 'STOPPING', ends: 0 })
  t.equal(working.end(10), 'start')
  t.match(working.life, { state: 'STARTING', ends: 0, startedVersion: 2 })
  working.tick(STEADY_MS)
  t.equal(working.life.state, 'ONLINE')
  t.equal(working.tick(100_000), '', 'what was started since is left alone')

  const deaf = new World(aim())
  deaf.tick(0)
  deaf.do({ type: 'aim', aim: again })
  t.equal(deaf.tick(1_000), 'kill')
  t.equal(deaf.end(1), 'start')

  const stop = { signal: 'SIGINT', ms: 500, kills: false }
  const stuck = new World(aim({ stop }))
  stuck.tick(0)
  t.equal(stuck.do({ type: 'aim', aim: { ...again, stop } }), 'SIGINT')
  stuck.tick(500)
  t.match(stuck.life, { state: 'FAILED', phase: 'stuck' })
  t.equal(stuck.do({ type: 'aim', aim: aim({ stop, version: 3, restarted: 3 }) }), 'SIGINT', 'it is told once more')

  const pausing = new World(aim())
  pausing.tick(0)
  pausing.end(1)
  t.equal(pausing.do({ type: 'aim', aim: again }), 'start', 'its pause is over')
  t.equal(pausing.life.ends, 0)

  const off = new World(aim({ wanted: 'offline' }))
  off.tick(0)
  t.equal(off.do({ type: 'aim', aim: again }), 'start')
})

t.test('what is not managed is looked at: there, gone, or gone without a word', async t => {
  const world = new World(aim({ wanted: 'watched', checks: true }))
  t.equal(world.tick(0), 'check')
  t.equal(world.life.state, null)
  for (const [verdict, state] of [['up', 'ONLINE'], ['dead', 'FAILED'], ['down', 'OFFLINE']] as const) {
    world.do({ type: 'checked', verdict, problem: '' })
    t.equal(world.life.state, state)
  }
  t.equal(world.tick(1_999), '')
  t.equal(world.tick(1), 'check')
})

t.test('wanted online while it ends, it ends first; nothing is ever started while something runs', async t => {
  const stop = { signal: 'SIGTERM', ms: 500 }
  const wish = fc.record({
    type: fc.constant('aim' as const),
    wanted: fc.constantFrom('online' as const, 'offline' as const), kills: fc.boolean(), again: fc.boolean()
  })
  const input = fc.oneof(
    wish, fc.constantFrom({ type: 'tick' as const }, { type: 'ended' as const, how: 'it ended' }),
    fc.record({
      type: fc.constant('checked' as const), verdict: fc.constantFrom('up' as const, 'down' as const),
      problem: fc.constant('')
    })
  )
  fc.assert(fc.property(fc.array(fc.tuple(input, fc.constantFrom(0, 100, 1_000, 40_000)), { maxLength: 60 }), steps => {
    const life = begin(aim({ checks: true }), 0)
    let [now, running, version, restarted] = [0, false, 1, 0]
    for (const [one, ms] of steps) {
      now += ms
      if (one.type === 'ended') {
        if (!running) continue
        running = false
      }
      const { kills = true, wanted = 'online', again = false } = one.type === 'aim' ? one : {}
      if (one.type === 'aim') version++
      if (again) restarted = version
      const given: Input = one.type === 'aim'
        ? { type: 'aim', aim: aim({ checks: true, wanted, version, restarted, stop: { ...stop, kills } }) }
        : one
      for (const { type } of step(life, given, now)) {
        if (type !== 'start') continue
        if (running) throw new Error('two at once')
        running = true
      }
      if (running !== runs(life)) throw new Error(`it ${running ? 'runs' : 'does not run'}, and is ${life.phase}`)
      if (life.state === 'OFFLINE' && running) throw new Error('OFFLINE, and it runs')
      if (life.state === 'ONLINE' && life.startedVersion < restarted) throw new Error('ONLINE, and not restarted')
    }
  }), { numRuns: 500 })
  t.pass('no counterexample')
})
