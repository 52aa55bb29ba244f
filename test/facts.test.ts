/**
 * Goal: what a machine is, each member can show: told by the machine itself, without a file, also after restarts, and
 * no
 * more once it is gone.
 * Method: a real cluster of three voters and two members; the same machine's facts are asked for everywhere.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { HostFacts } from '@hivemind/api'
import t from 'tap'
import { expectOk, Fleet, until } from './fleet.ts'

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

t.test('what a role on a machine sees of a resource is shown beside what is wanted of it, and is no entry', async t => {
  const path = join(fleet.machine('d').dataDir, 'watcher')
  mkdirSync(path)
  writeFileSync(join(path, 'index.ts'), `import { defineRole } from '@hivemind/role'
import { z } from 'zod'
export const role = defineRole({
  name: 'watcher', version: '1.0.0', holders: 'every', degraded: 'continue', config: z.object({}),
  watches: { resources: ['vm'] }, observes: ['vm'], select: ({ resources }) => resources,
  reconcile (vms, { observe }) {
    observe(Object.fromEntries(vms.map(({ id, definition }) => [id, { cpus: definition.cpus, up: true }])))
  }
})`)
  expectOk(await fleet.on('d', ['role', 'enable', path, '--on', 'd']))
  expectOk(await fleet.on('a', ['resource', 'create', 'vm', 'web-1', '-d', '{"cpus":2}', '--parent', 'd']))
  const seen = async (via: string): Promise<string> => (await fleet.on(via, ['resource', 'show', 'vm/web-1'])).stdout
  for (const via of ['a', 'e']) {
    await until(`what is seen, at ${via}`, async () =>
      /^definition +\{"cpus":2\}\nobserved +\{"cpus":2,"up":true\} {2}d, role watcher, /m.test(await seen(via)))
  }
  t.match((await fleet.on('b', ['node', 'show', 'd'])).stdout, /^sees +vm\/web-1 +\{"cpus":2,"up":true\}/m)
  expectOk(await fleet.on('a', ['resource', 'change', 'web-1', '-d', '{"cpus":4}']))
  await until('what is seen of it now', async () => /observed +\{"cpus":4/.test(await seen('a')))
  t.match(await seen('a'), /^version +2$/m, 'what is seen changes nothing of what is wanted')
  expectOk(await fleet.on('a', ['role', 'disable', 'watcher', '--yes']))
  await until('its word taken back', async () => !/observed/.test(await seen('a')))
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
