/** Actions: run beside everything else, told as they ended, ended with the fence. */
import t from 'tap'
import { z } from 'zod'
import { harness } from '../src/harness.ts'
import { defineRole } from '../src/index.ts'

const role = defineRole({
  name: 'store',
  version: '1.0.0',
  holders: 'every',
  proposes: { events: ['filled'] },
  config: z.object({ unit: z.string().default('litres') }),
  select: () => 0,
  reconcile () {},
  actions: {
    fill: {
      about: 'fills it',
      input: z.object({ by: z.number().min(1) }),
      async run ({ by }, { config, propose, attempt }) {
        await propose({ type: 'event-appended', body: { event: 'filled', payload: by.toFixed(1) } })
        return { text: `${by} ${config.unit}`, attempt }
      }
    },
    spill: { input: z.object({}), run () { throw new Error('there is nothing in it') } },
    'pay': {
      input: z.object({}), repeatable: false,
      run: async (_input, { signal }) => await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('told to end')))
      })
    },
    'tell': { input: z.object({ bytes: z.int() }), run: ({ bytes }) => 'x'.repeat(bytes) }
  }
})

t.test('the manifest says what it can be asked', async t => {
  t.same(role.manifest.actions.slice(0, 3), [
    { name: 'fill', about: 'fills it', repeatable: true }, { name: 'spill', about: '', repeatable: true },
    { name: 'pay', about: '', repeatable: false }
  ])
})

t.test('an action gives back what it did, or why it could not', async t => {
  const world = harness(role).grant()
  t.same(await world.act('fill', { by: 2 }, { attempt: 3 }),
    { outcome: 'done', result: { text: '2 litres', attempt: 3 }, problem: '' })
  t.match(world.written, [{ fact: { body: { event: 'filled', payload: '2.0' } } }])
  t.same(await world.act('spill'), { outcome: 'failed', result: null, problem: 'there is nothing in it' })
  t.match(await world.act('fill', { by: 0 }), { outcome: 'failed', problem: /fill: by: / })
  t.match(await world.act('drain'), { outcome: 'failed', problem: 'there is no action "drain"' })
  t.match(await world.act('tell', { bytes: 2_000 }), { outcome: 'failed', problem: /its result has 2002 bytes/ })
  await world.stop()
})

t.test('nobody knows how far an action came that ends with its fence', async t => {
  const world = harness(role)
  t.match(await world.act('fill', { by: 1 }), { outcome: 'interrupted' }, 'it holds nothing yet')
  world.grant()
  const acting = world.act('pay')
  await world.revoke()
  t.same(await acting, { outcome: 'interrupted', result: null, problem: 'told to end' })
  t.same(world.written, [])
  await world.stop()
})
