/**
 * Goal: a role that was written outside of this repository runs where the log says, reacts to entries on a member that
 * was not restarted, and is handed over.
 * Method: three voters and a plain member; roles from `role scaffold` and by hand, in a directory far from any package.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Role } from '@hivemind/api'
import t from 'tap'
import { Fleet, isAlive, type Ran, run, until } from './fleet.ts'

const fleet = new Fleet()
const room = mkdtempSync(join(tmpdir(), 'hm-roles-'))
t.teardown(async () => {
  await fleet.stop()
  rmSync(room, { recursive: true, force: true })
})
t.setTimeout(400_000)

t.before(async () => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
})

const ok = (ran: Ran): Ran => {
  if (ran.code !== 0) throw new Error(`${ran.stdout}${ran.stderr}`)
  return ran
}
const shown = async (machine: string, name: string): Promise<Role> =>
  (await fleet.machine(machine).client.call('role-show', { params: { name } })).item
const listed = (path: string): string => { try { return readdirSync(path).sort().join() } catch { return '' } }

t.test('a scaffold reacts to entries on a member that was not restarted', async t => {
  const path = join(room, 'pages')
  ok(await run(['role', 'scaffold', 'pages', '--dir', path]))
  t.ok(readFileSync(join(path, 'index.ts'), 'utf8').split('\n').length < 50)
  const { pid } = fleet.machine('d')
  const files = join(room, 'files')
  const { client } = fleet.machine('b')
  t.match(
    ok(await fleet.on('a', ['role', 'enable', path, '--on', 'd', '--config', JSON.stringify({ directory: files })]))
      .stdout,
    /enabled pages 1\.0\.0, revision 1/
  )
  await client.call('resource-create', { body: { kind: 'pages', name: 'first', definition: { port: 80 } } })
  await until('the file of the first resource', async () => listed(files) === 'first.json')
  await client.call('resource-create', { body: { kind: 'other', name: 'second' } })
  await client.call('resource-change', { params: { name: 'first' }, body: { definition: { port: 81 } } })
  await until('the change', async () => readFileSync(join(files, 'first.json'), 'utf8') === '{"port":81}')
  await until('ready', async () => (await shown('d', 'pages')).here?.state === 'ready')
  t.match(ok(await fleet.on('d', ['role', 'list'])).stdout, /pages +1\.0\.0 +every +1 +d +- +ready +1 files/)
  t.equal((await shown('a', 'pages')).here, null, 'it does not run where it is not meant to')
  t.ok(isAlive(pid), 'the agent is the one that it was')
  await client.call('role-disable', { params: { name: 'pages' } })
  await until('its end', async () => (await client.call('role-list')).items.length === 0)
})

t.test('a holder is elected, and another one takes over when it fails; what it writes is an event', async t => {
  const at = join(room, 'lead.ts')
  writeFileSync(at, `import { defineRole } from '@hivemind/role'
  import { z } from 'zod'
  export const role = defineRole({
    name: 'lead', version: '1.0.0', holders: 'one', proposes: { events: ['led'] }, config: z.object({}),
    select: () => 0,
    async reconcile (_view, { propose, self, fence }) {
      await propose({ type: 'event-appended', body: { event: 'led', payload: { by: self.name, fence } } })
    }
  })`)
  const { client } = fleet.machine('a')
  await client.call('role-enable', { body: { source: { type: 'path', at }, members: ['c', 'd'] } })
  const led = async (): Promise<{ by: string, fence: number }[]> =>
    (await client.log.read({ type: 'led' })).items.map(({ payload }) => payload as never)
  await until('the first holder', async () => (await led()).length === 1)
  const [first] = await led()
  if (first === undefined) throw new Error('nobody led')
  await fleet.kill(first.by)
  await until('the second holder', async () => (await led()).length === 2)
  const [, second] = await led()
  t.not(second?.by, first.by)
  t.ok((second?.fence ?? 0) > first.fence)
  const { items } = await client.log.read({ from: first.fence })
  const time = (type: string): number => Date.parse(items.findLast(row => row.type === type)?.at ?? '')
  t.ok(time('role-granted') - time('member-failed') < 1_000, 'handed over within a second after the failure was known')
  await fleet.start(first.by)
  await until('it is back', async () => (await fleet.machine(first.by).client.status()).health === 'healthy')
  t.match((await shown('a', 'lead')).holding, [{ name: second?.by }], 'whoever has it keeps it')
})

t.test('a newcomer waits until others perform what its roles need to begin, and says what it waited for in vain', async t => {
  const needy = join(room, 'needy.ts')
  const code = (name: string, more: string): string => `import { defineRole } from '@hivemind/role'
  import { z } from 'zod'
  export const role = defineRole({
    name: '${name}', version: '1.0.0', holders: 'every', ${more}, config: z.object({}), select: () => 0, reconcile () {}
  })`
  writeFileSync(needy, code('needy', `bootstrapRequires: ['records/1']`))
  const giver = join(room, 'giver.ts')
  writeFileSync(giver, code('giver', `performs: ['records/1']`))
  ok(await fleet.on('a', ['role', 'enable', needy]))
  const waits = async (name: string, time: string): Promise<Ran> => {
    const { machine, ran } = await fleet.tryJoin(name, 'a', ['--token', await fleet.token(), '--wait', time])
    fleet.machines.set(name, machine) // Its agent runs, whatever the command waited for in vain.
    return ran
  }
  const late = await waits('e', '12s') // Long enough for a busy machine to catch up in.
  t.equal(late.code, 8)
  t.match(late.stderr, /caught up[\s\S]*HIVE_CLI_LACKS: .*performs records\/1, which role needy needs to begin/)
  const e = fleet.started('e')
  t.match(await e.client.status(), { phase: 'member', health: 'joining', joining: { step: 'requires' } })
  t.match((await fleet.on('e', ['status'])).stdout, /joining +waiting for records\/1, which role needy needs to begin/)
  t.equal((await shown('e', 'needy')).here, null, 'it has not begun')
  const ran = waits('f', '2m')
  await until('f to wait', async () => (await shown('a', 'needy')).holdingCount === 6)
  ok(await fleet.on('a', ['role', 'enable', giver, '--on', 'd']))
  t.match(ok(await ran).stderr, /found records\/1[\s\S]*ready in/)
  await until('it to begin', async () => (await shown('e', 'needy')).here?.state === 'ready')
})

/** A role of two members whose reconcile is this. */
function versioned (version: string, reconcile: string): string {
  const at = join(room, `versioned-${version}.ts`)
  writeFileSync(at, `import { defineRole } from '@hivemind/role'
  import { z } from 'zod'
  export const role = defineRole({
    name: 'versioned', version: '${version}', holders: 'every', config: z.object({}), select: () => 0,
    reconcile () { ${reconcile} }
  })`)
  return at
}

t.test('a role that leaks is seen to, and hurts nothing; new versions go from member to member, or stop', async t => {
  const { client } = fleet.machine('d')
  const { agent: before } = await client.status()
  const leaks = versioned('1.0.0', 'const all = []; for (;;) all.push(new Array(1e6).fill(all.length))')
  ok(await fleet.on('a', ['role', 'enable', leaks, '--on', 'c,d']))
  await until('its crash loop', async () => ((await shown('d', 'versioned')).here?.crashes ?? 0) >= 3)
  t.match(ok(await fleet.on('d', ['role', 'list'])).stdout, /versioned +1\.0\.0 .*crash loop, \d+ times/)
  const sick = await fleet.on('d', ['role', 'doctor', 'versioned'])
  t.equal(sick.code, 1)
  t.match(sick.stdout, /crashes +\d+; the last: it (ended|used)/)
  const { agent: after, health } = await client.status()
  t.same([after.pid, health], [before.pid, 'healthy'], 'its agent is well')
  t.ok(after.rssBytes - before.rssBytes < 48e6, `and has not grown: ${before.rssBytes} to ${after.rssBytes} bytes`)
  await client.log.append({ type: 'test.written', payload: {} })

  const good = ok(await fleet.on('b', ['role', 'update', 'versioned', versioned('1.1.0', '')]))
  t.match(good.stdout, /versioned is updated to 1\.1\.0, revision 2/)
  t.match(good.stderr, /versioned is 1\.1\.0 on 2 members/)
  ok(await fleet.on('d', ['role', 'doctor', 'versioned']))
  const bad = await fleet.on('b', ['role', 'update', 'versioned', versioned('1.2.0', 'process.exit(3)')])
  t.equal(bad.code, 10)
  t.match(bad.stderr, /versioned 1\.2\.0 does not work on [cd], which is back at 1\.1\.0: it ended 3 times/)
  const stopped = await shown('a', 'versioned')
  t.match(stopped, { version: '1.1.0', update: { version: '1.2.0', done: 0, left: 2, turn: null } })
  ok(await fleet.on('a', ['role', 'update', 'versioned', '--abort']))
  for (const name of ['c', 'd'])
    await until(`${name} is well again`, async () => (await shown(name, 'versioned')).here?.state === 'ready')
  await client.call('role-disable', { params: { name: 'versioned' } })
})
