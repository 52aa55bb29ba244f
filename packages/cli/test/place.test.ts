import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { placeOf } from '../src/place.ts'

const NONE = { 'data-dir': undefined, addr: undefined }
const env = { HOME: '/nonexistent' }

t.test('a flag wins over the environment, an address over a directory', async t => {
  t.match(placeOf({ 'data-dir': '/d', addr: undefined }, { ...env, HIVEMIND_ADDR: 'unix:///e.sock' }), {
    addr: 'unix:///d/agent.sock',
    dataDir: '/d',
    from: 'flag'
  })
  t.match(placeOf({ 'data-dir': '/d', addr: 'unix:///f.sock' }, env), { addr: 'unix:///f.sock', dataDir: '/d' })
  t.match(placeOf(NONE, { ...env, HIVEMIND_ADDR: 'unix:///e.sock', HIVEMIND_DATA_DIR: '/e' }), {
    addr: 'unix:///e.sock',
    dataDir: '/e',
    from: 'environment'
  })
  t.match(placeOf(NONE, { ...env, HIVEMIND_DATA_DIR: '/e' }), { addr: 'unix:///e/agent.sock', from: 'environment' })
})

t.test('an address may be a path or a host and port', async t => {
  t.equal(placeOf({ ...NONE, addr: '/run/a.sock' }, env).addr, 'unix:///run/a.sock')
  t.equal(placeOf({ ...NONE, addr: '127.0.0.1:7480' }, env).addr, 'http://127.0.0.1:7480')
})

t.test('with nothing named, a running lab is found', async t => {
  const home = t.testdir()
  t.equal(placeOf(NONE, { HOME: home }).from, 'usual')
  mkdirSync(join(home, '.hivemind/lab/a'), { recursive: true })
  writeFileSync(join(home, '.hivemind/lab/a/agent.sock'), '')
  t.match(placeOf(NONE, { HOME: home }), { from: 'lab', addr: `unix://${home}/.hivemind/lab/a/agent.sock` })
})
