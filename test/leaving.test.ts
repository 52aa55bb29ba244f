/**
 * Goal: a machine goes for good by its own word or by an operator's, a voter only after it stopped voting, and nobody
 * breaks the quorum by going.
 * Method: a real cluster of three voters and two members that shrinks to one.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Fleet, run, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(180_000)

const names = async (via: string): Promise<readonly string[]> =>
  (await fleet.machine(via).client.members()).map(({ name }) => name).sort()

const votersSeenBy = async (via: string): Promise<readonly string[]> =>
  (await fleet.machine(via).client.call('control-plane-list')).items.map(({ name }) => name).sort()

/** The agent ends by itself; from then on it is none of the fleet's living. */
async function ends (name: string): Promise<void> {
  const machine = fleet.machine(name)
  await until(`${name} to end`, async () => !existsSync(join(machine.dataDir, 'agent.sock')))
  machine.pid = 0
}

t.before(async () => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
  await fleet.join('e', 'b')
})

t.test('leaving and removing ask for a confirmation, and change nothing without it', async t => {
  for (const words of [['leave'], ['node', 'remove', 'd'], ['cp', 'remove', 'b']]) {
    const { code, stderr } = await fleet.on('a', words)
    t.equal(code, 6, words.join(' '))
    t.match(stderr, /HIVE_CLI_UNCONFIRMED/)
  }
  t.same(await names('a'), ['a', 'b', 'c', 'd', 'e'])
})

t.test('a voter is not removed before it stopped voting', async t => {
  const { code, stderr } = await fleet.on('d', ['node', 'remove', 'b', '--yes'])
  t.equal(code, 6)
  t.match(stderr, /HIVE_MEMBER_IS_VOTER: "b" is a voter[\s\S]*hivemind cp remove/)
})

t.test('a plain member leaves, its agent ends, and its identity does not come back', async t => {
  const { code, stdout, stderr } = await fleet.on('d', ['leave', '--yes', '--reason', 'moved'])
  t.equal(code, 0, stderr)
  t.match(stdout, /^d left/)
  await ends('d')
  t.same(await names('a'), ['a', 'b', 'c', 'e'])
  const show = await fleet.on('a', ['node', 'show', 'd'])
  t.equal(show.code, 5)
  t.match(show.stderr, /one of that name left at index \d+/)
  const { address, dataDir } = fleet.machine('d')
  const via = fleet.machine('a').address
  const again = await run(['join', via, '--name', 'd', '--data-dir', dataDir, '--listen', address])
  t.equal(again.code, 6)
  t.match(again.stderr, /HIVE_CLI_TAKEN: the identity .* does not come back: "d" left the cluster/)
})

t.test('the name of whoever left is free for a new machine', async t => {
  const { ran } = await fleet.tryJoin('f', 'c', ['--token', await fleet.token(), '--name', 'd'])
  t.equal(ran.code, 0, ran.stderr)
  t.ok((await names('c')).includes('d'))
})

t.test('a dead member is removed', async t => {
  await fleet.kill('e')
  const { code, stdout, stderr } = await fleet.on('b', ['node', 'remove', 'e', '--yes', '--reason', 'burnt'])
  t.equal(code, 0, stderr)
  t.match(stdout, /^removed e\nindex \d+ .*txid/)
  const back = await fleet.runToEnd('e')
  t.equal(back.code, 79, 'fenced')
  t.match(back.stderr, /HIVE_MEMBER_CUT/)
})

t.test('a leader that leaves hands over, stops voting, and goes', async t => {
  const { name } = await fleet.leader()
  const { code, stdout, stderr } = await fleet.on(name, ['leave', '--yes'])
  t.equal(code, 0, stderr)
  t.match(stderr, new RegExp(`${name} votes no longer`))
  t.match(stdout, new RegExp(`^${name} left`))
  await ends(name)
  const others = ['a', 'b', 'c'].filter(one => one !== name)
  await until('two voters', async () => (await votersSeenBy(others[0] ?? '')).join() === others.join())
  t.equal((await fleet.machine(others[0] ?? '').client.status()).degraded, false)
})

t.test('a voter whose going would lose the quorum is refused, and nothing changes', async t => {
  const [first = '', second = ''] = ['a', 'b', 'c'].filter(name => fleet.machine(name).pid !== 0)
  t.equal((await fleet.on('f', ['cp', 'add', 'd'])).code, 0)
  await fleet.kill('f')
  await until('it to be seen as unreachable', async () =>
    (await fleet.machine(first).client.members()).some(({ condition }) => condition === 'unreachable'))
  for (const words of [['leave', '--yes'], ['cp', 'remove', second, '--yes']]) {
    const { code, stderr } = await fleet.on(first, words)
    t.equal(code, 6, words.join(' '))
    t.match(stderr, /HIVE_VOTER_LAST: without .* nothing could be decided: of the other voters 1 of 2/)
    t.match(stderr, /Bring d back, or take it out first: hivemind cp remove d/)
  }
  t.same(await votersSeenBy(first), [first, second, 'd'].sort())
})

t.test('the last voter does not leave', async t => {
  const [first = '', second = ''] = ['a', 'b', 'c'].filter(name => fleet.machine(name).pid !== 0)
  t.equal((await fleet.on(first, ['cp', 'remove', 'd', '--yes'])).code, 0)
  t.equal((await fleet.on(second, ['leave', '--yes'])).code, 0)
  await ends(second)
  const { code, stderr } = await fleet.on(first, ['leave', '--yes'])
  t.equal(code, 6)
  t.match(stderr, /HIVE_VOTER_LAST: .* is the only voter that stays[\s\S]*cp add/)
  t.equal((await fleet.machine(first).client.status()).degraded, false)
})
