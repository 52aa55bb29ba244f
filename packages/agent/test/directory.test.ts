/** The data directory: an identity for one owner, words for whoever starts the agent, marks that survive a crash. */
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { index, term } from '@hivemind/base'
import t from 'tap'
import { Directory } from '../src/directory.ts'
import { refuse } from '../src/errors.ts'
import { newDirectory } from './fixtures/disk.ts'

t.test('the identity is made once, for its owner alone', async t => {
  const path = newDirectory(t)
  const { id } = await new Directory(path).identity()
  t.equal((await new Directory(path).identity()).id, id)
  t.equal(statSync(join(path, 'identity.key')).mode & 0o777, 0o600)
})

t.test('a key that group or world may touch is refused', async t => {
  const directory = new Directory(newDirectory(t))
  await directory.identity()
  for (const mode of [0o640, 0o604, 0o620, 0o601]) {
    chmodSync(directory.file('identity.key'), mode)
    await t.rejects(directory.identity(), { code: 'HIVE_AGENT_KEY_OPEN', refusal: { exit: 78 } }, mode.toString(8))
  }
})

t.test('a member whose key is gone does not become somebody else', async t => {
  const directory = new Directory(newDirectory(t))
  directory.becomeMember('c', (await directory.identity()).id)
  rmSync(directory.file('identity.key'))
  await t.rejects(directory.identity(), { code: 'HIVE_AGENT_AMNESIA' })
  t.notOk(existsSync(directory.file('identity.key')))
})

t.test('a key that is no key is refused', async t => {
  const directory = new Directory(newDirectory(t))
  writeFileSync(directory.file('identity.key'), 'x', { mode: 0o600 })
  await t.rejects(directory.identity(), { code: 'HIVE_NET_IDENTITY' })
})

t.test('becoming a member is remembered once, and the token is forgotten', async t => {
  const directory = new Directory(newDirectory(t))
  writeFileSync(directory.file('join-token'), 'hmj_x\n')
  t.equal(directory.readToken('join-token'), 'hmj_x')
  t.equal(directory.wasMember(), false)
  directory.becomeMember('c1', 'me')
  directory.becomeMember('c2', 'me')
  t.equal(directory.wasMember(), true)
  t.same(JSON.parse(readFileSync(directory.file('member.json'), 'utf8')), { cluster: 'c1', id: 'me' })
  t.equal(directory.readToken('join-token'), null)
})

t.test('the pid is there while the agent runs, the last word until the next start', async t => {
  const directory = new Directory(newDirectory(t))
  directory.begin()
  t.equal(readFileSync(directory.file('agent.pid'), 'utf8'), `${process.pid}\n`)
  directory.leaveWord(refuse('HIVE_AGENT_DISK', 'full'))
  directory.end()
  t.notOk(existsSync(directory.file('agent.pid')))
  t.match(JSON.parse(readFileSync(directory.file('last-error.json'), 'utf8')), { code: 'HIVE_AGENT_DISK', exit: 1 })
  directory.begin()
  t.notOk(existsSync(directory.file('last-error.json')))
  t.same(readdirSync(directory.path).filter(name => name.endsWith('.new')), [], 'nothing half-written stays')
})

t.test('the repair mark survives, and one that cannot be read is amnesia', async t => {
  const directory = new Directory(newDirectory(t))
  t.equal(directory.readRepair(), null)
  directory.writeRepair({ index: index(7), term: term(2) })
  t.same(new Directory(directory.path).readRepair(), { index: 7, term: 2 })
  directory.writeRepair(null)
  t.equal(directory.readRepair(), null)
  for (const text of ['{', '{}', '{"index":1.5,"term":1}']) {
    writeFileSync(directory.file('repair.json'), text)
    t.throws(() => directory.readRepair(), { code: 'HIVE_AGENT_AMNESIA' }, text)
  }
})

t.test('a path that cannot be a directory is refused', async t => {
  const file = join(newDirectory(t), 'file')
  writeFileSync(file, '')
  t.throws(() => new Directory(file), { code: 'HIVE_AGENT_SETTINGS' })
  t.throws(() => new Directory(join(file, 'below')), { code: 'HIVE_AGENT_SETTINGS' })
})
