/** What a machine notes of those it knows is read again as it was, or not at all. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeId } from '@hivemind/base'
import { createIdentity } from '@hivemind/net'
import t from 'tap'
import { acquaintedText, readAcquainted } from '../src/acquaintance.ts'
import { Directory } from '../src/directory.ts'

const ids = (await Promise.all(Array.from({ length: 20 }, createIdentity))).map(({ id }) => id).sort()
const peer = (at: number, keep = true) =>
  ({ id: ids[at] ?? nodeId(''), name: `m${at}`, addresses: [`10.0.0.${at}:7400`], keep })

t.test('those who are always connected are noted, at most sixteen, by their ids', async t => {
  const text = acquaintedText('c-1', [peer(2), peer(0), peer(1, false)])
  t.same(readAcquainted(text)?.peers.map(({ name }) => name), ['m0', 'm2'])
  t.equal(readAcquainted(text)?.cluster, 'c-1')
  t.equal(readAcquainted(acquaintedText('c-1', ids.map((_, at) => peer(at))))?.peers.length, 16)
})

t.test('what is no note is none', async t => {
  const good = { cluster: 'c-1', peers: [peer(0)] }
  t.not(readAcquainted(JSON.stringify(good)), null)
  for (const wrong of [
    '', '{', 'null', '[]', '{"cluster":"c-1"}', '{"cluster":1,"peers":[]}', '{"cluster":"c-1","peers":[null]}',
    JSON.stringify({ ...good, peers: [{ ...peer(0), id: 'nobody' }] }),
    JSON.stringify({ ...good, peers: [{ ...peer(0), name: 'n'.repeat(500) }] }),
    JSON.stringify({ ...good, peers: [{ ...peer(0), addresses: [7400] }] }),
    JSON.stringify({ ...good, peers: Array.from({ length: 17 }, () => peer(0)) }),
    `${JSON.stringify(good)}${' '.repeat(70_000)}`
  ]) t.equal(readAcquainted(wrong), null, wrong.slice(0, 60))
})

t.test('a directory keeps the note, and writes it again only when it changes, at the latest at its end', async t => {
  const path = mkdtempSync(join(tmpdir(), 'hm-'))
  t.teardown(() => rmSync(path, { recursive: true }))
  const directory = new Directory(path)
  t.equal(directory.acquainted(), null)
  directory.acquaint('c-1', [peer(0)])
  t.same(new Directory(path).acquainted()?.peers.map(({ id }) => id), [ids[0]])
  writeFileSync(join(path, 'peers.json'), 'changed by hand')
  directory.acquaint('c-1', [peer(0)])
  t.equal(readFileSync(join(path, 'peers.json'), 'utf8'), 'changed by hand')
  directory.acquaint('c-1', [peer(0), peer(1)])
  t.equal(readFileSync(join(path, 'peers.json'), 'utf8'), 'changed by hand', 'not while others wait for news')
  directory.end()
  t.equal(directory.acquainted()?.peers.length, 2)
})
