/** Which test files a run takes. Reads the file tree. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Selection {
  /** Run first, several at a time. */
  readonly fast: readonly string[]
  /** What starts real agents, in `test/` at the root or named `*.world.test.ts`; run last, one at a time. */
  readonly world: readonly string[]
}

const SUFFIX = '.test.ts'
const WORLD = 'test'
/** Types, lint, tidy and docs as a test; `npm run check` runs the same four by themselves. */
export const REPOSITORY_TEST = 'scripts/test/repository.test.ts'

/**
 * Test files under the given paths, sorted; all of the repository's without a path.
 *
 * @param root - folder of the repository
 * @param paths - files or folders, relative to the root
 */
export function select (root: string, paths: readonly string[]): Selection {
  const found = paths.length > 0 ? paths.flatMap(path => testsUnder(root, path.replace(/\/+$/, ''))) : allTests(root)
  const files = [...new Set(found)].sort()
  return { fast: files.filter(path => !isWorld(path)), world: files.filter(isWorld) }
}

/** Paths that do not exist: a misspelt run must not pass. */
export const missing = (root: string, paths: readonly string[]): string[] =>
  paths.filter(path => !existsSync(join(root, path)))

const isWorld = (path: string): boolean => path.startsWith(`${WORLD}/`) || path.endsWith(`.world${SUFFIX}`)

function allTests (root: string): string[] {
  const packages = readdirSync(join(root, 'packages')).map(name => `packages/${name}/test`)
  const folders = [...packages, 'scripts/test', WORLD].filter(path => existsSync(join(root, path)))
  return folders.flatMap(path => testsUnder(root, path))
}

function testsUnder (root: string, path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path))
    .filter(name => name !== 'node_modules' && name !== 'dist')
    .map(name => `${path}/${name}`)
    .filter(inner => inner.endsWith(SUFFIX) || statSync(join(root, inner)).isDirectory())
    .flatMap(inner => testsUnder(root, inner))
}
