/** Where an agent is looked for: what is said explicitly comes before the environment. */
import t from 'tap'
import { parseAddress, resolveAddress } from '../src/index.ts'

t.test('an address comes before a directory, and both before the environment', async t => {
  const env = { HIVEMIND_ADDR: 'unix:///e/agent.sock', HIVEMIND_DATA_DIR: '/d' }
  t.equal(resolveAddress({ addr: 'http://127.0.0.1:1', dataDirectory: '/x' }, env), 'http://127.0.0.1:1')
  t.equal(resolveAddress({ dataDirectory: '/x/' }, env), 'unix:///x/agent.sock')
  t.equal(resolveAddress({}, env), 'unix:///e/agent.sock')
  t.equal(resolveAddress({}, { HIVEMIND_DATA_DIR: '/d' }), 'unix:///d/agent.sock')
  t.throws(() => resolveAddress({}, {}), { code: 'HIVE_API_ADDRESS' })
})

t.test('a unix path and a loopback URL are addresses, nothing else is', async t => {
  t.same(parseAddress('unix:///run/agent.sock'), { type: 'unix', path: '/run/agent.sock' })
  t.same(parseAddress('http://127.0.0.1:7480'), { type: 'tcp', host: '127.0.0.1', port: 7480 })
  t.same(parseAddress('http://[::1]:7480/'), { type: 'tcp', host: '::1', port: 7480 })
  for (const wrong of [
    '',
    'unix://',
    '/run/agent.sock',
    'https://127.0.0.1',
    'http://',
    'http://h/path',
    'http://h?x=1',
    '127.0.0.1:7480'
  ]) {
    t.throws(() => parseAddress(wrong), { code: 'HIVE_API_ADDRESS' }, wrong)
  }
})
