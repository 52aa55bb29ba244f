/** The runner: one reconcile at a time, again after a failure, nothing after a revoked fence. */
import t from 'tap'
import { harness } from '../src/harness.ts'
import { greeter, site } from './roles.ts'

const facts = (world: ReturnType<typeof harness>): unknown[] => world.written.map(({ fact }) => fact.body)

t.test('a view that changed is reconciled, one that did not is not', async t => {
  const world = harness(greeter()).apply({ resources: [site('a')] })
  await world.settled()
  t.equal(world.reconciled, 0, 'nobody granted it')
  world.grant()
  await world.settled()
  t.same(facts(world), [{ event: 'greeted', payload: 'a' }])
  world.apply({ members: [{ id: 'x', name: 'x', addresses: [], reachable: true }] })
  await world.settled()
  t.equal(world.reconciled, 1)
  world.apply({ resources: [site('a'), site('b')] })
  await world.settled()
  t.equal(world.written.length, 2)
  await world.stop()
})

t.test('what fails is tried again until it works', async t => {
  const world = harness(greeter()).refuseWith({ code: 'HIVE_BUSY', message: 'later' })
  world.apply({ resources: [site('a')] }).grant()
  while (world.failures.length < 3) await new Promise(resolve => setImmediate(resolve))
  t.equal(world.reconciled, 0)
  world.refuseWith(null)
  await world.settled()
  t.equal(world.reconciled, 1)
  await world.stop()
})

t.test('a role that is revoked while it writes ends, and what it has left is not written', async t => {
  let begun = (): void => {}
  const beginning = new Promise<void>(resolve => { begun = resolve })
  const role = greeter({
    async reconcile (_names, { signal, propose }) {
      begun()
      await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve()))
      await propose({ type: 'event-appended', body: { event: 'greeted', payload: 'late' } })
    }
  })
  const world = harness(role).apply({ resources: [site('a')] }).grant()
  await beginning
  await world.revoke()
  t.same([world.written, world.refused, world.reconciled], [[], [], 0])
  await world.stop()
})

t.test('under a new fence everything is looked at again', async t => {
  const world = harness(greeter()).apply({ resources: [site('a')] }).grant()
  await world.settled()
  const first = world.written[0]?.fence ?? 0
  await world.revoke()
  world.grant()
  await world.settled()
  t.equal(world.reconciled, 2)
  world.apply({ resources: [site('b')] })
  await world.settled()
  t.ok((world.written.at(-1)?.fence ?? 0) > first)
  await world.stop()
})

t.test('a select that throws is a failure that is told, and the next state helps', async t => {
  const role = greeter({
    select ({ resources }) {
      if (resources.length > 1) throw new Error('two are too many')
      return resources.map(({ name }) => name)
    }
  })
  const world = harness(role).apply({ resources: [site('a'), site('b')] }).grant()
  t.same(world.failures, ['two are too many'])
  world.apply({ resources: [site('b')] })
  await world.settled()
  t.same(facts(world), [{ event: 'greeted', payload: 'b' }])
  await world.stop()
})

t.test('settings are read by the role\'s own schema', async t => {
  t.same(harness(greeter()).config, { greeting: 'hello' })
  t.throws(() => harness(greeter(), { config: { greeting: 7 } }), { code: 'HIVE_ROLE_CONFIG', message: /greeting/ })
})

t.test('a manifest that is none is named by its field', async t => {
  for (const over of [
    { name: 'Wrong' },
    { version: '1' },
    { performs: ['dns'] },
    { holders: 0 },
    { watches: { all: true } }
  ]) {
    t.throws(() => greeter(over as never), { code: 'HIVE_ROLE_MANIFEST' }, JSON.stringify(over))
  }
})
