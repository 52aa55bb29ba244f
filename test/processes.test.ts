/**
 * Goal: processes of a role run where the log says, with ports of their own, over the end of their agent; what is not
 * managed is only watched; a machine is given work, emptied and removed by commands that a person can interrupt.
 * Method: three real agents; a role of one file whose templates are a small server, one that does not obey, and one
 * that hivemind does not manage, whose pid file the test writes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Process } from '@hivemind/api'
import t from 'tap'
import { Fleet, freePort, isAlive, expectOk as ok, until } from './fleet.ts'

t.setTimeout(400_000)
const room = mkdtempSync(join(tmpdir(), 'hm-own-processes-'))
const fleet = new Fleet()
const begun = new Set<number>()
t.teardown(async () => {
  for (const pid of begun) try { process.kill(-pid, 'SIGKILL') } catch { /* It is gone. */ }
  await fleet.stop()
  rmSync(room, { recursive: true, force: true })
})

const SERVER = 'const { HIVEMIND_PROCESS: name, LEVEL: level } = process.env;' +
  'require("node:http").createServer((_, reply) => reply.end(name + " " + level)).listen(Number(process.env.PORT_HTTP), "127.0.0.1")'
let base = 0

function role (name: string, port: number): string {
  const at = join(room, `${name}.ts`)
  writeFileSync(at, `import { defineRole } from '@hivemind/role'
  import { z } from 'zod'
  export const role = defineRole({
    name: '${name}', version: '1.0.0', holders: 'one', config: z.object({}), select: () => 0, reconcile () {},
    processes: {
      server: {
        opens: ['instances', 'level'], settings: { level: 'info' }, environment: { LEVEL: '{{level}}' },
        command: [${JSON.stringify(process.execPath)}, '-e', ${JSON.stringify(SERVER)}],
        endpoints: [{ name: 'http', port: ${port}, most: 3 }], check: { type: 'tcp', endpoint: 'http' }
      },
      ...${name === 'site'} ? {
        deaf: {
          command: ['/bin/sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 0.1; done'],
          stop: { ms: 300, kills: false }
        },
        backup: { managed: false, check: { type: 'pid-file', path: '${room}/{{member}}.pid' } }
      } : {}
    }
  })`)
  return at
}

const shown = async (name: string, by = 'a'): Promise<Process> => {
  const { item } = await fleet.machine(by).client.call('process-show', { params: { name } })
  if (item.pid !== null) begun.add(item.pid)
  return item
}
const becomes = async (name: string, state: Process['state']): Promise<Process> =>
  await until(`${name} ${state}`, async () => {
    const item = await shown(name)
    return item.settled && item.state === state ? item : null
  })
const said = async (port: number): Promise<string> => await (await fetch(`http://127.0.0.1:${port}/`)).text()

t.before(async () => {
  base = await freePort()
  await fleet.init('a')
  await fleet.join('b', 'a')
  await fleet.join('c', 'a')
  ok(await fleet.on('a', ['role', 'enable', role('site', base), '--on', 'b,c', '--timeout', '60s']))
})

t.test('processes run with a port each, over the end of their agent, and end when they are stopped', async t => {
  const add = ['process', 'add', 'site', '--on', 'b', '--template', 'server', '--set']
  t.match(await fleet.on('a', [...add, 'colour=red']), {
    code: 2, stderr: /HIVE_PROCESS_SETTING.*"colour" of role site cannot be set: server opens instances, level/s
  })
  const added = ok(await fleet.on('a', [...add, 'instances=2,level=debug', '-o', 'env']))
  t.match(added.stdout, new RegExp(`# b.server-2\\n(.+\\n)*HIVEMIND_NODE=b\\n(.+\\n)*PORT_HTTP=${base + 1}\\nLEVEL=debug\\n`))
  t.same([await said(base), await said(base + 1)], ['b.server-1 debug', 'b.server-2 debug'])
  const full = await fleet.on('b', ['process', 'add', 'site', '--template', 'server', '--set', 'instances=2'])
  t.match(full, { code: 6, stderr: /HIVE_PROCESS_PORTS.*by process\/b\.server-1 \(p\d+-1\)/s })

  const before = await becomes('b.server-1', 'ONLINE')
  await fleet.kill('b')
  t.ok(isAlive(Number(before.pid)), 'it goes on without its agent')
  await fleet.start('b')
  t.equal((await until('b says so again', async () => {
    const now = await shown('b.server-1', 'b')
    return now.state === 'ONLINE' ? now : null
  })).pid, before.pid)
  t.equal(await said(base), 'b.server-1 debug')

  t.match(await fleet.on('a', ['process', 'remove', 'b.server-2', '--yes']), { code: 6, stderr: /HIVE_PROCESS_ONLINE/ })
  const { pid: first } = await shown('b.server-2')
  ok(await fleet.on('a', ['process', 'restart', 'b.server-2']))
  const { pid } = await shown('b.server-2')
  t.notOk(isAlive(Number(first)), 'a restarted one has ended')
  t.equal(await said(base + 1), 'b.server-2 debug', 'and runs again')
  ok(await fleet.on('a', ['process', 'stop', 'b.server-2']))
  t.notOk(isAlive(Number(pid)))
  ok(await fleet.on('a', ['process', 'remove', 'b.server-2', '--yes']))
  const { items } = await fleet.machine('a').client.call('key-list', { query: { family: 'port' } })
  t.same(items.map(({ key }) => key.split('/')[1]), [String(base)])
})

t.test('one that does not end is FAILED and may go; one that is not managed is only watched', async t => {
  ok(await fleet.on('a', ['process', 'add', 'site', '--on', 'b', '--template', 'deaf']))
  await until('it is deaf', async () =>
    ok(await fleet.on('b', ['process', 'logs', 'b.deaf-1'])).stdout === 'deaf\n')
  t.match(await fleet.on('c', ['process', 'logs', 'b.deaf-1']), { code: 5, stderr: /HIVE_PROCESS_ELSEWHERE/ })
  t.equal((await fleet.on('a', ['process', 'stop', 'b.deaf-1'])).code, 1)
  const left = await becomes('b.deaf-1', 'FAILED')
  ok(await fleet.on('a', ['process', 'remove', 'b.deaf-1', '--yes']))
  t.ok(isAlive(Number(left.pid)), 'it was not to be killed')

  ok(await fleet.on('a', ['process', 'add', 'site', '--on', 'b', '--template', 'backup']))
  await becomes('b.backup-1', 'OFFLINE')
  writeFileSync(join(room, 'b.pid'), String(process.pid))
  await becomes('b.backup-1', 'ONLINE')
  for (const word of ['stop', 'restart'])
    t.match(await fleet.on('a', ['process', word, 'b.backup-1']), { code: 6, stderr: /HIVE_PROCESS_UNMANAGED/ })
  t.match(await fleet.on('a', ['process', 'remove', 'b.backup-1', '--yes']), {
    code: 6, stderr: /process b\.backup-1 is unmanaged and ONLINE since .*stop it on b.*--force --reason/s
  })
  const listed = ok(await fleet.on('a', ['process', 'list', '-l', 'template=backup'])).stdout
  t.match(listed, /b\.backup-1 +b +site +no +watched +ONLINE/)
})

t.test('a machine that drains hands its roles over and is given nothing', async t => {
  const { client } = fleet.machine('a')
  const holder = async (): Promise<string> =>
    (await client.call('role-show', { params: { name: 'site' } })).item.holding[0]?.name ?? ''
  const before = await until('a holder', holder)
  const other = before === 'b' ? 'c' : 'b'
  t.match(ok(await fleet.on('a', ['node', 'drain', before])).stderr, `site is held by ${other}`)
  t.equal(await holder(), other)
  t.match(ok(await fleet.on('a', ['node', 'list'])).stdout, new RegExp(`${before} +up, draining`))
  t.match(ok(await fleet.on('a', ['status'])).stdout, /1 draining/)
  const refused = await fleet.on('a', ['process', 'add', 'site', '--on', before, '--dry-run'])
  t.match(refused, { code: 6, stderr: /HIVE_MEMBER_DRAINING/ })
  ok(await fleet.on('a', ['node', 'drain', before, '--undo']))
})

t.test('node add gives roles and processes by one entry, or nothing', async t => {
  const { client } = fleet.machine('a')
  const { appliedIndex: index } = await client.status()
  const roles = `${role('other', base + 10)},nowhere-to-be-found`
  const none = await fleet.on('a', ['node', 'add', 'c', '--role', roles, '--timeout', '60s'])
  t.match(none, { code: 2, stderr: /HIVE_ROLE_LOAD/ })
  t.equal((await client.status()).appliedIndex, index, 'no entry')
  const added = ok(await fleet.on('a', ['node', 'add', 'c', '--role', role('other', base + 10), '--timeout', '60s']))
  t.match(added.stdout, /c has .*; enabled there: other\n.*c\.server-1 +c +other/s)
  t.equal(await said(base + 10), 'c.server-1 info')
  ok(await fleet.on('a', ['process', 'stop', 'c.server-1']))
})

t.test('node remove shows its plan, minds what is not managed, and goes on after an interruption', async t => {
  const held = await fleet.on('a', ['node', 'remove', 'b', '--yes'])
  t.match(held, {
    code: 6, stderr: /HIVE_PROCESS_ONLINE: process b\.backup-1 is unmanaged and ONLINE.*hivemind node remove b --force/s
  })
  rmSync(join(room, 'b.pid'))
  await becomes('b.backup-1', 'OFFLINE')
  const { pid } = await shown('b.server-1')
  const plan = ok(await fleet.on('a', ['node', 'remove', 'b', '--dry-run'])).stdout
  t.match(plan, /1\. drain b.*2\. stop b\.server-1\n3\. wait until b\.server-1.*remove b\.backup-1\n.*6\. remove b:/s)
  // As far as an earlier one came.
  ok(await fleet.on('a', ['node', 'drain', 'b']))
  ok(await fleet.on('a', ['process', 'stop', 'b.server-1', '--detach']))
  const { client } = fleet.machine('a')
  await t.rejects(client.call('member-remove', { params: { name: 'b' } }), { code: 'HIVE_MEMBER_PROCESSES' })
  const removed = ok(await fleet.on('a', ['node', 'remove', 'b', '--yes', '--reason', 'it is sold']))
  t.match(removed, { stdout: /removed b\n/, stderr: /b\.backup-1 is removed\n.*b\.server-1 is removed\n/s })
  t.notOk(isAlive(Number(pid)))
  t.same((await client.members()).map(({ name }) => name).sort(), ['a', 'c'])
  t.same((await client.call('process-list')).items.map(({ name }) => name), ['c.server-1'])
})
