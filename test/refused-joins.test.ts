/**
 * Goal: every machine that must not come in, or not stay, is refused with a code of its own, and nothing changes.
 * Method: a real cluster of one voter (the rules do not depend on the number) and newcomers with every kind of flaw.
 */

import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJoinToken, encodeJoinToken } from '@hivemind/api'
import t from 'tap'
import { Fleet, type Machine, type Ran, run, until } from './fleet.ts'

const fleet = new Fleet()
const foreign = new Fleet()
t.teardown(async () => { await fleet.stop(); await foreign.stop() })
t.setTimeout(480_000)

const memberNames = async (): Promise<readonly string[]> =>
  (await fleet.machine('a').client.members()).map(member => member.name).sort()

function refusedWith (t: Pick<typeof import('tap').default, 'not' | 'match'>, ran: Ran, code: string): void {
  t.not(ran.code, 0, `exit ${ran.code}`)
  t.match(ran.stderr, new RegExp(code))
}

t.before(async () => { await fleet.init('a'); await foreign.init('x') })

t.test('a used token is refused', async t => {
  const token = await fleet.token()
  await fleet.join('b', 'a', ['--token', token])
  refusedWith(t, (await fleet.tryJoin('c', 'a', ['--token', token])).ran, 'HIVE_TOKEN_USED')
})

t.test('an expired token is refused', async t => {
  const token = await fleet.token(['--ttl', '1s'])
  // The token's own clock must run out; there is no shorter way.
  await new Promise(resolve => setTimeout(resolve, 1_200))
  refusedWith(t, (await fleet.tryJoin('c', 'a', ['--token', token])).ran, 'HIVE_TOKEN_EXPIRED')
})

t.test('a forged token is refused', async t => {
  const token = decodeJoinToken(await fleet.token())
  const forged = encodeJoinToken({ ...token, secret: 'ab'.repeat(32) })
  refusedWith(t, (await fleet.tryJoin('c', 'a', ['--token', forged])).ran, 'HIVE_TOKEN_FORGED')
  const unknown = encodeJoinToken({ ...token, id: 'nosuchtoken' })
  refusedWith(t, (await fleet.tryJoin('c', 'a', ['--token', unknown])).ran, 'HIVE_TOKEN_UNKNOWN')
})

t.test('a token of another cluster is refused', async t => {
  refusedWith(t, (await fleet.tryJoin('c', 'a', ['--token', await foreign.token()])).ran, 'HIVE_JOIN_WRONG_CLUSTER')
})

t.test('a token for members makes no voter', async t => {
  refusedWith(
    t,
    (await fleet.tryJoin('c', 'a', ['--voter', '--token', await fleet.token()])).ran,
    'HIVE_TOKEN_NOT_FOR_VOTER'
  )
})

t.test('a name that is taken is refused, naming its holder', async t => {
  refusedWith(
    t,
    (await fleet.tryJoin('b2', 'a', ['--token', await fleet.token(), '--name', 'b'])).ran,
    'HIVE_NAME_TAKEN'
  )
})

t.test('a join without a token waits, is denied by an operator, and is told why', async t => {
  const joining = fleet.tryJoin('c', 'a', [])
  const { client } = fleet.machine('a')
  const request = await until('the request to be listed', async () =>
    (await client.call('join-request-list')).items.find(one => one.status === 'waiting')
  )
  const denied = await run([
    'join-request',
    'deny',
    request.id,
    '--reason',
    'unknown serial number',
    '--data-dir',
    fleet.machine('a').dataDir
  ])
  t.equal(denied.code, 0)
  const { ran } = await joining
  t.equal(ran.code, 9, 'refused by policy')
  t.match(ran.stderr, /unknown serial number/)
})

t.test('none of them changed the members', async t => t.same(await memberNames(), ['a', 'b']))

t.test('a removed member is cut at once and does not come back', async t => {
  const b = fleet.machine('b')
  const removed = await run([
    'node',
    'remove',
    'b',
    '--yes',
    '--reason',
    'sold',
    '--data-dir',
    fleet.machine('a').dataDir
  ])
  t.equal(removed.code, 0, removed.stderr)
  await until(
    'b to stop by itself',
    async () =>
      await b.client.status({ deadlineMs: 500 }).then(
        () => false,
        () => true
      )
  )
  b.pid = 0
  const again = await fleet.runToEnd('b')
  t.equal(again.code, 79, 'fenced')
  t.match(again.stderr, /HIVE_MEMBER_CUT/)
  t.same(await memberNames(), ['a'])
})

/** A machine is away while the epoch rises. */
async function missesEpoch (t: Pick<typeof import('tap').default, 'equal'>, name: string): Promise<Machine> {
  const machine = await fleet.join(name, 'a')
  process.kill(machine.pid, 'SIGTERM')
  await until(`${name} to stop`, async () =>
    await machine.client.status({ deadlineMs: 500 }).then(() => false, () => true))
  const bumped = await run(['epoch', 'bump', '--yes', '--reason', 'test', '--data-dir', fleet.machine('a').dataDir])
  t.equal(bumped.code, 0, bumped.stderr)
  return machine
}

t.test('a member that returns with an old epoch puts its state aside and joins anew, as itself', async t => {
  const e = await missesEpoch(t, 'e')
  const { id } = (await fleet.machine('a').client.members()).find(({ name }) => name === 'e') ?? {}
  await fleet.start('e')
  const { status, epoch } = await until('e to be a member of the new epoch', async () => {
    const status = await e.client.status({ deadlineMs: 1_000 })
    const { epoch } = await fleet.machine('a').client.status()
    return status.phase === 'member' && status.epoch === epoch && { status, epoch }
  })
  t.equal(status.id, id)
  t.equal(epoch, 2)
  const [archive = ''] = readdirSync(join(e.dataDir, 'archive'))
  t.match(status.agent.diskNotes.join(), `archive/${archive}`, 'status says where')
  t.match(readdirSync(join(e.dataDir, 'archive', archive)), ['db', 'member.json', 'peers.json', 'wal'])
})

t.test('where the cluster wants it so, a member that returns with an old epoch is refused and stops', async t => {
  const set = await fleet.on('a', ['config', 'set', 'members.stale', 'stop'])
  t.equal(set.code, 0, set.stderr)
  await missesEpoch(t, 'd')
  const back = await fleet.runToEnd('d')
  t.equal(back.code, 79, 'fenced')
  t.match(back.stderr, /HIVE_EPOCH_STALE/)
})
