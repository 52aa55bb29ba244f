/**
 * Goal: a role with an account of its own runs as that account, in a directory that is its own, and sees nothing of
 * what lies beside it; where that cannot be, it is refused with the reason, and nothing runs as anybody else.
 * Method: real processes of a small role under the part of the agent that runs them. As root, where the checkout can be
 * read by others; what an agent does that is not root is tried by a process that is not.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync, existsSync, lchownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { index, nodeId, wallMs } from '@hivemind/base'
import { type Control, type Role, start } from '@hivemind/control'
import t, { type Test } from 'tap'
import { accountFor } from '../src/account.ts'
import type { RoleHere } from '../src/roles/here.ts'
import { Roles } from '../src/roles/roles.ts'

const USER = 'nobody'
const SELF = nodeId('12D3KooWa')
const ACCOUNT = fileURLToPath(new URL('../src/account.ts', import.meta.url))

interface Room { readonly home: string, readonly code: string, readonly directory: string }

/** A data directory as an agent has it, with a secret and a role in it, and the code of one beside it. */
function room (t: Pick<Test, 'teardown'>): Room {
  const path = mkdtempSync(join(tmpdir(), 'hm-account-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  chmodSync(path, 0o755)
  const [home, code] = [join(path, 'agent'), join(path, 'code')]
  mkdirSync(join(home, 'roles', 'other'), { recursive: true })
  mkdirSync(join(home, 'wal'))
  writeFileSync(join(home, 'wal', '1'), 'what happened')
  writeFileSync(join(home, 'agent.log'), 'what was said')
  mkdirSync(code)
  writeFileSync(join(code, 'index.ts'), `import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineRole } from '@hivemind/role'
import { z } from 'zod'
const read = (path: string): string => { try { return readFileSync(path, 'utf8') } catch (error) { return error.code } }
export const role = defineRole({
  name: 'pages', version: '1.0.0', holders: 'one', config: z.object({ secrets: z.array(z.string()).default([]) }),
  select: () => 0,
  reconcile (_, { config, report }) {
    writeFileSync(resolve('mine'), '')
    report([process.getuid(), process.getgroups().join('+'), process.env.USER, ...config.secrets.map(read)].join())
  }
})`)
  return { home, code, directory: join(home, 'roles', 'pages') }
}

const isRoot = process.getuid?.() === 0
/** Whether an account of its own is possible for a role here. */
async function skipped (): Promise<string | false> {
  if (!isRoot) return 'only root runs a role as another account'
  const { home, directory } = room(t)
  const places = { what: 'a role', dataDirectory: home, directory, reads: [process.execPath, ACCOUNT] } as const
  return await accountFor(USER, places).then(() => false, (error: Error) => error.message)
}
const skip = await skipped()

function running (t: Test, dataDirectory: string, over: Partial<Role>, code: string) {
  const control: Control = start()
  control.members.set(SELF, {
    id: SELF, name: 'a', addresses: [], version: '1', wanted: 'member', role: '', joinedIndex: index(1),
    joinedEpoch: 1 as never, joinedAt: wallMs(0)
  })
  const enable = (revision: number, more: Partial<Role> = {}): void => void control.roles.set('pages', {
    id: 'pages', version: '1.0.0', source: { type: 'path', at: code }, holders: 0, members: [], performs: [],
    requires: [], bootstrapRequires: [], degraded: 'stop', watches: { members: false, resources: [] },
    proposes: { events: [], resources: [], keys: [] }, config: {}, revision, changedIndex: index(5),
    changedAt: wallMs(0), grantedIndex: index(5), ...over, ...more
  })
  enable(1)
  const lines: string[] = []
  const tell = (_fields: object, line: string): void => { lines.push(line) }
  const roles = new Roles({
    self: { id: SELF, name: 'a' }, dataDirectory, control: () => control, degraded: () => false, waits: () => false,
    log: { info: tell, warn: tell } as never, topics: () => new Map(), publish: () => {}, say: () => {},
    request: async () => { throw new Error('nothing is asked') }
  })
  t.teardown(async () => { await roles.stop() })
  const until = async (holds: (here: RoleHere) => boolean): Promise<RoleHere> => {
    for (const end = Date.now() + 60_000; ;) {
      const here = roles.here('pages')
      if (here !== null && holds(here)) return here
      if (Date.now() > end) throw new Error(`waited in vain: ${JSON.stringify(here)}`)
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  return { roles, enable, until, lines }
}

t.test('it runs as its account, in a directory of its own, and sees nothing beside it', { skip }, async t => {
  const { home, code, directory } = room(t)
  mkdirSync(directory)
  writeFileSync(join(directory, 'kept'), 'of an earlier life')
  const beside = join(home, 'beside')
  writeFileSync(beside, '')
  symlinkSync(beside, join(directory, 'link'))
  const secrets = [join(home, 'agent.log'), join(home, 'wal', '1'), join(home, 'roles', 'other', 'x')]
  const world = running(t, home, { user: USER, config: { secrets } }, code)
  const here = await world.until(({ state }) => state === 'ready')
  const { uid, gid } = statSync(join(directory, 'mine'))
  t.equal(here.report, `${uid},${gid},${USER},EACCES,EACCES,EACCES`)
  t.not(uid, 0)
  t.same([statSync(directory).uid, statSync(join(directory, 'kept')).uid], [uid, uid], 'what was there is its own')
  t.equal(statSync(beside).uid, 0, 'a link is not followed')
  t.match(await world.roles.describe({ type: 'path', at: code }, {}, USER), { name: 'pages', version: '1.0.0' })

  world.enable(2, { user: undefined } as never)
  const again = await world.until(({ state, report }) => state === 'ready' && report.startsWith('0'))
  t.match(again.report, /^0,/)

  lchownSync(directory, 1, 1)
  world.enable(3)
  const another = await world.until(({ state }) => state === 'refused')
  t.match(another.problem, /belongs to uid 1; move it away/, 'what an account left is no other one\'s')
})

t.test('an account that is not there, or does not reach the code, is named, and nothing runs', { skip }, async t => {
  const { home, code, directory } = room(t)
  const world = running(t, home, { user: 'no-such-account' }, code)
  const here = await world.until(({ state }) => state === 'refused')
  t.match(here.problem, /^HIVE_ROLE_USER: there is no account "no-such-account" on this machine/)
  t.equal(here.pid, null)
  t.match(world.lines, [/HIVE_ROLE_USER/])
  chmodSync(code, 0o700)
  world.enable(2, { user: USER })
  const closed = await world.until(({ problem }) => problem.includes('may not'))
  t.match(closed, { state: 'refused', problem: new RegExp(`cannot run as "${USER}" here: it may not read ${code}`) })
  t.equal(statSync(home).mode & 0o777, 0o755, 'nothing was opened for that')
  t.notOk(existsSync(join(directory, 'mine')))
  await t.rejects(world.roles.describe({ type: 'path', at: code }, {}, USER), { code: 'HIVE_ROLE_USER' })
  chmodSync(code, 0o755)
  world.enable(3, { user: USER })
  await world.until(({ state }) => state === 'ready')
})

t.test('an agent that is not root runs roles as itself only, and changes nothing', { skip }, async t => {
  const { home, directory } = room(t)
  const before = statSync(home).mode
  t.equal(await accountFor('root', { what: 'a role', dataDirectory: home, directory, reads: [] }), null)
  const program = `import { accountFor } from ${JSON.stringify(ACCOUNT)}
const places = { what: 'a role', dataDirectory: '/nowhere', directory: '/nowhere/roles/x', reads: [] }
const say = user => accountFor(user, places).then(found => String(found), error => error.code + ' ' + error.message)
process.stdout.write([await say('nobody'), await say('root')].join('\\n'))`
  const words = ['--conditions=hivemind-src', '--input-type=module', '-e', program]
  const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', uid: 65_534, gid: 65_534 })
  t.match(stdout, /^null\nHIVE_ROLE_USER the agent runs under uid 65534, and only one that is root/, stderr)
  t.equal(statSync(home).mode, before)
})
