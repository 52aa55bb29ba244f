/** What one machine says is compacted by key, bounded, and continued by what came after. */
import { LIMITS, nodeId, wallMs } from '@hivemind/base'
import t from 'tap'
import { FEED } from '../src/bounds.ts'
import { assembled, isWellFormed, noContents, publish } from '../src/contents.ts'
import { continues } from '../src/heads.ts'
import type { Contents, Publication } from '../src/index.ts'
import { publication, text } from './world.ts'

const ORIGIN = nodeId('d')
const NONE = noContents(ORIGIN, 1)

function said (contents: Contents, ...facts: readonly Publication[]): Contents {
  const next = publish(contents, facts, wallMs(1))
  if ('code' in next) throw new Error(`${next.code}: ${next.message}`)
  return next
}
const rows = (contents: Contents): unknown[] =>
  contents.facts.map(({ key, seq, value }) => [key, seq, value === null ? null : Buffer.from(value).toString()])
const code = (facts: readonly Publication[]): string => {
  const next = publish(NONE, facts, wallMs(1))
  return 'code' in next ? next.code : 'said'
}

t.test('the newest of each key is kept, in the order of numbers, and nothing new has no number', async t => {
  let one = said(NONE, publication('os', 'x'), publication('disks', 'y'))
  t.same(rows(one), [['os', 1, 'x'], ['disks', 2, 'y']])
  one = said(one, publication('os', 'z'), publication('disks', 'y'))
  t.same(rows(one), [['disks', 2, 'y'], ['os', 3, 'z']])
  t.equal(said(one, publication('os', 'z'), publication('none', null)), one)
  one = said(one, publication('os', null))
  t.same(rows(one), [['disks', 2, 'y'], ['os', 4, null]])
  t.ok(isWellFormed(one))
})

t.test('facts that were taken back are remembered for a while, then forgotten at once', async t => {
  let one = said(NONE, publication('kept', 'x'))
  for (let at = 0; at <= FEED.takenBackMax; at++) {
    one = said(one, publication(`k${at}`, 'x'))
    one = said(one, publication(`k${at}`, null))
    if (at < FEED.takenBackMax) t.equal(one.facts.length, at + 2)
  }
  t.same(rows(one), [['kept', 1, 'x']])
  t.equal(one.floor, one.seq)
  t.ok(isWellFormed(one))
  t.notOk(continues(one, { boot: 1, seq: one.seq - 1, tag: 0 }), 'whoever has less needs the whole')
})

t.test('what somebody has and what came after it make the whole', async t => {
  const steps = [
    [publication('os', 'x'), publication('disks', 'y')], [publication('os', 'z')], [publication('disks', null)],
    [publication('memory', 'm')]
  ]
  const lives = [NONE]
  for (const facts of steps) lives.push(said(lives.at(-1) ?? NONE, ...facts))
  const whole = lives.at(-1) ?? NONE
  const signature = new Uint8Array(0)
  for (const held of lives.slice(1, -1)) {
    t.ok(continues(whole, { ...held, tag: 0 }))
    const facts = whole.facts.filter(({ seq }) => seq > held.seq)
    t.same(assembled(held, { ...whole, facts, after: held.seq, signature }), whole)
  }
  const given = { ...whole, facts: [], after: 3, signature }
  t.equal(assembled(undefined, given), null, 'nothing is held')
  t.equal(assembled(said(NONE, publication('os', 'x')), given), null, 'less is held')
  t.equal(assembled({ ...whole, boot: 2 }, given), null, 'another life is held')
})

t.test('names and sizes are bounded, and what is refused changes nothing', async t => {
  const long = (bytes: number): Publication => ({ key: 'os', value: new Uint8Array(bytes) })
  t.equal(code([long(LIMITS.feedValueBytesMax)]), 'said')
  t.equal(code([long(LIMITS.feedValueBytesMax + 1)]), 'HIVE_FEED_FACT')
  for (const key of ['', 'UPPER', '-x', 'a b', 'é', 'x'.repeat(LIMITS.feedKeyBytesMax + 1)])
    t.equal(code([publication(key, 'x')]), 'HIVE_FEED_FACT', key.slice(0, 20))
  t.equal(code([publication('x'.repeat(LIMITS.feedKeyBytesMax), 'x')]), 'said')
  const many = (count: number): Publication[] => Array.from({ length: count }, (_, at) => publication(`k${at}`, 'x'))
  t.equal(code(many(LIMITS.feedFactsMax)), 'said')
  t.equal(code(many(LIMITS.feedFactsMax + 1)), 'HIVE_FEED_FULL')
  const large = Array.from({ length: 5 }, (_, at) => ({ key: `k${at}`, value: new Uint8Array(8_000) }))
  t.equal(code(large.slice(0, 4)), 'said')
  t.equal(code(large), 'HIVE_FEED_FULL')
})

t.test('contents that no machine of ours makes are told from those that one does', async t => {
  const good = said(NONE, publication('os', 'x'), publication('disks', 'y'))
  const [os, disks] = good.facts as [Contents['facts'][number], Contents['facts'][number]]
  const bad: readonly Partial<Contents>[] = [
    { boot: 0 }, { seq: 0 }, { floor: 9 }, { seq: 1 }, { facts: [disks, os] }, { facts: [os, { ...disks, key: 'os' }] },
    { facts: [{ ...os, value: null }, disks], floor: 1 }, { facts: [{ ...os, key: 'A' }] },
    { facts: [{ ...os, seq: 0 }] }, { facts: [{ ...os, value: text('x'.repeat(9_000)) }] }
  ]
  t.ok(isWellFormed(good))
  for (const change of bad) t.notOk(isWellFormed({ ...good, ...change }), JSON.stringify(change).slice(0, 60))
})
