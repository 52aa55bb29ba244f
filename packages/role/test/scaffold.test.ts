/** A scaffold far from any node_modules keeps the suite, passes its own test, and is short. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const TOOL = fileURLToPath(new URL('../src/tool.ts', import.meta.url))
const tool = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=hivemind-src', TOOL, ...words], {
    encoding: 'utf8'
  })
  if (stdout === '') throw new Error(stderr)
  return { status, said: JSON.parse(stdout) as { code?: string, message?: string, findings?: { ok: boolean }[] } }
}
const room = mkdtempSync(join(tmpdir(), 'hm-scaffold-'))
t.teardown(() => rmSync(room, { recursive: true }))

t.test('a scaffold has under 50 lines and keeps every check', async t => {
  const path = join(room, 'pages')
  t.equal(tool('scaffold', 'pages', path).status, 0)
  t.ok(readFileSync(join(path, 'index.ts'), 'utf8').split('\n').length < 50)
  const { said } = tool('test', path)
  t.equal(said.findings?.filter(({ ok }) => ok).length, 8, JSON.stringify(said))
  t.same(said.findings?.filter(({ ok }) => !ok), [])
  t.equal(tool('scaffold', 'pages', path).said.code, 'HIVE_ROLE_LOAD', 'what is there stays')
})

t.test('what is no role is named', async t => {
  t.match(tool('test', join(room, 'nothing')), { status: 1, said: { code: 'HIVE_ROLE_LOAD' } })
  t.match(tool('scaffold', 'Wrong', join(room, 'w')).said, { code: 'HIVE_ROLE_MANIFEST' })
})
