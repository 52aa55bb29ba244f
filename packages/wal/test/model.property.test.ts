/**
 * Goal: any sequence of appends, truncations, new starts, drops and reopenings equals a list of entries in memory.
 * Method: fast-check; several appends are left waiting before one is awaited, so that groups form; the log is
 * reopened from what is durable only.
 */

import { index, term } from '@hivemind/base'
import fc from 'fast-check'
import t from 'tap'
import { chainAfter, type LogEntry, NO_CHAIN, type StoredEntry, type Wal } from '../src/index.ts'
import { batch, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

type Action =
  | { type: 'append', count: number, back: number, vote: boolean, bytes: number }
  | { type: 'settle' | 'reopen' | 'repaired' }
  | { type: 'start', ahead: number }
  | { type: 'drop', back: number }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('append' as const),
      count: fc.nat(6),
      back: fc.oneof(fc.constant(0), fc.nat(12)),
      vote: fc.boolean(),
      bytes: fc.oneof(fc.nat(40), fc.nat(3000))
    })
  },
  { weight: 2, arbitrary: fc.constant({ type: 'settle' as const }) },
  { weight: 2, arbitrary: fc.constant({ type: 'reopen' as const }) },
  { weight: 1, arbitrary: fc.constant({ type: 'repaired' as const }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('start' as const), ahead: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('drop' as const), back: fc.nat(20) }) }
)

const plain = (one: LogEntry): string => `${one.index}.${one.term}.${one.kind}.${Buffer.from(one.payload).toString('hex')}`

class Model {
  base = { index: index(0), term: term(0), chain: NO_CHAIN }
  entries: LogEntry[] = []
  term = 1
  votedFor: string | null = null
  waiting: Promise<unknown>[] = []

  get last (): number { return this.base.index + this.entries.length }
}

async function perform (model: Model, wal: Wal, one: Action): Promise<void> {
  if (one.type === 'append') {
    model.term++
    const from = Math.max(model.base.index + 1, model.last + 1 - one.back)
    const entries = Array.from({ length: one.count }, (_, nth) => entry(from + nth, model.term, 'x'.repeat(one.bytes)))
    if (one.vote) model.votedFor = `voter ${model.term % 3}`
    const truncates = from <= model.last
    model.entries = [...model.entries.slice(0, from - 1 - model.base.index), ...entries]
    model.waiting.push(
      wal.append(
        batch(entries, {
          ...(one.vote && { hard: [model.term, model.votedFor] as [number, string] }),
          ...(truncates && { from })
        })
      )
    )
  } else if (one.type === 'settle') await Promise.all(model.waiting.splice(0))
  else if (one.type === 'repaired') model.waiting.push(wal.setRepaired())
  else if (one.type === 'start') {
    const chain = chainAfter(NO_CHAIN, entry(1, model.term))
    model.base = { index: index(model.last + one.ahead), term: term(model.term), chain }
    model.entries = []
    model.waiting.push(wal.startAt(model.base))
  } else if (one.type === 'drop') {
    const at = index(Math.max(1, model.last - one.back))
    const first = await wal.dropBefore(at)
    if (first > Math.max(at, model.base.index + 1)) throw new Error(`dropped up to ${first}, asked for ${at}`)
    model.entries = model.entries.slice(first - 1 - model.base.index)
    model.base = { ...model.base, index: index(first - 1) }
  }
}

async function compare (model: Model, wal: Wal): Promise<void> {
  if (wal.last().index !== model.last) throw new Error(`last ${wal.last().index}, expected ${model.last}`)
  if (wal.first() !== model.base.index + 1) throw new Error(`first ${wal.first()}, expected ${model.base.index + 1}`)
  const read: StoredEntry[] = []
  while (wal.first() + read.length <= wal.last().index) {
    read.push(...await wal.read(index(wal.first() + read.length), wal.last().index, 500))
  }
  const [now, expected] = [read.map(plain), model.entries.map(plain)]
  if (now.join() !== expected.join()) throw new Error(`reads ${now.join()}, expected ${expected.join()}`)
  if (read.length > 0 && !Buffer.from(read.at(-1)?.chain ?? []).equals(wal.last().chain))
    throw new Error('the chain of the end differs')
  compareRecent(model, wal, read)
}

/** What is remembered is what the log has; what it has no more, or never had, is not. */
function compareRecent (model: Model, wal: Wal, read: readonly StoredEntry[]): void {
  for (const one of read) {
    const [known] = wal.recent(one.index, one.index) ?? []
    const differs = known !== undefined && (plain(known) !== plain(one) || Buffer.compare(known.chain, one.chain) !== 0)
    if (differs) throw new Error(`remembers ${plain(known)}, expected ${plain(one)}`)
  }
  for (const outside of [model.base.index, model.last + 1])
    if (outside > 0 && wal.recent(index(outside), index(outside)) !== null) throw new Error(`remembers ${outside}`)
}

t.test('a log equals its model through any history', async t => {
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 60, size: 'max' }), async actions => {
      let disk = new MemoryDisk()
      let wal = await openSmall(disk)
      const model = new Model()
      let hard = '0 null'
      for (const one of actions) {
        if (one.type === 'reopen') {
          await Promise.all(model.waiting.splice(0))
          disk = disk.survivor('none')
          wal = await openSmall(disk)
          const { restored } = wal
          if (`${restored.hard.term} ${restored.hard.votedFor}` !== hard)
            throw new Error(`hard state ${JSON.stringify(restored.hard)}, expected ${hard}`)
          if (restored.damage.length > 0) throw new Error(`damage ${JSON.stringify(restored.damage)}`)
          if (restored.lastIndex !== model.last)
            throw new Error(`restored up to ${restored.lastIndex}, expected ${model.last}`)
        } else await perform(model, wal, one)
        if (one.type === 'append' && one.vote) hard = `${model.term} ${model.votedFor}`
        await compare(model, wal)
      }
      await Promise.all(model.waiting)
      await wal.close()
    }),
    { numRuns: 300 }
  )
  t.pass('300 histories')
})
