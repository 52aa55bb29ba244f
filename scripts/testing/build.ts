/**
 * What runs real agents and commands runs them as a user does: compiled and bundled, from the sources as they are now.
 *
 * Reads the times of files; starts the compiler and the bundler when a source is newer than the bundle.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Build the packages unless they are built so already.
 *
 * @param root - folder of the repository
 * @throws {Error} when the build fails; it has printed why
 */
export function buildPackages (root: string): void {
  const packages = join(root, 'packages')
  const sources = readdirSync(packages).flatMap(name => filesUnder(join(packages, name, 'src')))
  const bundledMs = modifiedMs(join(packages, 'agent', 'dist', 'bundled-running.js'))
  if (sources.every(path => modifiedMs(path) < bundledMs)) return
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  for (const words of [[compiler, '-b'], [join(root, 'scripts', 'bundle.ts')]]) {
    const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    if (status !== 0) throw new Error(`the build ended with ${status}: node ${words.join(' ')}`)
  }
}

const modifiedMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
