/** What roles see of resources as facts of a feed: only news is said, gone is taken back, others' words are checked. */
import type { Publication } from '@hivemind/feed'
import t from 'tap'
import { Observing, seenIn } from '../src/roles/observing.ts'

/** A feed that keeps what holds. */
function feed () {
  const facts = new Map<string, Uint8Array>()
  const news: string[][] = []
  const observing = new Observing((said: readonly Publication[]) => {
    news.push(said.map(({ key }) => key))
    for (const { key, value } of said) {
      if (value === null) facts.delete(key)
      else facts.set(key, value)
    }
  })
  return { facts, news, observing }
}

t.test('only what is otherwise is said; what is as before keeps its time', async t => {
  const { facts, news, observing } = feed()
  t.equal(observing.say('hosting', { R1aF: { state: 'running' }, r2: 'off' }, 1_000), null)
  t.equal(observing.say('hosting', { R1aF: { state: 'running' }, r2: 'on' }, 2_000), null)
  t.equal(observing.say('hosting', { R1aF: { state: 'running' }, r2: 'on' }, 3_000), null)
  t.same(news, [['seen/hosting/:r1a:f', 'seen/hosting/r2'], ['seen/hosting/r2']])
  t.same(seenIn(facts), [
    { role: 'hosting', resource: 'R1aF', at: 1_000, value: { state: 'running' } },
    { role: 'hosting', resource: 'r2', at: 2_000, value: 'on' }
  ])
  observing.say('other', { r2: 1 }, 4_000)
  t.equal(observing.say('hosting', {}, 5_000), null)
  t.same(seenIn(facts), [{ role: 'other', resource: 'r2', at: 4_000, value: 1 }], 'each role takes back its own')
})

t.test('what is too much for all roles together is not said, and what was said stays', async t => {
  const { facts, observing } = feed()
  const many = (count: number, value: unknown): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`r${at}`, value]))
  t.equal(observing.say('one', many(100, 0), 1), null)
  t.match(observing.say('two', many(29, 0), 1), /would observe 129 resources, at most 128/)
  t.equal(observing.say('two', many(28, 0), 1), null)
  t.match(observing.say('two', { r1: 'x'.repeat(13_000) }, 1), /bytes, at most 12288/)
  t.equal(facts.size, 128)
})

t.test('facts that are none of ours, or of no form, are left out', async t => {
  const facts = Object.entries({
    'cpu': '{}', 'seen/a': '{"at":1,"value":1}', 'seen/a/r1': '{', 'seen/a/r2': 'null', 'seen/a/r3': '{"at":1}',
    'seen/a/r4': '{"at":1e300,"value":1}', 'seen/a/r5': '{"at":-1,"value":1}', 'seen/a/r6': '{"at":"1","value":1}',
    'seen/a/r7': '{"at":8640000000000001,"value":1}', 'seen/a/r8': '{"at":5,"value":null}'
  }).map(([key, text]) => [key, new Uint8Array(Buffer.from(text))] as const)
  t.same(seenIn(new Map(facts)), [{ role: 'a', resource: 'r8', at: 5, value: null }])
})
