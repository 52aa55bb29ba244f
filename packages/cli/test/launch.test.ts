/**
 * Goal: the launchers work on any Node from 12 on. Method: the real launchers, copied where this package's surroundings
 * are not.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import t from 'tap'
import { directory } from './directory.ts'

const bin = join(import.meta.dirname, '../bin')

/** The machine's own Node when it is too old for us; that is what the launchers are for. */
const oldNode = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter(each => !each.includes('node_modules'))
  .map(folder => join(folder, 'node'))
  .find(path => /^v(1[2-9]|2[0-3])\./.test(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout ?? ''))
const skip = oldNode === undefined ? 'no Node older than 24 is installed' : false

/** The launchers beside an entry of our own, and perhaps a package `node`. */
function launcherBeside (
  t: { teardown: (remove: () => void) => unknown },
  entry: string,
  newer: 'with-node' | 'alone'
): string {
  const root = directory(t)
  cpSync(bin, join(root, 'cli/bin'), { recursive: true })
  mkdirSync(join(root, 'cli/dist/lite'), { recursive: true })
  writeFileSync(join(root, 'cli/package.json'), '{"type":"module"}')
  writeFileSync(join(root, 'cli/dist/main.js'), entry)
  if (newer === 'with-node') {
    mkdirSync(join(root, 'node_modules/node/bin'), { recursive: true })
    writeFileSync(
      join(root, 'node_modules/node/package.json'),
      JSON.stringify({ name: 'node', version: process.versions.node })
    )
    const wrapper = join(root, 'node_modules/node/bin/node')
    writeFileSync(wrapper, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`)
    chmodSync(wrapper, 0o755)
  }
  return join(root, 'cli/bin/hivemind.js')
}

const ENTRY = 'console.log(process.versions.node.split(".")[0] >= 24, ...process.argv.slice(2)); process.exitCode = 7'

t.test('an old Node says what is needed and exits 78, without a stack trace', { skip }, async t => {
  const { status, stderr, stdout } = spawnSync(oldNode!, [launcherBeside(t, ENTRY, 'alone'), 'status'], {
    encoding: 'utf8'
  })
  t.equal(status, 78)
  t.equal(stdout, '')
  t.match(stderr, /needs Node.js 24 or newer; this is v\d+/)
  t.match(stderr, /npm ci/)
  t.notMatch(stderr, /\n {4}at /)
})

t.test('an old Node hands over to the npm package node: words, exit code and stdin pass', { skip }, async t => {
  const launcher = launcherBeside(t, `${ENTRY}; process.stdin.pipe(process.stdout)`, 'with-node')
  const { status, stdout } = spawnSync(oldNode!, [launcher, 'log', '--x=y z'], { encoding: 'utf8', input: 'typed' })
  t.equal(status, 7)
  t.equal(stdout, 'true log --x=y z\ntyped')
})

t.test('signals pass through an old Node, and so does the end by a signal', { skip }, async t => {
  const graceful = spawn(
    oldNode!,
    [
      launcherBeside(
        t,
        'process.on("SIGTERM", () => { console.log("asked"); process.exit(5) }); setInterval(() => {}, 1000); console.log("up")',
        'with-node'
      )
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  await once(graceful.stdout, 'data')
  graceful.kill('SIGTERM')
  t.strictSame(await once(graceful, 'exit'), [5, null])
  const killed = spawn(oldNode!, [launcherBeside(t, 'setInterval(() => {}, 1000); console.log("up")', 'with-node')], {
    stdio: ['ignore', 'pipe', 'inherit']
  })
  await once(killed.stdout, 'data')
  killed.kill('SIGTERM')
  t.strictSame(await once(killed, 'exit'), [null, 'SIGTERM'])
})

t.test('a new Node runs the built entry itself', async t => {
  const { status, stdout } = spawnSync(process.execPath, [launcherBeside(t, ENTRY, 'alone'), 'a'], { encoding: 'utf8' })
  t.equal(status, 7)
  t.equal(stdout, 'true a\n')
})

t.test('a bundle is run unless something was compiled after it', async t => {
  const launcher = launcherBeside(t, ENTRY, 'alone')
  const dist = join(launcher, '../../dist')
  const compiled = join(dist, '.tsbuildinfo')
  writeFileSync(join(dist, 'bundled-main.cjs'), 'console.log("bundled", ...process.argv.slice(2))')
  writeFileSync(compiled, '')
  const said = (): string => spawnSync(process.execPath, [launcher, 'a'], { encoding: 'utf8' }).stdout
  utimesSync(compiled, 1, 1)
  t.equal(said(), 'bundled a\n')
  utimesSync(compiled, 4e9, 4e9)
  t.equal(said(), 'true a\n')
})

t.test('both programs run from the sources of this checkout', async t => {
  for (const [name, words, text] of [
    ['hivemind.js', ['version'], /^hivemind \d/],
    ['hivemind-lite.js', ['--version'], /^hivemind-lite \d/]
  ] as const) {
    const { status, stdout } = spawnSync(process.execPath, ['--conditions=hivemind-src', join(bin, name), ...words], {
      encoding: 'utf8'
    })
    t.equal(status, 0)
    t.match(stdout, text)
  }
})

t.test('a reader that stops reading is no error', async t => {
  const { status, stderr } = spawnSync(
    'sh',
    ['-c', `'${process.execPath}' --conditions=hivemind-src '${join(bin, 'hivemind.js')}' help --json | head -c 10`],
    { encoding: 'utf8' }
  )
  t.equal(status, 0)
  t.equal(stderr, '')
})
