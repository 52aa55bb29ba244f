/** A machine that joins anew keeps what it knew, in its archive, and knows whom to ask; wherever it was interrupted. */
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeId } from '@hivemind/base'
import t, { type Test } from 'tap'
import { Directory } from '../src/directory.ts'
import { goOn, putAside, readRejoin } from '../src/rejoining.ts'

const PEERS = ['10.0.0.1:7400', '10.0.0.2:7400']
const NOW = new Date('2026-11-21T10:11:12.345Z')
const ARCHIVE = 'archive/20261121T101112345Z'

/** The directory of a member that has run. */
function member (t: Test): Directory {
  const path = mkdtempSync(join(tmpdir(), 'hm-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  for (const name of ['wal', 'db']) mkdirSync(join(path, name))
  writeFileSync(join(path, 'wal', 'log'), 'what it knew')
  for (const name of ['member.json', 'peers.json', 'identity.key', 'boots', 'agent.json'])
    writeFileSync(join(path, name), name)
  return new Directory(path)
}

function isPutAside (t: Test, directory: Directory): void {
  t.same(readdirSync(directory.path).sort(), ['agent.json', 'archive', 'boots', 'identity.key', 'rejoin.json'])
  t.same(readdirSync(directory.file(ARCHIVE)).sort(), ['db', 'member.json', 'peers.json', 'wal'])
  t.equal(readFileSync(join(directory.file(ARCHIVE), 'wal', 'log'), 'utf8'), 'what it knew')
  t.same(readRejoin(directory), { peers: PEERS, avoid: [], archive: ARCHIVE, moved: true })
}

t.test('all that it knew of its cluster is moved, and its identity stays', async t => {
  const directory = member(t)
  t.equal(readRejoin(directory), null)
  t.same(putAside(directory, PEERS, [], NOW), { peers: PEERS, avoid: [], archive: ARCHIVE, moved: true })
  isPutAside(t, directory)
  t.notOk(directory.wasMember(), 'an empty log is none that was lost')
})

t.test('whoever was interrupted in the middle of it goes on, and moves nothing that came later', async t => {
  const directory = member(t)
  directory.keep('rejoin.json', JSON.stringify({ peers: PEERS, archive: ARCHIVE, moved: false }))
  mkdirSync(directory.file(ARCHIVE), { recursive: true })
  renameSync(directory.file('wal'), join(directory.file(ARCHIVE), 'wal'))
  t.equal(goOn(directory)?.moved, true)
  isPutAside(t, directory)
  mkdirSync(directory.file('wal'))
  t.equal(goOn(directory)?.moved, true)
  t.ok(existsSync(directory.file('wal')), 'the log of its new life')
})

t.test('whose history was found wrong is remembered, and a note of a release before that has nobody', async t => {
  const directory = member(t)
  const avoid = [nodeId('12D3KooWliar')]
  putAside(directory, PEERS, avoid, NOW)
  t.same(readRejoin(directory)?.avoid, avoid)
  directory.keep('rejoin.json', JSON.stringify({ peers: PEERS, archive: ARCHIVE, moved: true }))
  t.same(readRejoin(directory)?.avoid, [])
  for (const wrong of ['x', [7], Array.from({ length: 65 }, () => 'x')]) {
    directory.keep('rejoin.json', JSON.stringify({ peers: PEERS, avoid: wrong, archive: ARCHIVE, moved: true }))
    t.throws(() => readRejoin(directory), { code: 'HIVE_AGENT_SETTINGS' })
  }
})

t.test('who is let in is done with it', async t => {
  const directory = member(t)
  putAside(directory, PEERS, [], NOW)
  directory.becomeMember('c-1', 'm')
  t.equal(readRejoin(directory), null)
  t.ok(existsSync(directory.file(ARCHIVE)), 'what it knew is kept')
})

t.test('a note that cannot be read keeps it from founding a cluster of its own', async t => {
  for (const text of [
    '', '{', '[]', '{}', JSON.stringify({ peers: [], archive: ARCHIVE, moved: true }),
    JSON.stringify({ peers: PEERS, archive: '/etc', moved: false }),
    JSON.stringify({ peers: PEERS, archive: '../elsewhere', moved: false }),
    JSON.stringify({ peers: [7400], archive: ARCHIVE, moved: false }),
    JSON.stringify({ peers: PEERS, archive: ARCHIVE })
  ]) {
    const directory = member(t)
    writeFileSync(directory.file('rejoin.json'), text)
    t.throws(() => goOn(directory), { code: 'HIVE_AGENT_SETTINGS' }, text)
    t.ok(existsSync(directory.file('wal')), `${text}: nothing is moved`)
  }
})
