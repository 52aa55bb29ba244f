/**
 * Goal: whatever happens to the files, what comes back is right or missing, and the database opens.
 *
 * Method: the files of a closed database are flipped at one bit, at every place of the small ones and at places all
 * over the large ones, and each time everything is read and compared with what was written.
 */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { index, term } from '@hivemind/base'
import { test } from 'tap'
import { type Db, openDb } from '../src/index.ts'

/** Prime, so that places and bits of all kinds of records are hit. */
const STRIDE = 43

/** Fill a directory; `reopened` makes level move its log into a table file. */
async function fill (directory: string, reopened: boolean): Promise<void> {
  let db = await openDb({ directory })
  for (const at of [10, 20]) await db.saveSnapshot({ index: index(at), term: term(1), bytes: state(at) })
  await db.putFact('peers', ['one', 'two'])
  for (let at = 1; at <= 20; at++) await db.indexEvents([{ type: 'tick', index: index(at) }], index(at))
  await db.close()
  if (!reopened) return
  db = await openDb({ directory })
  await db.close()
}

const state = (at: number): Uint8Array => new Uint8Array(300).map((_, place) => (place * at) & 255)

/** @returns what is missing; throws when anything is wrong */
async function check (db: Db): Promise<string[]> {
  const missing: string[] = []
  const saved = await db.loadSnapshot().catch(() => null)
  if (saved === null || saved.index !== 20) missing.push('state')
  const right = saved === null || (saved.term === 1 && Buffer.compare(saved.bytes, state(saved.index)) === 0)
  if (!right) throw new Error('wrong state')
  const fact = await db.getFact('peers').catch(() => null)
  if (fact === null) missing.push('fact')
  else if (JSON.stringify(fact) !== '["one","two"]') throw new Error('wrong fact')
  const events = await db.eventsByType('tick', index(0), 100).catch(() => [])
  if (events.length < 20) missing.push('events')
  const wrong = events.some((at, place) => at < 1 || at > 20 || at <= (events[place - 1] ?? 0))
  if (wrong) throw new Error(`wrong events ${events.join()}`)
  return missing
}

for (const reopened of [false, true]) {
  test(`a flipped bit in a ${reopened ? 'table' : 'log'} loses at most, and lies never`, async t => {
    const root = t.testdir()
    const [original, copy] = [join(root, 'original'), join(root, 'db')]
    await fill(original, reopened)
    cpSync(original, copy, { recursive: true })
    const whole = await openDb({ directory: copy })
    t.same([await check(whole), whole.notes()], [[], []], 'without a flip nothing is missing')
    await whole.close()
    let hurt = 0
    let flips = 0
    for (const name of readdirSync(original).filter(one => /^(\d+\.(log|ldb)|MANIFEST.*|CURRENT)$/.test(one))) {
      const clean = readFileSync(join(original, name))
      for (let place = 0; place < clean.length; place += name.startsWith('CURRENT') ? 1 : STRIDE) {
        const bytes = Buffer.from(clean)
        bytes[place] = (bytes[place] ?? 0) ^ (1 << (place & 7))
        rmSync(copy, { recursive: true, force: true })
        cpSync(original, copy, { recursive: true })
        writeFileSync(join(copy, name), bytes)
        const db = await openDb({ directory: copy })
        flips++
        if ((await check(db)).length > 0) hurt++
        await db.putFact('after', place)
        t.equal(await db.getFact('after'), place, 'what is written afterwards is kept')
        await db.close()
        for (const one of readdirSync(root)) if (one.includes('damaged')) rmSync(join(root, one), { recursive: true })
      }
    }
    t.ok(hurt > 0, `${hurt} of ${flips} flips lost something`)
  })
}

test('a directory that cannot be opened is moved aside, each under a name of its own', async t => {
  const broken = { CURRENT: 'no manifest', 'MANIFEST-000001': 'nothing' }
  const root = t.testdir({ db: broken, 'db.damaged-1': 'from before' })
  const db = await openDb({ directory: join(root, 'db') })
  t.ok(existsSync(join(root, 'db.damaged-2', 'CURRENT')))
  t.match(db.notes()[0], /could not be opened .*db\.damaged-2/)
  t.equal(await db.loadSnapshot(), null)
  await db.putFact('works', true)
  t.equal(await db.getFact('works'), true)
  await db.close()
})
