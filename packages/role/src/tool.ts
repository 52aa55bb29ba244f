/**
 * The program behind `hivemind role scaffold` and `hivemind role test`: words in, one JSON value out.
 *
 * Touches files that it writes or loads. The command line starts it, since only a process of its own should run a
 * role's code.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { EXIT, type Refusal } from '@hivemind/base'
import { refuse } from './errors.ts'
import { lendPackages, loadRole } from './loading.ts'
import { scaffold } from './scaffold.ts'
import { conform, type Finding } from './suite.ts'

/** Longest run of one test file. */
const TEST_MS = 60_000
const NAME = /^[a-z][a-z0-9-]{0,30}$/

function write (name: string, directory: string): object | Refusal {
  if (!NAME.test(name)) {
    return refuse('HIVE_ROLE_MANIFEST', `"${name}" is no name; expected up to 31 lower-case letters, digits and dashes`)
  }
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    return refuse('HIVE_ROLE_LOAD', `${directory} is not empty`, { hint: 'Name another with --dir.' })
  }
  const files = scaffold(name)
  mkdirSync(directory, { recursive: true })
  for (const [path, text] of Object.entries(files)) writeFileSync(join(directory, path), text)
  return { name, directory, files: Object.keys(files) }
}

async function tried (path: string): Promise<object | Refusal> {
  lendPackages()
  const role = await loadRole(path)
  if ('code' in role) return role
  // What a role writes without a path of its own lands where it does no harm.
  const room = mkdtempSync(join(tmpdir(), 'hivemind-role-'))
  process.chdir(room)
  try {
    const { name, version, holders, degraded } = role.manifest
    return { name, version, holders, degraded, findings: [...await conform(role), ...ownTests(path)] }
  } finally {
    process.chdir('/')
    rmSync(room, { recursive: true, force: true })
  }
}

/** What the tests beside a role's code say, run by node's own runner. */
function ownTests (path: string): readonly Finding[] {
  if (!statSync(path).isDirectory()) return []
  return readdirSync(path).filter(name => /\.test\.[jt]s$/.test(name)).map((name): Finding => {
    const lend = import.meta.resolve(import.meta.url.endsWith('.ts') ? './lend.ts' : './lend.js')
    const words = [...process.execArgv, '--import', lend, join(path, name)]
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: TEST_MS })
    const reason = status === 0 ? '' : (stdout + stderr).trim().slice(-2_000)
    return { check: name, sample: 0, ok: status === 0, reason }
  })
}

const [verb = '', word = '', directory = ''] = process.argv.slice(2)
const result = verb === 'scaffold' ? write(word, resolve(directory || word)) : await tried(resolve(word))
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit('code' in result ? EXIT.failure : EXIT.ok))
