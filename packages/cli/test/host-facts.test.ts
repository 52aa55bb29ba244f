/** Facts of a machine as people see them: only what is known, short, and without anything that repaints a terminal. */
import type { HostFacts } from '@hivemind/api'
import t from 'tap'
import { factRows } from '../src/host-facts.ts'
import { TIME } from './answering.ts'

const LOOK = { colour: false, width: null, ascii: true }
const NONE: HostFacts = {
  at: TIME, ageMs: 5, boot: 1, seq: 8, host: null, os: null, cpu: null, memory: null, disks: null, filesystems: null,
  interfaces: null, agent: null
}

t.test('each fact that is known has its row', async t => {
  const rows = factRows(LOOK, {
    ...NONE,
    host: {
      name: 'b',
      fqdn: 'b.example.org',
      virtualisation: 'kvm',
      container: 'docker',
      vendor: 'QEMU',
      product: 'Q35'
    },
    os: { name: 'Debian 13', id: 'debian', version: '13', kernel: '6.1', architecture: 'x86_64' },
    cpu: { model: 'EPYC', threads: 8, usable: 4 },
    memory: { totalBytes: 8 * 1024 ** 3, swapBytes: 0, limitBytes: 1024 ** 3 },
    disks: [
      { name: 'sda', bytes: 1024 ** 3, rotational: true, model: 'WD' },
      { name: 'vda', bytes: 5, rotational: false, model: '' }
    ],
    filesystems: [{ mount: '/', device: '/dev/sda1', type: 'ext4', bytes: 1024 ** 3 }],
    interfaces: [{ name: 'eth0', mac: '02:00', addresses: ['10.0.0.2/24', 'fe80::2/64'] }],
    agent: { version: '0.1.0', nodeVersion: '24.0.0', startedAt: TIME }
  })
  t.same(rows, [
    ['facts', `changed ${TIME}`], ['fqdn', 'b.example.org'], ['machine', 'virtual (kvm), in docker, QEMU Q35'],
    ['system', 'Debian 13, kernel 6.1, x86_64'], ['processors', '8 x EPYC, 4 usable'],
    ['memory', '8.0 GiB, limited to 1.0 GiB, swap 0 B'], ['disk', 'sda  1.0 GiB  rotating  WD'],
    ['', 'vda  5 B  solid state'], ['file system', '/  1.0 GiB  ext4  /dev/sda1'],
    ['interface', 'eth0  02:00  10.0.0.2/24, fe80::2/64'],
    ['agent', `hivemind 0.1.0, Node 24.0.0, started ${TIME}`]
  ])
})

t.test('what is not known has none, and that nothing is known is said', async t => {
  t.same(factRows(LOOK, NONE), [['facts', `changed ${TIME}`]])
  t.match(factRows(LOOK, null), [['facts', /^none known here/]])
  const host = { name: 'b', fqdn: null, virtualisation: null, container: null, vendor: null, product: null }
  t.same(factRows(LOOK, { ...NONE, host }).slice(1), [['machine', 'bare metal']])
})

t.test('long lists are cut, and control characters do not come through', async t => {
  const disks = Array.from({ length: 20 }, (_, at) => ({
    name: `sd${at}`,
    bytes: 1,
    rotational: false,
    model: '\u001b[2J'
  }))
  const rows = factRows(LOOK, { ...NONE, disks })
  t.equal(rows.length, 1 + 16 + 1)
  t.same(rows.at(-1), ['', 'and 4 more'])
  t.notOk(rows.flat().join('').includes('\u001b'))
})
