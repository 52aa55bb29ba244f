/**
 * `npm run build`, after the compiler: the compiled agent and its libraries in a few files, beside what was compiled,
 * and the commands in one.
 *
 * Touches dist of the agent and of the commands, and starts the agent for a moment on 127.0.0.1. Few files are found,
 * read and compiled sooner than many, and last with less memory; docs/performance.md has the figures. What is loaded
 * when it is wanted stays in files of its own.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect } from '@hivemind/api'
import { build, type Plugin } from 'esbuild'
import { NURSERIES } from '../packages/cli/src/engine-flags.ts'
import { freePort } from '../test/fleet.ts'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'packages', 'agent', 'dist')
const commands = join(root, 'packages', 'cli', 'dist')
const CACHE = 'code-cache'

function removeOld (): void {
  for (const folder of [dist, commands]) {
    for (const name of readdirSync(folder)) if (name.startsWith('bundled-')) rmSync(join(folder, name))
    rmSync(join(folder, CACHE), { recursive: true, force: true })
  }
}

/** Native code is found by its own place: the database's binding stays where it is, and all around it is bundled. */
const nativeStays: Plugin = {
  name: 'native-stays',
  setup ({ onResolve }) {
    onResolve({ filter: /^\.\/binding$/ }, ({ importer }) =>
      /[/\\]classic-level[/\\]/.test(importer) ? { path: 'classic-level/binding.js', external: true } : null)
  }
}

async function bundleAgent (): Promise<void> {
  await build({
    entryPoints: [join(dist, 'running.js')],
    outdir: dist,
    entryNames: 'bundled-[name]',
    chunkNames: 'bundled-[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: true, // Names of errors and classes are seen by people.
    platform: 'node',
    format: 'esm',
    target: 'node24',
    legalComments: 'linked',
    logLevel: 'warning',
    plugins: [nativeStays],
    external: ['pino-pretty'], // What colours logs is for terminals.
    // Libraries that are no ES modules ask for Node's own ones.
    banner: { js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);" }
  })
}

const OWN_URL = '$url=$file(__filename).href'
const RESOLVING = '$resolve=name=>$file(require.resolve(name)).href'

/**
 * Commands live for a moment, so what counts is how soon they begin: one file, of the kind that Node loads without its
 * loader of ES modules. What a command does not use is in the file and is never compiled.
 */
async function bundleCommands (): Promise<void> {
  await build({
    entryPoints: { main: join(commands, 'main.js'), 'lite-main': join(commands, 'lite', 'main.js') },
    outdir: commands,
    entryNames: 'bundled-[name]',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    logLevel: 'warning',
    // What an ES module knows of itself, told by what a CommonJS module knows.
    define: { 'import.meta.url': '$url', 'import.meta.resolve': '$resolve', 'import.meta.main': 'false' },
    banner: { js: `const {pathToFileURL:$file}=require('url'),${OWN_URL},${RESOLVING};` }
  })
}

/** Run a command once for its compiled code: one that is refused, as nobody joins where an agent lives. */
async function warmCommands (directory: string, env: NodeJS.ProcessEnv): Promise<void> {
  const launcher = join(commands, '..', 'bin', 'hivemind.js')
  const words = [launcher, 'join', '127.0.0.1:1', '--data-dir', directory, '-o', 'json']
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'], env })
  let said = ''
  child.stderr.on('data', chunk => { said += String(chunk) })
  await once(child, 'close')
  if (!said.includes('HIVE_CLI_TAKEN')) throw new Error(`a bundled command said: ${said}`)
}

/** The settings of an agent that the code cache is filled for: what a voter is given, and what a plain member is. */
const START = { type: 'init', cluster: 'bundle' }

/**
 * Run the bundled agent once on a directory of its own, so that its compiled code is in the cache.
 *
 * @throws {Error} when it does not start: then nobody's would
 */
async function warm (flag: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'hm-bundle-'))
  try {
    const settings = { name: 'bundle', listen: [`127.0.0.1:${await freePort()}`], start: START }
    writeFileSync(join(directory, 'agent.json'), JSON.stringify(settings))
    const words = [flag, join(dist, 'main.js'), 'run', '--data-dir', directory]
    const { NODE_OPTIONS: _, ...env } = process.env
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'], env })
    const ended = once(child, 'exit')
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        if (!line.includes('this node leads')) continue
        await connect({ dataDirectory: directory }).status()
        if (flag === NURSERIES[0]) await warmCommands(directory, env)
        child.kill('SIGTERM')
      }
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
    const [code] = await ended as [number | null]
    if (code !== 0) throw new Error(`the bundled agent ended with ${code}`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

removeOld()
await bundleCommands() // First: whether all of it is built is seen at the agent's.
await bundleAgent()
// Each ends by itself, so that none is left running when another one fails.
for (const warmed of await Promise.allSettled(NURSERIES.map(warm)))
  if (warmed.status === 'rejected') throw warmed.reason
