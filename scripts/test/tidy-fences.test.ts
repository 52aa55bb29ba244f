/** Bad sources are fed to the fences; each must be named with its line, and good ones must pass. */
import t from 'tap'
import { bans } from '../tidy/bans.ts'
import { fences, manifestFences } from '../tidy/fences.ts'
import { manifest } from '../tidy/repository.ts'
import { type Problem, source } from '../tidy/source.ts'

const manifests = [
  manifest('package.json', { devDependencies: { tap: '1', typescript: '1' } }),
  manifest('packages/raft/package.json', { dependencies: { '@hivemind/base': '1' } }),
  manifest('packages/net/package.json', { dependencies: { '@hivemind/base': '1', '@libp2p/tcp': '1' } })
]
const shown = (problems: readonly Problem[]): string[] => problems.map(({ line, reason }) => `${line}: ${reason}`)
const fence = (path: string, ...rows: string[]): string[] => shown(fences(source(path, rows.join('\n')), manifests))
const ban = (path: string, ...rows: string[]): string[] => shown(bans(source(path, rows.join('\n'))))

t.test('a room imports only what lies below it on the map', async t => {
  t.same(fence('packages/raft/src/a.ts', "import { x } from '@hivemind/base'", "import { y } from '@hivemind/swim'"),
    ['2: raft may not import swim: imports only point down the map'])
  t.same(fence('packages/cli/src/a.ts', "import type { A } from '@hivemind/api'"), [])
  t.match(fence('packages/cli/src/a.ts', "import { run } from '@hivemind/agent'")[0], /cli may not import agent/)
  t.match(fence('packages/base/src/a.ts', "export * from '@hivemind/raft'")[0], /base may not import raft/)
  t.match(fence('packages/role-dns/src/a.ts', "import '@hivemind/base'")[0], /role-dns may not import base/)
  t.same(fence('packages/role-dns/src/a.ts', "import { role } from '@hivemind/role'"), [])
})

t.test('every way to import is seen, and a comment is none', async t => {
  t.match(fence('packages/raft/src/a.ts', "const a = () => import('@hivemind/net')")[0], /^1: raft may not import net/)
  t.match(fence('packages/raft/src/a.ts', "type Net = import('@hivemind/net').Net")[0], /^1: raft may not import net/)
  t.match(fence('packages/raft/src/a.ts', 'import {', ' a', "} from '@hivemind/net'")[0], /^1: raft may not import net/)
  t.same(fence('packages/raft/src/a.ts', "// import '@hivemind/net'", "const text = `import '@hivemind/net'`"), [])
})

t.test('a test obeys the fence of its room', async t => {
  t.match(fence('packages/raft/test/a.test.ts', "import { x } from '@hivemind/net'")[0], /raft may not import net/)
})

t.test('a room that is not on the map may import nothing of ours', async t => {
  t.match(fence('packages/attic/src/a.ts', "import { x } from '@hivemind/base'")[0], /attic is not on the map/)
})

t.test('no file reaches into another package', async t => {
  t.match(fence('packages/raft/src/a.ts', "import { x } from '../../base/src/ids.ts'")[0], /leaves the room/)
  t.same(fence('packages/raft/test/a.test.ts', "import { x } from '../src/step.ts'"), [])
})

t.test('what comes from elsewhere is declared by the package that imports it', async t => {
  t.same(fence('packages/net/src/a.ts', "import { tcp } from '@libp2p/tcp'", "import 'node:net'"), [])
  t.same(fence('packages/net/src/a.ts', "import { x } from '@libp2p/noise/deep'"), [
    '1: @libp2p/noise is not declared in packages/net/package.json'
  ])
  t.same(fence('packages/net/src/a.ts', "import t from 'tap'"), ['1: tap is not declared in packages/net/package.json'])
  t.same(fence('packages/net/test/a.test.ts', "import t from 'tap'"), [])
  t.same(fence('packages/net/src/a.ts', "import { join } from 'path'"), ['1: write node:path'])
})

t.test('a package.json names only what its sources use and the map allows', async t => {
  const used = [source('packages/net/src/a.ts', "import { tcp } from '@libp2p/tcp'")]
  const json = { dependencies: { '@libp2p/tcp': '1', '@libp2p/noise': '1', '@hivemind/kernel': '1' } }
  t.same(shown(manifestFences(manifest('packages/net/package.json', json), used)), [
    '0: depends on @libp2p/noise, which nothing in it uses',
    '0: net may not depend on kernel: imports only point down the map'
  ])
})

t.test('a room that decides asks no clock, no chance, no world and never waits', async t => {
  const bad = [
    "import { now } from 'node:os'", 'const a = Date.now()', 'const b = Math.random()', 'setTimeout(go, 1)',
    'async function c () { await a }', 'const d = performance.now()', 'function e (): Promise<void> {}',
    'console.log(process.pid)', 'class F {}', "const g = import('./g.ts')"
  ]
  const lines = new Set(ban('packages/swim/src/a.ts', ...bad).map(row => Number(row.split(':')[0])))
  t.same([...lines].sort((one, other) => one - other), bad.map((_, at) => at + 1))
})

t.test('names that only look like the world are left alone', async t => {
  t.same(ban('packages/swim/src/a.ts',
    'interface A { readonly process: number, Date: string }', 'const b = a.process + a.performance.now',
    '// Date.now() would be wrong here', "const c = 'await Promise'", 'const d = { console: 1 }', 'const e = a.random()'
  ), [])
})

t.test('rooms that touch the world, and tests, may ask it', async t => {
  t.same(ban('packages/net/src/a.ts', 'const now = Date.now()', 'class Net {}'), [])
  t.same(ban('packages/raft/test/a.test.ts', 'const now = Date.now()'), [])
})
