/**
 * Runs tap over files and prints a line for each file and a paragraph for each failure.
 *
 * Starts tap as a child process and ends nothing else.
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Failure, type Happening, readEnd, readLine, type Totals, tapReader } from './tap-stream.ts'

export interface Choices {
  readonly root: string
  readonly files: readonly string[]
  readonly jobs: number
  /** Seconds that one file may take. */
  readonly timeoutSeconds: number
  readonly env?: Readonly<Record<string, string>>
}

export interface Outcome { readonly totals: Totals, readonly failures: readonly Failure[] }

const require = createRequire(import.meta.url)
const tapBin = join(dirname(require.resolve('tap/package.json')), 'dist', 'esm', 'run.mjs')

/** Environment in which scripts with `#!/usr/bin/env node` find the Node that runs us, not an older one. */
function environment (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`, ...more }
}

/**
 * Build tap with the plugins that package.json chooses, unless it is built so already.
 *
 * tap does that by itself on its first run, but still runs that one with the plugins it came with, and its
 * TypeScript plugin cannot read our files.
 */
export function buildTap (root: string): void {
  const built = join(root, 'node_modules', '@tapjs', 'test', 'test-built', 'dist', 'esm', 'index.js')
  if (!readFileSync(built, 'utf8').includes('@tapjs/typescript')) return
  const options = { cwd: root, env: environment(), encoding: 'utf8' } as const
  const { status, stderr } = spawnSync(process.execPath, [tapBin, 'build'], options)
  if (status !== 0) throw new Error(`tap build ended with ${status}:\n${stderr}`)
}

export async function runTap (choices: Choices): Promise<Outcome> {
  const { root, files, jobs, timeoutSeconds, env } = choices
  const words = [tapBin, 'run', '--reporter=tap', `--jobs=${jobs}`, `--timeout=${timeoutSeconds}`, ...files]
  const child = spawn(process.execPath, words, {
    cwd: root, env: environment(env), stdio: ['ignore', 'pipe', 'inherit']
  })
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? String(code)))
  })
  const reader = tapReader()
  const failures: Failure[] = []
  for await (const line of createInterface({ input: child.stdout })) tell(readLine(reader, line), failures)
  tell(readEnd(reader), failures)
  return { totals: agree(reader.totals, await ended, failures), failures }
}

/** A run that tap calls failed never counts as passed, whatever we read. */
function agree (totals: Totals, end: string, failures: Failure[]): Totals {
  if (end === '0' || totals.failed > 0) return totals
  const failure = { path: ['tap'], detail: [`tap ended with ${end} though every test it printed passed`] }
  failures.push(failure)
  print(failure)
  return { ...totals, failed: 1 }
}

function tell (happenings: readonly Happening[], failures: Failure[]): void {
  for (const happening of happenings) {
    if (happening.type === 'failure') {
      failures.push(happening.failure)
      print(happening.failure)
      continue
    }
    const { name, ok, totals, ms } = happening
    const skipped = totals.skipped > 0 ? `, ${totals.skipped} skipped` : ''
    const tests = `${totals.passed + totals.failed} tests${skipped}`
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${name}  ${tests}  ${Math.round(ms)} ms`)
  }
}

function print ({ path, detail }: Failure): void {
  console.log(`\nFAIL ${path.join('\n   > ')}`)
  for (const row of detail) console.log(`     ${row}`)
  console.log('')
}
