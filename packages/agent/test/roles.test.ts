/**
 * Goal: the process of a role that crashes, hangs, floods or leaks is seen to and hurts nothing; what it holds it works
 * under, and not a moment longer; what cannot be enabled is refused with its reason.
 * Method: real processes of small roles under the part of the agent that runs them, over an applied state by hand.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Index, index, nodeId, term, wallMs } from '@hivemind/base'
import { type Control, type Draft, type Role, start } from '@hivemind/control'
import type { Held } from '@hivemind/feed'
import type { Request } from '@hivemind/kernel'
import t from 'tap'
import type { RoleHere } from '../src/roles/here.ts'
import { Roles } from '../src/roles/roles.ts'

process.env['SECRET_OF_THE_AGENT'] = 'x'
const SELF = nodeId('12D3KooWa')
const room = mkdtempSync(join(tmpdir(), 'hm-agent-roles-'))
t.teardown(() => rmSync(room, { recursive: true, force: true }))
t.setTimeout(240_000)

/** A role of one file, far from any package. */
function written (name: string, code: string): string {
  const path = join(room, name)
  mkdirSync(path)
  writeFileSync(join(path, 'index.ts'), `import { defineRole } from '@hivemind/role'\nimport { z } from 'zod'\n${code}`)
  return path
}
const simple = (name: string, code: string): string => written(name, `export const role = defineRole({
  name: '${name}', version: '1.2.0', holders: 'one', config: z.object({}), select: () => 0,
  watches: { resources: ['site'] }, proposes: { events: ['*'] }, ${code}
})`)

const role = (name: string, at: string, over: Partial<Role> = {}): Role => ({
  id: name, version: '1.2.0', source: { type: 'path', at }, holders: 1, members: [], performs: [], requires: [],
  bootstrapRequires: [], degraded: 'stop', watches: { members: false, resources: ['site'] },
  proposes: { events: ['*'], resources: [], keys: [] }, config: {}, revision: 1, changedIndex: index(5),
  changedAt: wallMs(0), grantedIndex: index(5), ...over
})

/** One machine with roles, whose leader says yes to everything. */
function machine () {
  const control: Control = start()
  control.members.set(SELF, {
    id: SELF, name: 'a', addresses: [], version: '1', wanted: 'member', role: '', joinedIndex: index(1),
    joinedEpoch: 1 as never, joinedAt: wallMs(0)
  })
  const drafts: Draft[] = []
  const lines: string[] = []
  const tell = (_fields: object, line: string): void => { lines.push(line) }
  const world = { degraded: false, waits: new Set<string>() }
  const held = new Map<string, Map<string, Held>>()
  const published = new Map<string, object>()
  const own = new Map<string, Uint8Array | null>()
  const roles = new Roles({
    self: { id: SELF, name: 'a' }, dataDirectory: room, control: () => control, degraded: () => world.degraded,
    waits: name => world.waits.has(name),
    log: { info: tell, warn: tell } as never,
    topics: topic => held.get(topic) ?? new Map(), publish: (topic, facts) => { published.set(topic, facts) },
    say: facts => { for (const { key, value } of facts) own.set(key, value) },
    async request (request: Request) {
      if (request.type !== 'propose') throw new Error('roles only propose')
      drafts.push(...request.drafts)
      return { type: 'proposed', results: request.drafts.map(() => ({
        type: 'applied' as const, index: index(9), term: term(1), epoch: 1 as never, txid: ''
      })) }
    }
  })
  const grant = (name: string, fence: number | null): void => {
    const id = `${name}/${SELF}`
    if (fence === null) control.grants.delete(id)
    else control.grants.set(id, { id, role: name, member: SELF, fence: index(fence), at: wallMs(0) })
    roles.look()
  }
  const enable = (one: Role): void => { control.roles.set(one.id, one) }
  return { control, drafts, lines, world, roles, grant, enable, held, published, own }
}

async function until<Found> (what: string, look: () => Found | null | undefined | false): Promise<Found> {
  const end = Date.now() + 60_000
  for (;;) {
    const found = look()
    if (found !== null && found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

const BAD: ReadonlyArray<readonly [name: string, code: string, seen: RegExp]> = [
  ['crashes', 'reconcile: () => { setTimeout(() => { throw new Error("broken at heart") }) }', /ended with code 1/],
  ['floods', 'async reconcile (_, { log }) { for (;;) { log("info", "x"); await new Promise(setImmediate) } }', /more than 2000 things/],
  ['leaks', 'reconcile () { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)) }', /ended (by SIG|with code)/],
  ['babbles', 'reconcile () { process.getBuiltinModule("node:fs").writeSync(3, "what?\\n") }', /nobody understands/]
]
for (const [name, code, seen] of BAD) {
  t.test(`a role that ${name} is ended, and started again after a pause that grows`, async t => {
    const { roles, grant, enable } = machine()
    enable(role(name, simple(name, code)))
    grant(name, 7)
    const here = await until('two ends', (): RoleHere | null => {
      const found = roles.here(name)
      return (found?.crashes ?? 0) > 1 ? found : null
    })
    t.match(here.lastEnd, seen)
    t.equal(here.state, 'waiting')
    t.ok((here.againMs ?? 0) > 250)
    if (name === 'crashes') t.match(here.words.join(), /broken at heart/)
    await roles.stop()
  })
}

t.test('a role works under its fence, and ends when it has lost it', async t => {
  const { roles, grant, enable, drafts } = machine()
  enable(role('writes', simple('writes', `async reconcile (_, { propose, signal }) {
    await propose({ type: 'event-appended', body: { event: 'begun', payload: Object.keys(process.env).sort().join() } })
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    await propose({ type: 'event-appended', body: { event: 'late', payload: 0 } })
  }`)))
  grant('writes', 7)
  await until('its first write', () => drafts.length > 0)
  t.match(drafts[0], {
    type: 'role-wrote', actor: 'role:writes@a',
    body: { role: 'writes', member: SELF, fence: 7, fact: { type: 'event-appended', body: { event: 'begun' } } }
  })
  const said = JSON.stringify(drafts[0]?.body)
  t.match(said, /HIVEMIND_ROLE/)
  t.notMatch(said, /OF_THE_AGENT/, 'its environment is not the agent\'s')
  const pid = roles.here('writes')?.pid ?? 0
  grant('writes', null)
  await until('the end of its process', () => { try { process.kill(pid, 0); return false } catch { return true } })
  t.equal(drafts.length, 1, 'it wrote nothing more')
  t.equal(roles.here('writes'), null)
  await roles.stop()
})

t.test('without a quorum a role is suspended, and goes on with one; one that may goes on', async t => {
  const { roles, grant, enable, world } = machine()
  enable(role('stops', simple('stops', 'reconcile () {}')))
  enable(role('goes-on', simple('goes-on', 'reconcile () {}'), { degraded: 'continue' }))
  grant('stops', 7)
  grant('goes-on', 8)
  const states = (): string => ['stops', 'goes-on'].map(name => roles.here(name)?.state).join()
  await until('both at work', () => states() === 'ready,ready')
  const { pid } = roles.here('stops') ?? {}
  world.degraded = true
  roles.look()
  await until('one suspended', () => states() === 'suspended,ready')
  world.degraded = false
  roles.look()
  await until('both again', () => states() === 'ready,ready')
  t.equal(roles.here('stops')?.pid, pid, 'its process was kept')
  await roles.stop()
})

t.test('a role that lacks what it needs to begin does not, until it is there', async t => {
  const { roles, grant, enable, world } = machine()
  enable(role('needy', simple('needy', 'reconcile () {}')))
  enable(role('free', simple('free', 'reconcile () {}')))
  world.waits.add('needy')
  grant('needy', 7)
  grant('free', 8)
  await until('the other one to work', () => roles.here('free')?.state === 'ready')
  t.equal(roles.here('needy'), null)
  world.waits.clear()
  await until('it to work', () => roles.here('needy')?.state === 'ready')
  await roles.stop()
})

t.test('a role that pays no attention to its signal is killed', async t => {
  const { roles, grant, enable } = machine()
  enable(role('deaf', simple('deaf', 'reconcile: () => new Promise(() => setInterval(() => {}, 1000))')))
  grant('deaf', 7)
  await until('it to work', () => roles.here('deaf')?.state === 'working')
  const pid = roles.here('deaf')?.pid ?? 0
  await roles.stop()
  t.throws(() => process.kill(pid, 0))
})

t.test('rows reach a role whole, then as they change; code of another version is refused', async t => {
  const { control, roles, grant, enable } = machine()
  const path = written('rows', `import { writeFileSync } from 'node:fs'
  export const role = defineRole({
    name: 'rows', version: '1.3.0', holders: 'one', watches: { resources: ['site'] }, config: z.object({}),
    select: ({ resources }) => resources.map(({ name }) => name).sort(),
    reconcile (names) { writeFileSync(\`count-\${names.length}\`, names.join()) }
  })`)
  const set = (at: number, kind = 'site'): void => {
    const id = `R${at}`
    control.resources.set(id, {
      id, kind, name: `s${at}`, definition: {}, tags: {}, parent: '', keys: [], version: 1, createdIndex: 1 as Index,
      createdAt: wallMs(0), changedIndex: 1 as Index, changedAt: wallMs(0)
    })
  }
  for (let at = 0; at < 450; at++) set(at)
  set(1_000, 'vm')
  enable(role('rows', path))
  grant('rows', 7)
  const found = (name: string) => () => {
    try {
      return readdirSync(join(room, 'roles', 'rows')).includes(name)
    } catch {
      return false
    }
  }
  await until('all of three pieces at once', found('count-450'))
  t.notOk(readdirSync(join(room, 'roles', 'rows')).some(name => name !== 'count-450'), 'never a part of them')
  set(450)
  control.resources.delete('R0')
  control.resources.delete('R1')
  roles.look()
  await until('what changed', found('count-449'))
  enable(role('rows', path, { version: '2.0.0', revision: 2 }))
  roles.look()
  const here = await until('the refusal', () => roles.here('rows')?.state === 'refused' && roles.here('rows'))
  t.match(here, { problem: /HIVE_ROLE_VERSION: here is rows 1\.3\.0, enabled is rows 2\.0\.0/ })
  await roles.stop()
})

t.test('what a role sees of resources is a fact of its machine, as long as it holds its role', async t => {
  const { roles, grant, enable, control, own } = machine()
  const resource = (id: string, kind: string): void => void control.resources.set(id, {
    id, kind, name: id, definition: {}, tags: {}, parent: '', keys: [], version: 1, createdIndex: index(1),
    createdAt: wallMs(0), changedIndex: index(1), changedAt: wallMs(0)
  })
  resource('R1', 'site')
  resource('R2', 'vm')
  const code = 'observes: ["site"], reconcile (_, { observe }) { observe({ R1: { up: true }, R2: 1, R9: 1 }) }'
  enable(role('sees', simple('sees', code), { observes: ['site'] }))
  grant('sees', 7)
  const value = await until('what it sees', () => own.get('seen/sees/:r1'))
  t.match(JSON.parse(Buffer.from(value).toString()), { value: { up: true } })
  t.same([...own.keys()], ['seen/sees/:r1'], 'what is not there, or of another kind, is none of its concern')
  grant('sees', null)
  await until('its end', () => own.get('seen/sees/:r1') === null)
  await roles.stop()
})

t.test('whose turn it is runs the new version, and says whether it works', async t => {
  const { roles, grant, enable, drafts } = machine()
  const old = simple('turns', 'reconcile () {}')
  const version = (name: string, code: string): string => written(name, `export const role = defineRole({
    name: 'turns', version: '1.3.0', holders: 'one', config: z.object({}), select: () => 0, ${code}
  })`)
  const turn = (at: string, revision: number): Role => role('turns', old, {
    update: {
      to: role('turns', at, { version: '1.3.0' }), revision, done: [], turn: SELF, failed: null
    }
  })
  enable(role('turns', old))
  grant('turns', 7)
  await until('the old version', () => roles.here('turns')?.state === 'ready')
  const { pid } = roles.here('turns') ?? {}
  enable(turn(version('turns-good', 'reconcile () {}'), 2))
  roles.look()
  const said = (revision: number) => drafts.map(({ type, body }) => ({ type, ...body as { revision: number } }))
    .find(one => one.type === 'role-update-reported' && one.revision === revision)
  t.match(await until('its word', () => said(2)), { role: 'turns', member: SELF, problem: '' })
  t.not(roles.here('turns')?.pid, pid, 'in another process')
  enable(turn(version('turns-bad', 'reconcile () { process.exit(3) }'), 3))
  roles.look()
  t.match(await until('its word on the bad one', () => said(3)), { problem: /^it ended 3 times: it ended with code 3/ })
  enable(role('turns', old))
  roles.look()
  await until('the old version again', () => roles.here('turns')?.state === 'ready')
  await roles.stop()
})

t.test('what is no role, or not with these settings, is refused with its reason', async t => {
  const { roles } = machine()
  const refused = async (at: string, code: string, config = {}): Promise<unknown> =>
    await t.rejects(roles.describe({ type: 'path', at }, config), { code }, code)
  await Promise.all([
    refused(join(room, 'nothing'), 'HIVE_ROLE_LOAD'),
    refused(written('broken', 'export const x = {'), 'HIVE_ROLE_LOAD'),
    refused(written('shapeless', 'export const role = defineRole({ name: "Wrong" })'), 'HIVE_ROLE_MANIFEST'),
    refused(written('strict', 'export const role = defineRole({ name: "strict", version: "1.0.0", holders: "one", config: z.object({ a: z.string() }), select: () => 0, reconcile () {} })'), 'HIVE_ROLE_CONFIG'),
    refused(written('quits', 'process.exit(7)'), 'HIVE_ROLE_ENDED')
  ])
  await roles.stop()
})
