/**
 * Goal: what was acknowledged survives a power cut at any operation, whatever part of the unsynced writes survives.
 * Method: run a script that rotates, truncates within and across segments, drops, starts anew; cut the power at every
 * operation; bring the disk back with nothing, everything, and random sectors of what was not synced; open; compare
 * with the states the script allows. A second cut during the opening must change nothing.
 */

import { index, prng } from '@hivemind/base'
import t from 'tap'
import { type Base, chainAfter, type LogEntry, NO_CHAIN, type Wal } from '../src/index.ts'
import { batch, contents, entry, openSmall, texts } from './fixtures/logs.ts'
import { MemoryDisk, PowerCut, type Survival } from './fixtures/memory-disk.ts'

/** What the disk may hold after a step: entries from the first kept, term, vote. */
interface Model { first: number, entries: LogEntry[], hard: string }

interface Step { readonly perform: (wal: Wal) => Promise<unknown>, readonly after: (model: Model) => Model }

function append (
  from: number,
  to: number,
  term: number,
  more: { hard?: [number, string | null], cut?: number } = {}
): Step {
  const entries = Array.from({ length: to - from + 1 }, (_, nth) => entry(from + nth, term))
  return {
    perform: wal =>
      wal.append(batch(entries, { ...(more.hard && { hard: more.hard }), ...(more.cut && { from: more.cut }) })),
    after: model => ({
      first: model.first,
      entries: [...model.entries.filter(one => more.cut === undefined || one.index < more.cut), ...entries],
      hard: more.hard === undefined ? model.hard : `${more.hard[0]} ${more.hard[1]}`
    })
  }
}

const vote = (term: number, who: string): Step => append(1, 0, 0, { hard: [term, who] })

/** Steps whose appends wait together. */
const together = (steps: readonly Step[]): Step => ({
  perform: wal => Promise.all(steps.map(step => step.perform(wal))),
  after: model => steps.reduce((now, step) => step.after(now), model)
})

const snapshot: Base = { index: index(40), term: entry(40, 8).term, chain: chainAfter(NO_CHAIN, entry(1, 1)) }

const SCRIPT: readonly Step[] = [
  vote(1, 'a'),
  append(1, 3, 1),
  append(4, 9, 1),
  append(8, 10, 2, { hard: [2, 'b'], cut: 8 }),
  append(11, 16, 2),
  together([append(17, 17, 2), vote(3, 'a'), append(18, 19, 3, { hard: [3, 'b'] })]),
  append(17, 18, 4, { cut: 17 }),
  append(19, 20, 4),
  vote(5, 'c'),
  append(7, 8, 5, { cut: 7 }),
  append(9, 18, 6, { hard: [6, null] }),
  { perform: wal => wal.dropBefore(index(4)), after: model => model },
  append(19, 22, 6),
  append(5, 5, 7, { hard: [7, 'd'], cut: 5 }),
  { perform: wal => wal.startAt(snapshot), after: model => ({ ...model, first: 41, entries: [] }) },
  append(41, 43, 8, { hard: [8, 'a'] }),
  append(42, 42, 9, { cut: 42 })
]

const causedByPower = (error: unknown): boolean =>
  error instanceof PowerCut || (error instanceof Error && error.cause instanceof PowerCut)

/** Run the script until the power goes; `done` counts the steps that were acknowledged. */
async function run (disk: MemoryDisk): Promise<number> {
  let done = -1
  try {
    const wal = await openSmall(disk)
    done = 0
    for (const step of SCRIPT) {
      await step.perform(wal)
      done++
    }
    await wal.close()
  } catch (error) {
    if (!causedByPower(error)) throw error
  }
  return done
}

const modelAfter = (steps: number): Model =>
  SCRIPT.slice(0, Math.max(0, steps)).reduce<Model>((model, step) => step.after(model), {
    first: 1,
    entries: [],
    hard: '0 null'
  })

async function seen (wal: Wal): Promise<{ first: number, texts: string[], hard: string }> {
  const { term, votedFor } = wal.restored.hard
  return { first: wal.first(), texts: await contents(wal), hard: `${term} ${votedFor}` }
}

/** @returns why the reopened log is wrong, or null */
async function verdict (wal: Wal, done: number): Promise<string | null> {
  const [before, after] = [modelAfter(done), modelAfter(done + 1)]
  const now = await seen(wal)
  const { repair, damage } = wal.restored
  if (damage.some(one => one.type === 'amnesia')) return `amnesia: ${JSON.stringify(damage)}`
  if (now.hard !== before.hard && now.hard !== after.hard && now.hard !== '3 a')
    return `hard state ${now.hard}, acknowledged ${before.hard}`
  const [old, young] = [texts(before.entries), texts(after.entries)]
  // Entries may be dropped up to any segment below what was asked, so compare by the end.
  const keeps = (whole: string[]): boolean =>
    now.texts.every((text, nth) => text === whole[now.first - before.first + nth])
  const count = now.first - 1 + now.texts.length
  const parting = old.findIndex((text, nth) => text !== young[nth])
  const least = Math.min(old.length, parting === -1 ? old.length : parting, young.length) + before.first - 1
  const anew = after.first !== before.first
  if (anew && now.first === after.first) return now.texts.length === 0 ? null : 'a new start holds entries'
  if (count < (anew ? old.length + before.first - 1 : least))
    return `ends at ${count}, acknowledged ${least}, damage ${JSON.stringify(damage)}`
  if (!keeps(old) && !keeps(young)) return `other content: ${now.texts.join()} instead of ${young.join()}`
  if (repair !== null && repair.index <= count) return `repair ${repair.index} of entries that are there`
  return null
}

/** Cut the power while opening too, then open for good. */
async function reopen (disk: MemoryDisk, survival: Survival, cutAt: number): Promise<{ disk: MemoryDisk, wal: Wal }> {
  disk.cutAt = cutAt
  try {
    return { disk, wal: await openSmall(disk) }
  } catch {
    const again = disk.survivor(survival)
    return { disk: again, wal: await openSmall(again) }
  }
}

async function cutEverywhere (survivalOf: (cutAt: number) => Survival): Promise<{ cuts: number, wrong: string[] }> {
  const whole = new MemoryDisk()
  await run(whole)
  const wrong: string[] = []
  for (let cutAt = 1; cutAt <= whole.operations; cutAt++) {
    const disk = new MemoryDisk()
    disk.cutAt = cutAt
    const done = await run(disk)
    const survival = survivalOf(cutAt)
    const opened = await reopen(disk.survivor(survival), survival, 1 + (cutAt % 9))
    const why = await verdict(opened.wal, done)
    if (why !== null) wrong.push(`cut at ${cutAt}, ${done} steps done: ${why}`)
    wrong.push(...(await goesOn(opened)).map(text => `cut at ${cutAt}, ${done} steps done: ${text}`))
  }
  return { cuts: whole.operations, wrong }
}

/** A reopened log takes entries, and remembers them and its repair mark. */
async function goesOn ({ disk, wal }: { disk: MemoryDisk, wal: Wal }): Promise<string[]> {
  disk.cutAt = Number.POSITIVE_INFINITY
  const { index: at, term } = wal.last()
  await wal.append(batch([entry(at + 1, term + 1), entry(at + 2, term + 1)], { hard: [99, 'z'] }))
  const [expected, { repair }] = [await seen(wal), wal.restored]
  const copy = disk.survivor('none')
  const again = await openSmall(copy)
  const now = await seen(again)
  const wrong: string[] = []
  if (now.texts.join() !== expected.texts.join())
    wrong.push(`after going on: ${now.texts.join()} instead of ${expected.texts.join()}`)
  if (now.hard !== '99 z') wrong.push(`after going on the hard state is ${now.hard}`)
  if (JSON.stringify(again.restored.repair) !== JSON.stringify(repair)) wrong.push('the repair mark was forgotten')
  if (again.restored.damage.length > 0) wrong.push(`damage twice: ${JSON.stringify(again.restored.damage)}`)
  return wrong
}

t.test('nothing unsynced survives', async t => {
  const { cuts, wrong } = await cutEverywhere(() => 'none')
  t.ok(cuts > 100, `${cuts} operations`)
  t.strictSame(wrong, [])
})

t.test('everything unsynced survives', async t => t.strictSame((await cutEverywhere(() => 'all')).wrong, []))

t.test('any sectors and any names survive', async t => {
  for (let seed = 1; seed <= 4; seed++) {
    const chance = { prng: prng(seed) }
    const { wrong } = await cutEverywhere(() => chance)
    t.strictSame(wrong, [], `seed ${seed}`)
  }
})
