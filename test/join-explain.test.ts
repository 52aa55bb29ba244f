/**
 * Goal: `hivemind join --explain` says of each peer what a join would meet there, and changes nothing anywhere.
 * Method: a real agent, a port that nobody listens on, one that speaks something else, and a name that is none.
 */
import { createServer } from 'node:net'
import t from 'tap'
import { Fleet, freePort, type Ran, run } from './fleet.ts'

const fleet = new Fleet()
t.teardown(async () => { await fleet.stop() })
t.setTimeout(120_000)

interface Item { readonly peer: string, readonly name: string, readonly verdict: string, readonly found: string }
const itemsOf = ({ stdout }: Ran): readonly Item[] => (JSON.parse(stdout) as { readonly items: readonly Item[] }).items
const failing = (ran: Ran): readonly string[] =>
  itemsOf(ran).filter(({ verdict }) => verdict === 'failing').map(({ name, found }) => `${name} ${found.split(':')[0]}`)

async function explain (peer: string, words: readonly string[] = [], name = 'newcomer'): Promise<Ran> {
  return await run(['join', peer, '--explain', '--name', name, '--json', ...words])
}

t.before(async () => { await fleet.init('a') })

t.test('a peer that would let it in at once passes every check, and the token is not spent', async t => {
  const address = fleet.machine('a').address
  const token = await fleet.token()
  for (const time of ['first', 'second']) {
    const ran = await explain(address, ['--token', token])
    t.equal(ran.code, 0, `${time}: ${ran.stderr}`)
    t.same(itemsOf(ran).map(({ name, verdict }) => `${name} ${verdict}`), [
      'name ok', 'connection ok', 'agent ok', 'cluster ok', 'version ok', 'clock ok', 'token ok', 'join ok'
    ])
  }
  const { items } = await fleet.machine('a').client.call('join-request-list', {})
  t.same(items, [], 'nobody has asked to join')
})

t.test('a name that is taken is told with the exit code that the join would have', async t => {
  const ran = await explain(fleet.machine('a').address, ['--token', await fleet.token()], 'a')
  t.equal(ran.code, 6)
  t.same(failing(ran), ['join HIVE_NAME_TAKEN'])
})

t.test('a closed port, a stranger to the protocol and a name that is none are told apart', async t => {
  t.same(failing(await explain(`127.0.0.1:${await freePort()}`)), ['connection HIVE_LOOK_CONNECT'])
  t.same(failing(await explain('nowhere.invalid:7400')), ['name HIVE_LOOK_NAME'])
  const other = createServer(socket => socket.on('error', () => {}).end('220 mail.example ESMTP\r\n'))
  t.teardown(() => other.close())
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as { readonly port: number }
  const ran = await explain(`127.0.0.1:${port}`)
  t.same(failing(ran), ['agent HIVE_NET_HANDSHAKE'])
  t.equal(ran.code, 3)
})
