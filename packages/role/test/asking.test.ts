/** Questions to a role, and what it publishes: bounded, checked, and only while it holds its role. */
import t from 'tap'
import { z } from 'zod'
import { harness } from '../src/harness.ts'
import { defineAsk } from '../src/index.ts'
import { greeter } from './roles.ts'

const answering = () =>
  greeter({
    publishes: ['greetings'],
    observes: ['site'],
    async reconcile (names, { publish }) {
      publish('greetings', Object.fromEntries(names.map(name => [name, { name }])))
    },
    asks: {
      double: defineAsk(z.strictObject({ of: z.number() }), ({ of }, { self }) => ({ by: self.name, is: of * 2 }), {
        reads: true
      }),
      fail: defineAsk(z.object({}), () => {
        throw new Error('the well is dry')
      }),
      shout: defineAsk(z.object({}), (_input, { publish }) => publish('elsewhere', {})),
      see: defineAsk(z.object({ count: z.number(), text: z.string() }), ({ count, text }, { observe }) =>
        observe(Object.fromEntries(Array.from({ length: count }, (_, at) => [`R${at}`, text])))
      ),
      flood: defineAsk(z.object({}), (_input, { publish }) =>
        publish('greetings', Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`k${at}`, at])))
      )
    }
  })

t.test('a question is answered while the role is held, and by its form', async t => {
  const world = harness(answering())
  await t.rejects(world.ask('double', { of: 2 }), { code: 'HIVE_ROLE_ELSEWHERE' })
  world.grant()
  await world.settled()
  t.same(await world.ask('double', { of: 2 }), { by: 'a', is: 4 })
  await t.rejects(world.ask('double', { of: 'x' }), { code: 'HIVE_ROLE_ASK', message: /of: / })
  await t.rejects(world.ask('halve'), { code: 'HIVE_ROLE_ASK', message: /it answers double, fail/ })
  await t.rejects(world.ask('fail'), { code: 'HIVE_ROLE_DECLINED', message: 'the well is dry' })
  await world.revoke()
  await t.rejects(world.ask('double', { of: 2 }), { code: 'HIVE_ROLE_ELSEWHERE' })
  await world.stop()
})

t.test('whoever may only read is not answered what changes something', async t => {
  const world = harness(answering()).grant()
  await world.settled()
  t.same(await world.ask('double', { of: 1 }, true), { by: 'a', is: 2 })
  await t.rejects(world.ask('fail', {}, true), { code: 'HIVE_ROLE_ASK', message: /to who may only read/ })
  await world.stop()
})

t.test('what is published replaces what was said, and is bounded', async t => {
  const site = (name: string) => ({
    id: name,
    kind: 'site',
    name,
    definition: {},
    tags: {},
    parent: '',
    keys: [],
    version: 1
  })
  const world = harness(answering())
    .apply({ resources: [site('x'), site('y')] })
    .grant()
  await world.settled()
  t.same(world.published.get('greetings'), { x: { name: 'x' }, y: { name: 'y' } })
  world.apply({ resources: [site('y')] })
  await world.settled()
  t.same(world.published.get('greetings'), { y: { name: 'y' } })
  await t.rejects(world.ask('shout'), { code: 'HIVE_ROLE_FACTS', message: /does not declare the topic elsewhere/ })
  await t.rejects(world.ask('flood'), { code: 'HIVE_ROLE_FACTS', message: /300 facts, expected at most 256/ })
  await world.ask('see', { count: 2, text: 'up' })
  t.same(world.observed, { R0: 'up', R1: 'up' })
  await t.rejects(world.ask('see', { count: 129, text: '' }), { code: 'HIVE_ROLE_FACTS', message: /at most 128/ })
  await t.rejects(world.ask('see', { count: 2, text: 'x'.repeat(7_000) }), { message: /at most 12288/ })
  t.same(world.observed, { R0: 'up', R1: 'up' }, 'what is too much changes nothing')
  await world.stop()
})
