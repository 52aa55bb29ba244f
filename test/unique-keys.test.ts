/**
 * Goal: what the registry promises holds over real agents: one holder of a key, all keys of a resource or none, and
 * every member shows the same.
 * Method: three voters and a plain member; a thousand claims at once through all four; commands where a user sees the
 * outcome.
 */
import { HivemindError } from '@hivemind/base'
import t from 'tap'
import { Fleet, type Ran } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(240_000)

const CLAIMS = 1_000

t.before(async () => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
})

const ok = async (machine: string, words: string): Promise<Ran> => {
  const ran = await fleet.on(machine, words.split(' '))
  if (ran.code !== 0) throw new Error(`${words}: ${ran.stderr}`)
  return ran
}

t.test('1,000 claims of one key at once: one winner, and 999 are told its name', async t => {
  const machines = [...fleet.machines.values()]
  const key = 'ip-10.0.0.7'
  const outcomes = await Promise.all(Array.from({ length: CLAIMS }, async (_, at) => {
    const { client } = machines[at % machines.length]!
    try {
      await client.call('key-claim', { body: { key, holder: `worker-${at}` } })
      return { holder: `worker-${at}`, code: '', message: '' }
    } catch (error) {
      if (!(error instanceof HivemindError)) throw error
      return { holder: '', code: error.code, message: error.message }
    }
  }))
  const winners = outcomes.filter(({ holder }) => holder !== '')
  t.equal(winners.length, 1)
  const [winner = { holder: '' }] = winners
  const told = outcomes.filter(({ code, message }) =>
    code === 'HIVE_KEY_TAKEN' && message.startsWith(`${key} is held by "${winner.holder}" since index `))
  t.equal(told.length, CLAIMS - 1)
  for (const { client } of machines) {
    t.equal((await client.call('key-show', { params: { key } })).item.holder, winner.holder)
  }
})

t.test('a resource comes with its keys or not at all, and gives them back', async t => {
  const { client } = fleet.machine('b')
  await ok('d', 'resource create vm web-1 --parent d --keys ip-10.0.0.5,port-d/80 --tags zone=ams')
  const refused = await fleet.on('b', ['resource', 'create', 'vm', 'web-2', '--keys', 'ip-10.0.0.6,port-d/80'])
  t.equal(refused.code, 6)
  t.match(refused.stderr, /port-d\/80 is held by vm\/web-1/)
  await t.rejects(client.call('key-show', { params: { key: 'ip-10.0.0.6' } }), { code: 'HIVE_NOT_FOUND' })
  t.match((await ok('d', 'node tree')).stdout, /^d {2}up.*\n {2}vm\/web-1 {2}zone=ams ip-10\.0\.0\.5 port-d\/80$/m)
  await client.call('resource-change', { params: { name: 'web-1' }, body: { keys: ['ip-10.0.0.5'] } })
  const shop = { kind: 'site', name: 'shop', parent: 'vm/web-1', keys: ['port-d/80'], definition: { port: 80 } }
  await client.call('resource-create', { body: shop })
  t.match((await client.call('resource-show', { params: { name: 'shop' } })).item, {
    ...shop,
    parent: /^R/,
    version: 1
  })
  const remove = { params: { name: 'web-1' } }
  await t.rejects(client.call('resource-remove', remove), { code: 'HIVE_RESOURCE_PARENT' })
  await client.call('resource-remove', { params: { name: 'shop' } })
  await client.call('resource-remove', remove)
  t.same((await client.call('key-list', { query: { family: 'port' } })).items, [])
})

t.test('of two who change a resource from one version, one is told', async t => {
  await fleet.machine('a').client.call('resource-create', { body: { kind: 'site', name: 'blog' } })
  const changes = await Promise.allSettled([...fleet.machines.values()].map(async ({ name, client }) =>
    await client.call('resource-change', { params: { name: 'blog' }, body: { version: 1, definition: { by: name } } })))
  t.equal(changes.filter(({ status }) => status === 'fulfilled').length, 1)
  const codes = changes.map(change => change.status === 'rejected' ? (change.reason as HivemindError).code : '')
  t.equal(codes.filter(code => code === 'HIVE_RESOURCE_CHANGED').length, 3)
})
