/** The examples run against a cluster of real agents and print what is written down beside them. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'

t.test('every example prints what it promises', async t => {
  const root = join(import.meta.dirname, '..', '..')
  const words = ['--conditions=hivemind-src', join('scripts', 'examples.ts')]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
  t.match(stdout, /^[1-9]\d* passed, 0 failed$/m, `${stdout}${stderr}`)
  t.equal(status, 0)
})
