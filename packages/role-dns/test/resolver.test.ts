/**
 * Goal: a resolver of others finds our names, those that are not there, and answers that are too long for UDP.
 * Method: unbound is told where our zones are; it asks us by its own rules, with letters in mixed case.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { harness } from '@hivemind/role/harness'
import t from 'tap'
import { role } from '../src/index.ts'
import { ask, decode } from './decoding.ts'
import { Asker, freePort, missing } from './knot.ts'

t.setTimeout(120_000)
const skip = missing('unbound', ['-V'])
t.test('unbound resolves through us', skip === null ? {} : { skip }, async t => {
  const room = mkdtempSync(join(tmpdir(), 'hm-dns-'))
  const home = process.cwd()
  process.chdir(room)
  const [ours, theirs] = [await freePort(), await freePort()]
  const self = { id: '12D3KooWa', name: 'a' }
  const world = harness(role, { config: { zone: 'hive.example', listen: `127.0.0.1:${ours}` }, self })
    .apply({
      members: [{ id: self.id, name: 'a', addresses: ['10.0.0.1:7'], reachable: true }],
      resources: [
        ['long', 'TXT', 'x'.repeat(3_000)],
        ['www', 'CNAME', 'a.node.hive.example']
      ].map(([name = '', type = '', value]) => ({
        id: name,
        kind: 'dns-record',
        name,
        tags: {},
        parent: '',
        keys: [],
        version: 1,
        definition: { name: `${name}.hive.example`, type, values: [value] }
      }))
    })
    .grant()
  await world.settled()
  writeFileSync('unbound.conf', `server:
  interface: 127.0.0.1
  port: ${theirs}
  directory: "${room}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  do-daemonize: no
  do-not-query-localhost: no
  module-config: "iterator"
  use-caps-for-id: yes
  root-hints: ""
  private-address: 192.0.2.0/24
remote-control:
  control-enable: no
stub-zone:
  name: "hive.example"
  stub-addr: 127.0.0.1@${ours}
`)
  const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` }
  const child = spawn('unbound', ['-d', '-c', join(room, 'unbound.conf')], { stdio: ['ignore', 'ignore', 'pipe'], env })
  let said = ''
  child.stderr.on('data', chunk => { said = (said + String(chunk)).slice(-4_000) })
  const asker = await Asker.to(theirs)
  t.teardown(async () => {
    asker.close()
    const ended = once(child, 'exit')
    if (child.kill('SIGKILL')) await ended
    await world.stop()
    process.chdir(home)
    rmSync(room, { recursive: true, force: true })
  })
  const resolved = async (question: string) => {
    for (let tries = 0; tries < 60; tries++) { // It may be starting still.
      const answer = await asker.ask(ask(question, { edns: 4_096 }), 1_000)
      if (answer !== null && decode(answer).head !== 'SERVFAIL') return decode(answer)
    }
    throw new Error(`no answer to ${question}: ${said}`)
  }
  t.match(await resolved('a.node.hive.example A'), { head: 'NOERROR ra', answers: [/10\.0\.0\.1$/] })
  t.match(await resolved('www.hive.example A'), { head: 'NOERROR ra', answers: [/CNAME/, /10\.0\.0\.1$/] })
  t.match(await resolved('nothing.hive.example A'), { head: 'NXDOMAIN ra' })
  t.match(await resolved('node.hive.example A'), { head: 'NOERROR ra', answers: [] })
  t.match(await resolved('long.hive.example TXT'), { head: 'NOERROR ra', answers: [/x{255}/] }, 'it came over TCP')
})
