/**
 * Whatever reaches a node, in whatever order: it never throws, never leaves a gap in its log, and answers all that it
 * is asked, once and in time.
 */
import { nodeId, wallMs } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { type Effect, type Input, type Kernel, step } from '../src/index.ts'
import { addressOf, boot, copyOf, type Disk, emptyDisk, foundingDisk, grownDisk, write } from './disk.ts'
import { anyFrame, nonsense } from './nonsense.ts'

const NOW = 1_000_000
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(nodeId) as [never, never, never, never]
const GROWN = grownDisk([a, b, c], [d], NOW)
const PLAN = { addresses: [addressOf('a')], name: 'x', listen: [], version: '1', voter: false, token: null }
/** Latest answer after the deadline: the list is looked through every five ticks. */
const LATE_TICKS = 5
const DEADLINE_TICKS_MAX = 200

const SUBJECTS = {
  'a voter': () => ({ self: a, disk: copyOf(GROWN), plan: null }),
  'a founder alone': () => ({ self: a, disk: foundingDisk(a, NOW), plan: null }),
  'a member that follows': () => ({ self: d, disk: copyOf(GROWN), plan: null }),
  'a newcomer': () => ({ self: nodeId('x'), disk: emptyDisk(), plan: PLAN })
}
type Subject = keyof typeof SUBJECTS

/** One node, its disk, and what it was asked. */
class Driver {
  readonly kernel: Kernel
  readonly disk: Disk
  readonly effects: Effect[] = []
  readonly due = new Map<string, number>()
  readonly answered = new Map<string, number>()
  #nextId = 1

  constructor (subject: Subject) {
    const { self, disk, plan } = SUBJECTS[subject]()
    this.disk = disk
    const { kernel, effects } = boot(self, disk, plan, 7, NOW)
    this.kernel = kernel
    this.#perform(effects)
  }

  give (input: Input): void {
    const at = this.kernel.tick
    if (input.type === 'request') this.due.set(`request ${input.id}`, at + input.deadlineTicks)
    if (input.type === 'join-asked') this.due.set(`join ${input.id}`, at + DEADLINE_TICKS_MAX)
    if (input.type === 'state-installed') this.#install(input)
    this.#perform(step(this.kernel, input))
  }

  /** Make sense of numbers for the node as it is now. */
  tell (numbers: readonly number[]): void { this.give(nonsense(this.kernel, numbers, this.#nextId++)) }

  #perform (effects: readonly Effect[]): void {
    for (const effect of effects) {
      this.effects.push(effect)
      if (effect.type === 'persist') write(this.disk, effect)
      if (effect.type === 'answer') this.#count(`request ${effect.id}`)
      if (effect.type === 'join-reply') this.#count(`join ${effect.id}`)
    }
    for (const effect of effects) {
      const last = effect.type === 'persist' ? effect.entries.at(-1) : undefined
      if (last !== undefined) this.give({ type: 'persisted', index: last.index, term: last.term })
    }
  }

  #count (key: string): void {
    if (this.answered.has(key)) throw new Error(`${key} was answered twice`)
    const due = this.due.get(key)
    if (due === undefined) throw new Error(`${key} was answered and never asked`)
    const { tick } = this.kernel
    if (tick > due + LATE_TICKS) throw new Error(`${key} was due at ${due}, answered at ${tick}`)
    this.answered.set(key, tick)
  }

  /** A pull makes history through the state durable before the node hears of it. */
  #install ({ pull, index: through }: Input & { type: 'state-installed' }): void {
    const { disk, kernel } = this
    if (kernel.pulling?.id !== pull || through !== kernel.control.appliedIndex) return
    disk.base = through
    disk.entries = disk.entries.filter(entry => entry.index > through)
  }
}

const numbers = fc.array(fc.nat(999), { minLength: 24, maxLength: 24 })
const story = fc.array(numbers, { maxLength: 300, size: 'max' })
const subject = fc.constantFrom(...Object.keys(SUBJECTS) as Subject[])

t.test('a node never throws, leaves no gap in its log, and answers every question once and in time', async () => {
  fc.assert(fc.property(subject, story, (who, told) => {
    const driver = new Driver(who)
    for (const one of told) driver.tell(one)
    for (let left = DEADLINE_TICKS_MAX + LATE_TICKS; left > 0; left--)
      driver.give({ type: 'tick', now: wallMs(NOW) })
    const forgotten = [...driver.due.keys()].filter(key => !driver.answered.has(key))
    if (forgotten.length > 0) throw new Error(`never answered: ${forgotten.join(', ')}`)
  }), { numRuns: 600, endOnFailure: true })
})

t.test('the same inputs have the same effects', async t => {
  fc.assert(fc.property(subject, story, (who, told) => {
    const [one, other] = [new Driver(who), new Driver(who)]
    for (const words of told) { one.tell(words); other.tell(words) }
    return plain(one.effects) === plain(other.effects) && plain(one.kernel) === plain(other.kernel)
  }), { numRuns: 100, endOnFailure: true })
  t.pass('for all that was tried')
})

t.test('a frame from somebody who is no member changes nothing but a count', async t => {
  fc.assert(fc.property(subject, story, numbers, (who, told, last) => {
    const { kernel } = told.reduce((driver, one) => { driver.tell(one); return driver }, new Driver(who))
    const from = nodeId('z')
    const own = { cluster: kernel.control.cluster?.id ?? '' as never, lineage: 0, epoch: kernel.control.epoch }
    const before = plain({ ...kernel, refusedFrames: {} })
    const count = kernel.refusedFrames['not-member'] ?? 0
    const effects = step(kernel, { type: 'frame', from, stamp: own, framed: anyFrame(kernel, last) })
    const counted = (kernel.refusedFrames['not-member'] ?? 0) - count
    return effects.length === 0 && counted === (kernel.phase === 'fenced' ? 0 : 1) &&
      plain({ ...kernel, refusedFrames: {} }) === before
  }), { numRuns: 200, endOnFailure: true })
  t.pass('for all that was tried')
})

/** A state or a list of effects as text; the same text for the same content. */
function plain (value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (one instanceof Map) return ['map', ...one]
    if (one instanceof Set) return ['set', ...one]
    return one instanceof Uint8Array ? Buffer.from(one).toString('hex') : one
  })
}
