/**
 * Goal: machines that die, are replaced, or stay away become what the cluster decided, and their old selves are told.
 * Method: real agents on one voter; members are killed for good, and started again when it is too late.
 */
import t from 'tap'
import { expectOk, Fleet, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(480_000)

/** Which of several names the fleet gives, the last one counts. */
const REPLACE = ['--name', 'b', '--replace', 'b']

const memberOf = async (name: string) =>
  (await fleet.machine('a').client.members()).find(member => member.name === name)

const unreachable = (name: string): Promise<unknown> =>
  until(`${name} to be found unreachable`, async () => (await fleet.machine('a').client.call('member-why', {
    params: { name }
  })).item.failure?.returned === null)

t.before(async () => {
  await fleet.init('a')
  await fleet.join('b', 'a')
  await fleet.join('c', 'a')
})

t.test('the name of a living machine is not taken over', async t => {
  const { ran } = await fleet.tryJoin('b2', 'a', [...REPLACE, '--token', await fleet.token()])
  t.equal(ran.code, 6)
  t.match(ran.stderr, /HIVE_REPLACE_ALIVE: "b" is 12D3\w+ at 127[.\d:]+, and the cluster reaches it/)
})

t.test('the name of a dead one is, in one entry, and the old identity is refused for good', async t => {
  const old = await memberOf('b')
  await fleet.kill('b')
  await unreachable('b')
  const { machine, ran } = await fleet.tryJoin('b3', 'a', [...REPLACE, '--token', await fleet.token()])
  expectOk(ran)
  t.match(ran.stdout, /^b is a member of test/)
  const now = await memberOf('b')
  t.not(now?.id, old?.id)
  t.same(now?.addresses, [machine.address])
  const back = await fleet.runToEnd('b')
  t.equal(back.code, 79)
  t.match(back.stderr, /"b" was removed .*: replaced by 12D3\w+[\s\S]*HIVE_MEMBER_CUT/)
})

t.test('a member that stays away is removed after the time that was set, and told so when it comes back', async t => {
  const set = await fleet.on('a', ['config', 'set', 'members.failed', 'remove-after=1s', '--reason', 'short lives'])
  t.match(expectOk(set).stdout, /^members.failed is remove-after=1s\nindex \d+/)
  await fleet.kill('c')
  await until('c to be gone', async () => await memberOf('c') === undefined)
  const { stdout } = await fleet.on('a', ['log', 'tail', '-n', '3', '-o', 'json'])
  const rows = (JSON.parse(stdout) as { items: ReadonlyArray<{ type: string, actor: string, reason: string }> }).items
  t.match(rows.at(-1), {
    type: 'member-removed', actor: 'leader', reason: /unreachable since index \d+; members.failed is remove-after=1s/
  })
  const back = await fleet.runToEnd('c')
  t.equal(back.code, 79)
  t.match(back.stderr, /HIVE_MEMBER_CUT/)
})
