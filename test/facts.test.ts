/**
 * Goal: what a machine is, each member can show: told by the machine itself, without a file, also after restarts, and
 * no
 * more once it is gone.
 * Method: a real cluster of three voters and two members; the same machine's facts are asked for everywhere.
 */
import os from 'node:os'
import type { HostFacts } from '@hivemind/api'
import t from 'tap'
import { Fleet, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(300_000)

const factsOf = async (name: string, via: string): Promise<HostFacts | null> =>
  (await fleet.machine(via).client.call('member-show', { params: { name } })).item.facts

const known = (name: string, via: string, more: (facts: HostFacts) => boolean = () => true): Promise<HostFacts> =>
  until(`facts of ${name} at ${via}`, async () => {
    const facts = await factsOf(name, via)
    return facts !== null && more(facts) ? facts : null
  })

t.before(async () => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
  await fleet.join('e', 'b')
})

t.test('what a member says of itself is the same at all voters, and true', async t => {
  const all = await Promise.all(['a', 'b', 'c'].map(via => known('d', via)))
  for (const facts of all) t.same({ ...facts, ageMs: 0 }, { ...all[0], ageMs: 0 })
  const [facts] = all
  t.equal(facts?.host?.name, os.hostname())
  t.equal(facts?.cpu?.threads, os.cpus().length)
  t.equal(facts?.memory?.totalBytes, os.totalmem())
  t.match(facts?.os?.kernel, os.release())
  t.equal(facts?.agent?.nodeVersion, process.versions.node)
  t.ok((facts?.boot ?? 0) > 0, 'in the life that it is in')
})

t.test('a member that holds nothing of others asks for what it is to show', async t => {
  const facts = await known('d', 'e')
  t.same({ ...facts, ageMs: 0 }, { ...await factsOf('d', 'a'), ageMs: 0 })
  t.equal((await known('a', 'd')).host?.name, os.hostname())
  t.equal((await factsOf('e', 'e'))?.host?.name, os.hostname(), 'its own it has anyway')
})

t.test('node show prints them for people and as JSON', async t => {
  const { code, stdout, stderr } = await fleet.on('b', ['node', 'show', 'd'])
  t.equal(code, 0, stderr)
  for (const name of [
    'facts +changed ',
    'machine',
    'system',
    `processors +${os.cpus().length} x`,
    'memory +\\d',
    'agent +hivemind \\d'
  ])
    t.match(stdout, new RegExp(`^${name}`, 'm'), name)
  const json = await fleet.on('b', ['node', 'show', 'd', '--json'])
  const { item } = JSON.parse(json.stdout) as { item: { facts: HostFacts } }
  t.equal(item.facts.host?.name, os.hostname())
})

t.test('they outlive the restart of a holder, and a later life of the machine is believed', async t => {
  const before = await known('d', 'b')
  await fleet.kill('a')
  await fleet.start('a')
  t.equal((await known('d', 'a')).boot, before.boot)
  await fleet.kill('d')
  t.same({ ...await factsOf('d', 'b'), ageMs: 0 }, { ...before, ageMs: 0 }, 'a machine that is off is shown as it was')
  await fleet.start('d')
  for (const via of ['a', 'b', 'c']) {
    const after = await known('d', via, ({ boot }) => boot > before.boot)
    t.not(after.agent?.startedAt, before.agent?.startedAt, via)
  }
})

t.test('a removed machine says nothing any more, and one that left neither', async t => {
  t.equal((await fleet.on('a', ['node', 'remove', 'd', '--yes'])).code, 0)
  t.equal((await fleet.on('e', ['leave', '--yes'])).code, 0)
  fleet.machine('e').pid = 0
  for (const via of ['a', 'b', 'c']) {
    for (const name of ['d', 'e']) {
      await until(`${name} to be gone at ${via}`, async () => (await fleet.on(via, ['node', 'show', name])).code === 5)
    }
    await until('nothing to be held of either', async () => /^hivemind_feed_origins 3$/m.test(
      await fleet.machine(via).client.call('metrics')
    ))
  }
})
