/** Bad sources are fed to the rules about names, leaks, layout and files that nothing reaches. */
import t from 'tap'
import { layout, mended } from '../tidy/layout.ts'
import { leaks } from '../tidy/leaks.ts'
import { names } from '../tidy/names.ts'
import { reach } from '../tidy/reach.ts'
import { manifest } from '../tidy/repository.ts'
import { type Problem, type Source, source } from '../tidy/source.ts'

const path = 'packages/net/src/a.ts'
const lines = (problems: readonly Problem[]): number[] => problems.map(({ line }) => line)
const code = (...rows: string[]): Source => source(path, `${rows.join('\n')}\n`)

t.test('a name without an idea is refused in files and declarations', async t => {
  for (const bad of ['src/util.ts', 'src/peer-manager.ts', 'src/data.ts', 'src/helpers/x.ts', 'test/common.ts']) {
    t.equal(names(source(`packages/net/${bad}`, '')).length, 1, bad)
  }
  t.same(lines(names(code('const data = 1', 'function f (info: string) {}', 'class PeerManager {}', 'type Utils = 1',
    'const { a: data } = b'))), [1, 2, 3, 4, 5])
})

t.test('a name that says something, or is said by others, is left alone', async t => {
  t.same(names(source('packages/net/src/data-directory.ts', '')), [])
  t.same(names(code('const dataDir = 1', 'function handleSignal () {}', 'const commonPrefix = 1', 'log.info(x.data)',
    'interface Log { info (text: string): void }', 'const { data } = message')), [])
})

t.test('a path of a machine and the host of a registry are refused', async t => {
  const slash = '/'
  t.same(lines(leaks(code(`const a = '${slash}work/main/x'`, `const b = '${slash}tmp/agent'`, `// see ${slash}home/me`,
    `// ..${slash}shared/X.md`, `const c = 'https://${'registry'}.example.org/'`))), [1, 2, 3, 4, 5])
  t.same(leaks(code("const a = '/hivemind/join/1'", "const b = join(tmpdir(), 'work')", "const c = '/var/lib/x'")), [])
})

t.test('a mark in a comment needs the number of an issue', async t => {
  const [later, broken] = ['TO' + 'DO', 'FIX' + 'ME']
  t.same(lines(leaks(code(`// ${later} tidy up`, '/* a', ` * ${broken} */`, `// ${later} #12: tidy up`,
    `const a = '// ${later}'`, `const b = \`\${c} // ${later}\``))), [1, 3])
})

t.test('layout slips are found and mended', async t => {
  const loop = 'for (let i = 0; i < 1; i++) { a(); b() }'
  const bad = code('const a = 1;', 'function f(b: string) {', '  return "x";  ', '}', loop)
  t.same([...new Set(lines(layout(bad)))].sort(), [1, 2, 3])
  t.equal(mended(bad), [
    'const a = 1', 'function f (b: string) {', "  return 'x'", '}', loop, ''
  ].join('\n'))
})

t.test('texts keep their quotes and their spaces', async t => {
  t.same(layout(code('const a = "it\'s"', 'const b = `x  ', 'y; `', 'const c = `;`')), [])
})

t.test('a source that no entry reaches is refused', async t => {
  const manifests = [manifest('packages/net/package.json', {
    exports: { '.': { 'hivemind-src': './src/index.ts', default: './dist/index.js' } }, bin: { net: './bin/net.js' }
  })]
  const sources = [
    source('packages/net/src/index.ts', "export * from './used.ts'"),
    source('packages/net/src/used.ts', "new Worker(new URL('./worker.ts', import.meta.url))"),
    source('packages/net/src/worker.ts', ''),
    source('packages/net/src/lost.ts', "import './index.ts'"),
    source('packages/net/bin/net.js', "start('main')"),
    source('packages/net/src/main.ts', ''),
    source('packages/net/src/only-tested.ts', ''),
    source('packages/net/test/a.test.ts', "import './world.ts'\nimport '../src/only-tested.ts'"),
    source('packages/net/test/world.ts', ''),
    source('packages/net/test/forgotten.ts', ''),
    source('bench/append.ts', '')
  ]
  t.same(reach(sources, manifests, ['bench/append.ts']).map(problem => problem.path), [
    'packages/net/src/lost.ts', 'packages/net/src/only-tested.ts', 'packages/net/test/forgotten.ts'
  ])
})
