/**
 * Goal: what the disk lost is never guessed: it is repaired, fetched anew, or the agent refuses to go on.
 * Method: a real directory, opened, closed, damaged, and opened again.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { index, nodeId, term } from '@hivemind/base'
import { encodeState } from '@hivemind/wire'
import t from 'tap'
import { Directory } from '../src/directory.ts'
import { type Opened, openDisk, writeCommitted } from '../src/opening.ts'
import { append, eventEntries, newDirectory, type Test } from './fixtures/disk.ts'
import { stateAt } from './fixtures/pull-world.ts'

const END = 50

async function closed ({ wal, db }: Opened): Promise<void> {
  await wal.close()
  await db.close()
}

/** A member's directory whose log holds some entries. */
async function used (t: Test, end = END): Promise<Directory> {
  const directory = new Directory(newDirectory(t))
  const opened = await openDisk(directory)
  await opened.wal.append({
    hard: { term: term(1), votedFor: nodeId('x') }, truncateFrom: null, entries: [], commit: index(0)
  })
  await append(opened.wal, eventEntries(1, end))
  directory.becomeMember('c1', opened.identity.id)
  await closed(opened)
  return directory
}

async function reopened (t: Test, directory: Directory): Promise<Opened> {
  const opened = await openDisk(directory)
  t.teardown(() => closed(opened))
  return opened
}

/** Flip a byte in the payload of the tenth event or so. */
function rot (directory: Directory): void {
  const wal = directory.file('wal')
  const path = join(wal, readdirSync(wal).find(one => /\d/.test(one)) ?? '')
  const bytes = readFileSync(path)
  let at = 0
  for (let nth = 0; nth < 5; nth++) at = bytes.indexOf('third', at + 1)
  bytes[at] = 0x58
  writeFileSync(path, bytes)
}

t.test('a new directory is empty, and whole', async t => {
  const opened = await reopened(t, new Directory(newDirectory(t)))
  t.match(opened, { entries: [], snapshot: null, commit: 0, repair: null, notes: [] })
})

t.test('what was written comes back, with what was known to be committed at a clean stop', async t => {
  const directory = await used(t)
  const before = await openDisk(directory)
  t.equal(before.entries.length, END)
  t.equal(before.commit, 0, 'the log knew of no commit')
  await writeCommitted(before.db, before.wal, index(40))
  await closed(before)
  t.equal((await reopened(t, directory)).commit, 40)
})

t.test('a commit of other entries than the log holds is not believed', async t => {
  const directory = await used(t)
  const before = await openDisk(directory)
  await writeCommitted(before.db, before.wal, index(40))
  await before.wal.append({
    hard: null, truncateFrom: index(30), entries: eventEntries(30, END, 2), commit: index(0)
  })
  await closed(before)
  t.equal((await reopened(t, directory)).commit, 0)
})

t.test('a directory has one agent', async t => {
  const directory = await used(t)
  await reopened(t, directory)
  await t.rejects(openDisk(directory), { code: 'HIVE_AGENT_RUNNING', refusal: { exit: 6 } })
})

t.test('a member whose log is gone does not go on', async t => {
  const directory = await used(t)
  rmSync(directory.file('wal'), { recursive: true })
  await t.rejects(openDisk(directory), { code: 'HIVE_AGENT_AMNESIA', refusal: { exit: 79 } })
  await t.rejects(openDisk(directory), { code: 'HIVE_AGENT_AMNESIA' }, 'nor at the second try')
})

t.test('a state ahead of the log is built again', async t => {
  const directory = await used(t)
  const before = await openDisk(directory)
  await before.db.saveSnapshot({ index: index(10_000), term: term(1), bytes: encodeState(stateAt(10_000)) })
  await closed(before)
  const opened = await reopened(t, directory)
  t.match(opened, { snapshot: null, repair: null, notes: [/ahead of the log/] })
  t.equal(opened.entries.length, END)
})

t.test('a state that the log contradicts is built again', async t => {
  const directory = await used(t)
  const before = await openDisk(directory)
  await before.db.saveSnapshot({ index: index(40), term: term(2), bytes: encodeState(stateAt(10_000)) })
  await closed(before)
  const opened = await reopened(t, directory)
  t.match(opened, { snapshot: null, repair: null, notes: [/entry 40 is of term 1 in the log and of term 2 under/] })
  t.equal(opened.entries.length, END)
})

t.test('a state that cannot be read is built again', async t => {
  const directory = await used(t)
  const before = await openDisk(directory)
  await before.db.saveSnapshot({ index: index(10), term: term(1), bytes: new Uint8Array([1, 2, 3]) })
  await closed(before)
  const opened = await reopened(t, directory)
  t.match(opened, { snapshot: null, notes: [/cannot be read/] })
  t.equal(opened.entries.length, END)
})

t.test('a log whose beginning no state covers is fetched anew, and repaired before it votes', async t => {
  const directory = await used(t)
  const before = await openDisk(directory)
  await before.wal.startAt({ index: index(100), term: term(1), chain: new Uint8Array(32) })
  await append(before.wal, eventEntries(101, 120))
  await closed(before)
  const mark = { index: 120, term: 1 }
  const opened = await openDisk(directory)
  t.match(opened, { entries: [], repair: mark, notes: [/applied state is lost/, /votes only for those who have them/] })
  t.equal(opened.wal.last().index, 0)
  await closed(opened)
  t.ok(existsSync(directory.file('repair.json')))
  t.match((await reopened(t, directory)).repair, mark, 'the mark outlives the next start')
})

t.test('what rotted of a log that is fetched anew counts as well', async t => {
  const directory = await used(t)
  const before = await openDisk(directory)
  await before.wal.startAt({ index: index(100), term: term(1), chain: new Uint8Array(32) })
  await append(before.wal, eventEntries(101, 120))
  await closed(before)
  rot(directory)
  t.match((await reopened(t, directory)).repair, { index: 120, term: 1 })
})

t.test('entries that rotted are said to be lost, and the node waits for its repair', async t => {
  const directory = await used(t)
  rot(directory)
  const after = await reopened(t, directory)
  t.match(after.repair, { index: END, term: 1 })
  t.ok(after.entries.length < END)
  t.match(after.notes.join('\n'), /damaged/)
})
