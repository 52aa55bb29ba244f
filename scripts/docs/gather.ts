/**
 * What the checks of the documents look at: pages, tables of errors, dependencies, and the pages that are made.
 *
 * Reads the repository, loads each package's errors.ts, and runs the program that makes docs/cli.md.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readRepository } from '../tidy/repository.ts'
import { isTest, type Source } from '../tidy/source.ts'
import { type ErrorTable, errorsPage } from './errors.ts'
import type { Pages } from './pages.ts'

export interface Documents {
  readonly root: string
  readonly pages: Pages
  readonly tables: readonly ErrorTable[]
  /** Sources that may raise errors, by path. */
  readonly texts: ReadonlyMap<string, string>
  readonly scripts: readonly string[]
  /** Third-party packages that some package.json names. */
  readonly dependencies: readonly string[]
}

export async function gather (root: string): Promise<Documents> {
  const { sources, manifests } = readRepository(root)
  const code = sources.filter(source => source.room !== undefined && !isTest(source) && /\.(ts|js)$/.test(source.path))
  const rootManifest = JSON.parse(sources.find(({ path }) => path === 'package.json')?.text ?? '{}') as PackageJson
  return {
    root,
    pages: new Map(sources.filter(({ path }) => path.endsWith('.md')).map(({ path, text }) => [path, text])),
    tables: await Promise.all(code.filter(isTable).map(({ path }) => loadTable(root, path))),
    texts: new Map(code.map(({ path, text }) => [path, text])),
    scripts: Object.keys(rootManifest.scripts ?? {}),
    dependencies: manifests.flatMap(({ dependencies, devDependencies }) => [...dependencies, ...devDependencies])
      .filter(name => !name.startsWith('@hivemind/'))
  }
}

interface PackageJson { readonly scripts?: Readonly<Record<string, string>> }

const isTable = ({ path }: Source): boolean => /^packages\/[^/]+\/src\/errors\.ts$/.test(path)

async function loadTable (root: string, path: string): Promise<ErrorTable> {
  const { errors } = await import(pathToFileURL(join(root, path)).href) as Pick<ErrorTable, 'errors'>
  return { room: path.split('/')[1] ?? path, errors }
}

/** A page as its program writes it, or why it could not. */
export type Made =
  | { readonly type: 'page', readonly text: string }
  | { readonly type: 'failure', readonly reason: string }

/** Pages that programs write, by path. */
export function madePages ({ root, tables }: Documents): Map<string, Made> {
  const made = new Map<string, Made>([['docs/errors.md', { type: 'page', text: errorsPage(tables) }]])
  const cli = join('packages', 'cli', 'src', 'docs.ts')
  if (existsSync(join(root, cli))) made.set('docs/cli.md', printed(root, cli))
  return made
}

function printed (root: string, program: string): Made {
  const options = { cwd: root, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=hivemind-src', program], options)
  if (status === 0) return { type: 'page', text: stdout }
  const sentence = stderr.split('\n').find(line => /Error\b.*:/.test(line)) ?? `it ended with ${status}`
  return { type: 'failure', reason: `${program} failed: ${sentence}` }
}
