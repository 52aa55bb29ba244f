/**
 * Goal: a dead voter is replaced while a quorum lives, in one change, and the cluster bears the next failure. RF9.
 * Method: real agents; one voter is killed for good, then another.
 */
import t from 'tap'
import { Fleet, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(120_000)

const votersSeenBy = async (via: string): Promise<readonly string[]> =>
  (await fleet.machine(via).client.call('control-plane-list')).items.map(({ name }) => name).sort()

t.before(async () => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
})

t.test('a dead voter is replaced', async t => {
  await fleet.kill('c')
  const { code, stdout, stderr } = await fleet.on('b', ['cp', 'replace', 'c', 'd', '--yes', '--reason', 'burnt'])
  t.equal(code, 0, stderr)
  t.match(stdout, /^d votes in the place of c\nindex \d+/)
  await until('three voters', async () => (await votersSeenBy('d')).join() === 'a,b,d')
})

t.test('it was one change through a joint configuration', async t => {
  const { stdout } = await fleet.on('b', ['log', 'tail', '-n', '20', '-o', 'json'])
  const rows = (JSON.parse(stdout) as { items: ReadonlyArray<{ kind: string, payload: object }> }).items
  const changes = rows.filter(({ kind }) => kind === 'configuration').slice(-3).map(({ payload }) => payload)
  const parts = changes.map(body => Object.keys(body).sort().join())
  t.same(parts, ['learners,voters', 'learners,outgoing,voters', 'learners,voters'])
})

t.test('nobody gives its place to one that is not there', async t => {
  await until('c to be seen as unreachable', async () =>
    (await fleet.machine('a').client.members()).some(({ condition }) => condition === 'unreachable'))
  const { code, stderr } = await fleet.on('a', ['cp', 'replace', 'b', 'c', '--yes'])
  t.equal(code, 6)
  t.match(stderr, /HIVE_VOTER_UNREACHABLE: "c" is unreachable/)
  t.same(await votersSeenBy('a'), ['a', 'b', 'd'])
})

t.test('the next failure is borne', async t => {
  const alive = (name: string) => fleet.machine(name).client
  await fleet.kill('b')
  await until('a leader', async () => (await alive('a').status()).leader !== null)
  const { index } = await alive('d').log.append({ type: 'still', payload: 'here' })
  t.ok(index > 0)
})
