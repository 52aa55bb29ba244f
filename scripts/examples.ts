/**
 * `npm run examples`: runs each example against a throw-away cluster and compares what it prints with `*.expected.txt`.
 *
 * --rewrite writes down what was printed instead. Starts a lab of real agents in a temporary directory and stops it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackages } from './testing/build.ts'

const root = join(import.meta.dirname, '..')
const hivemind = join(root, 'packages', 'cli', 'bin', 'hivemind.js')
const LAB_MS = 60_000
/** It bounds an example that hangs; one of them starts a cluster of its own. */
const EXAMPLE_MS = 120_000

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { rewrite: { type: 'boolean', default: false } }
})

interface Printed { readonly code: number | null, readonly out: string, readonly talk: string }

function run (timeoutMs: number, env: Readonly<Record<string, string>>, ...words: string[]): Printed {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: root, encoding: 'utf8', timeout: timeoutMs, env: { ...process.env, ...env }
  })
  return { code: status, out: stdout, talk: stderr }
}

/** Start a lab; returns the socket of its last agent, which follows and does not vote. */
function startLab (dir: string): string {
  const { code, out, talk } = run(LAB_MS, {}, hivemind, 'lab', 'up', '--detach', '--dir', dir, '-o', 'json')
  if (code !== 0) throw new Error(`hivemind lab up ended with ${code}:\n${talk}`)
  const { item } = JSON.parse(out) as { item: { agents: ReadonlyArray<{ dataDir: string }> } }
  return `unix://${join(item.agents.at(-1)?.dataDir ?? dir, 'agent.sock')}`
}

/** @returns what is wrong with an example, or undefined */
function tryOut (name: string, addr: string): string | undefined {
  const expectation = join(root, 'examples', name.replace(/\.ts$/, '.expected.txt'))
  const { code, out, talk } = run(EXAMPLE_MS, { HIVEMIND_ADDR: addr }, join('examples', name))
  if (code !== 0) return `ended with ${code}\n${out}${talk}`
  if (values.rewrite) writeFileSync(expectation, out)
  const expected = existsSync(expectation) ? readFileSync(expectation, 'utf8') : '(no expectation is written down)\n'
  return out === expected ? undefined : `printed\n${out}and should have printed\n${expected}`
}

const names = readdirSync(join(root, 'examples'))
  .filter(name => name.endsWith('.ts') && (positionals.length === 0 || positionals.some(word => name.includes(word))))
  .sort()
buildPackages(root)
const dir = mkdtempSync(join(tmpdir(), 'hivemind-examples-'))
let failed = 0
try {
  const addr = startLab(dir)
  for (const name of names) {
    const problem = tryOut(name, addr)
    console.log(problem === undefined ? `ok   ${name}` : `FAIL ${name} ${problem}`)
    if (problem !== undefined) failed++
  }
} finally {
  run(LAB_MS, {}, hivemind, 'lab', 'down', '--dir', dir)
  rmSync(dir, { recursive: true, force: true })
}
console.log(`${names.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || names.length === 0 ? 1 : 0
