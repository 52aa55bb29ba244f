/**
 * Goal: what a machine is, is read right from its files, and whatever they hold fits into what is published.
 * Method: trees of files as machines have them, and readings by hand in the place of Node's.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { factShapes } from '@hivemind/api/contract'
import { LIMITS } from '@hivemind/base'
import t, { type Test } from 'tap'
import { Gathering, gathered, publicationsOf } from '../src/facts/gathering.ts'
import { type Machine, machineAt, type Readings } from '../src/facts/machine.ts'
import { hostFactsOf } from '../src/facts/reading.ts'

const AGENT = { version: '0.1.0', nodeVersion: '24.0.0', startedAt: '2026-01-02T03:04:05.000Z' }
const READINGS: Readings = {
  hostname: 'px-01', kernel: '6.1.0-18-amd64', architecture: 'x86_64', processors: ['AMD  EPYC\n 7443P', 'AMD  EPYC'],
  usable: 1, memoryBytes: 8e9, limitBytes: 0, interfaces: {}
}

function machine (t: Test, files: Readonly<Record<string, string>>, readings: Partial<Readings> = {}): Machine {
  const root = t.testdir()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return machineAt(root, { ...READINGS, ...readings })
}

t.test('a virtual machine says what it is', async t => {
  const found = await gathered(
    machine(
      t,
      {
        'etc/os-release':
          'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="13"\n',
        'etc/hosts': '127.0.0.1 localhost\n# 10.0.0.9 px-01.wrong.example\n10.0.0.2\tpx-01.example.org px-01\n',
        'sys/class/dmi/id/sys_vendor': 'QEMU\n',
        'sys/class/dmi/id/product_name': 'Standard PC (Q35 + ICH9, 2009)\n',
        'proc/meminfo': 'MemTotal:        8000000 kB\nSwapTotal:       1048576 kB\n',
        'sys/block/vda/size': '134217728\n',
        'sys/block/vda/queue/rotational': '1\n',
        'sys/block/nvme0n1/size': '2048\n',
        'sys/block/nvme0n1/queue/rotational': '0\n',
        'sys/block/nvme0n1/device/model': 'Samsung SSD   \n',
        'sys/block/loop0/size': '2048\n',
        'sys/block/sr0/size': '2048\n',
        'sys/block/sdb/size': '0\n',
        'proc/self/mounts':
          '/dev/vda1 / ext4 rw 0 0\n/dev/vda1 /again ext4 rw 0 0\nserver:/x /nfs nfs rw 0 0\nproc /proc proc rw 0 0\n/dev/vdb /my\\040disk xfs rw 0 0\n',
        'my disk/file': ''
      },
      {
        interfaces: {
          lo: [
            {
              address: '127.0.0.1',
              netmask: '255.0.0.0',
              family: 'IPv4',
              mac: '00:00:00:00:00:00',
              internal: true,
              cidr: '127.0.0.1/8'
            }
          ],
          veth1: [
            {
              address: 'fe80::1',
              netmask: 'ffff::',
              family: 'IPv6',
              mac: '02:00:00:00:00:01',
              internal: false,
              cidr: 'fe80::1/64',
              scopeid: 2
            }
          ],
          eth0: [
            {
              address: 'fe80::2',
              netmask: 'ffff::',
              family: 'IPv6',
              mac: '02:00:00:00:00:02',
              internal: false,
              cidr: 'fe80::2/64',
              scopeid: 3
            },
            {
              address: '10.0.0.2',
              netmask: '255.255.255.0',
              family: 'IPv4',
              mac: '02:00:00:00:00:02',
              internal: false,
              cidr: '10.0.0.2/24'
            }
          ]
        }
      }
    ),
    AGENT
  )
  t.same(found.host, {
    name: 'px-01', fqdn: 'px-01.example.org', virtualisation: 'kvm', container: null, vendor: 'QEMU',
    product: 'Standard PC (Q35 + ICH9, 2009)'
  })
  t.same(found.os, {
    name: 'Debian GNU/Linux 13 (trixie)', id: 'debian', version: '13', kernel: '6.1.0-18-amd64', architecture: 'x86_64'
  })
  t.same(found.cpu, { model: 'AMD EPYC 7443P', threads: 2, usable: 1 })
  t.same(found.memory, { totalBytes: 8e9, swapBytes: 1024 ** 3, limitBytes: null })
  t.same(found.disks, [
    { name: 'nvme0n1', bytes: 1024 ** 2, rotational: false, model: 'Samsung SSD' },
    { name: 'vda', bytes: 64 * 1024 ** 3, rotational: true, model: '' }
  ])
  t.same(found.filesystems.map(({ mount, device, type }) => [mount, device, type]),
    [['/', '/dev/vda1', 'ext4'], ['/my disk', '/dev/vdb', 'xfs']])
  t.same(found.interfaces, [{ name: 'eth0', mac: '02:00:00:00:00:02', addresses: ['10.0.0.2/24', 'fe80::2/64'] }])
})

t.test('what a machine runs in is told by the marks it leaves', async t => {
  const host = async (files: Readonly<Record<string, string>>, readings: Partial<Readings> = {}) => {
    const { host: found } = await gathered(machine(t, files, readings), AGENT)
    return [found.virtualisation, found.container, found.fqdn]
  }
  t.same(await host({}), [null, null, null])
  t.same(await host({ '.dockerenv': '' }, { hostname: 'a.example.org' }), [null, 'docker', 'a.example.org'])
  t.same(await host({ 'run/.containerenv': '' }), [null, 'podman', null])
  t.same(await host({ 'proc/1/cgroup': '0::/lxc/a\n' }), [null, 'lxc', null])
  t.same(await host({ 'run/systemd/container': 'systemd-nspawn\n' }), [null, 'systemd-nspawn', null])
  t.same(await host({ 'proc/cpuinfo': 'model name : x\nflags\t\t: fpu hypervisor lahf\n' }),
    ['unknown hypervisor', null, null])
  t.same(await host({ 'sys/class/dmi/id/product_name': 'VMware Virtual Platform' }), ['vmware', null, null])
  t.same(await host({ 'etc/hosts': '127.0.1.1 px-01.localdomain px-01' }), [null, null, null])
})

t.test('a machine without any of these files says what Node knows', async t => {
  const found = await gathered(machine(t, {}, { limitBytes: 1e9, processors: [] }), AGENT)
  t.equal(found.memory.limitBytes, 1e9)
  t.same(found.cpu, { model: '', threads: 0, usable: 1 })
  t.same([found.disks, found.filesystems, found.interfaces], [[], [], []])
  t.equal(found.os.id, process.platform)
})

t.test('whatever its files hold, each fact fits, keeps its shape, and survives being read', async t => {
  const long = 'x\u0007\ud800'.repeat(40_000)
  const files: Record<string, string> = {
    'etc/os-release': `PRETTY_NAME=${long}\nID=\n`,
    'sys/class/dmi/id/sys_vendor': long,
    'etc/hosts': long,
    'proc/meminfo': `SwapTotal: ${'9'.repeat(40)} kB\n`,
    'proc/self/mounts': `/dev/${'y'.repeat(9_000)} / ext4\n`.repeat(9)
  }
  for (let disk = 0; disk < 300; disk++) files[`sys/block/sd${disk}/size`] = '100\n'
  files['sys/block/sdx/size'] = '-5\n'
  const address = (at: number) => ({
    address: `10.0.0.${at}`, netmask: '', family: 'IPv4' as const, mac: '02:00:00:00:00:02', internal: false, cidr: null
  })
  const interfaces = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`eth${at}`, [address(at)]]))
  const found = await gathered(machine(t, files, { interfaces, hostname: long }), AGENT)
  const facts = publicationsOf(found)
  for (const { key, value } of facts) t.ok((value?.length ?? 0) <= LIMITS.feedValueBytesMax, `${key} fits`)
  t.ok(facts.reduce((bytes, { value }) => bytes + (value?.length ?? 0), 0) <= LIMITS.feedBytesMax, 'all of them fit')
  t.ok(found.disks.length > 50 && found.disks.length < 300, `${found.disks.length} of 300 disks`)
  for (const [key, shape] of Object.entries(factShapes)) t.ok(shape.safeParse(found[key as 'host']).success, key)
  const view = {
    boot: 1,
    seq: 1,
    at: 5,
    facts: new Map(facts.map(({ key, value }) => [key, value ?? new Uint8Array(0)]))
  }
  const read = hostFactsOf(view as unknown as Parameters<typeof hostFactsOf>[0], 9)
  t.same({ ...read, at: 5 }, { at: 5, ageMs: 4, boot: 1, seq: 1, ...found })
})

t.test('what another machine says in another shape is not known, and the rest is', async t => {
  const facts = new Map(Object.entries({
    host: '{"name":1}', os: 'no json', cpu: `{"model":"${'x'.repeat(300)}","threads":1,"usable":1}`,
    memory: '{"totalBytes":5,"swapBytes":0,"limitBytes":null,"later":true}', disks: '{}', other: '1'
  }).map(([key, text]) => [key, new Uint8Array(Buffer.from(text))]))
  const read = hostFactsOf({ boot: 1, seq: 6, at: 9, facts } as unknown as Parameters<typeof hostFactsOf>[0], 5)
  t.same(read, {
    at: 9,
    ageMs: 0,
    boot: 1,
    seq: 6,
    host: null,
    os: null,
    cpu: null,
    memory: { totalBytes: 5, swapBytes: 0, limitBytes: null },
    disks: null,
    filesystems: null,
    interfaces: null,
    agent: null
  })
})

t.test('facts are gathered at the start and again, and not after the end', async t => {
  const alive = setInterval(() => {}, 1_000) // The agent's own timer keeps no process alive.
  t.teardown(() => clearInterval(alive))
  let rounds = 0
  const twice = new Promise<void>(resolve => {
    const gathering = new Gathering({
      log: { warn: () => t.fail('nothing fails') },
      look: () => machine(t, {}),
      againMs: 1,
      publish: facts => {
        t.ok(facts.some(({ key }) => key === 'agent'))
        if (++rounds < 2) return
        gathering.stop()
        resolve()
      }
    })
    gathering.start()
  })
  await twice
  t.equal(rounds, 2)
})
