/**
 * The repository keeps its own rules. `npm run check` runs the same four by themselves, so `test:fast` leaves this out.
 *
 * A rule that is broken prints what it would print there.
 */
import { spawnSync } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import t, { type Test } from 'tap'

const root = join(import.meta.dirname, '..', '..')
const bin = join(root, 'node_modules', '.bin')
const source = ['--conditions=hivemind-src']

function runs (t: Test, program: string, ...words: string[]): void {
  const path = [dirname(process.execPath), bin, process.env['PATH'] ?? ''].join(delimiter)
  const options = { cwd: root, encoding: 'utf8', env: { ...process.env, PATH: path } } as const
  const { status, stdout, stderr } = spawnSync(program, words, options)
  if (status === 0) t.pass(`${words.join(' ')} finds nothing`)
  else t.fail(`${program.split('/').at(-1)} finds something`, { found: `${stdout}${stderr}`.trim() })
}

t.test('types check', async t => runs(t, 'tsc', '-p', 'tsconfig.check.json'))
t.test('lint finds nothing', async t => runs(t, 'biome', 'check', '--max-diagnostics=50', '.'))
t.test('tidy finds nothing', async t => runs(t, process.execPath, ...source, join('scripts', 'tidy.ts')))
t.test('documents and code agree', async t => runs(t, process.execPath, ...source, join('scripts', 'docs-check.ts')))
