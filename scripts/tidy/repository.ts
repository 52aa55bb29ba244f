/**
 * The repository as tidy sees it: every file that git knows or would add, and what each package says about itself.
 *
 * Runs git; reads files.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Manifest, type Source, source } from './source.ts'

export interface Repository {
  readonly sources: readonly Source[]
  readonly manifests: readonly Manifest[]
  /** Paths that package.json's scripts, the examples and the benches start. */
  readonly started: readonly string[]
}

const TEXT = /\.(ts|js|cjs|mjs|json|md|txt|proto|yml|yaml)$|^\.ci\/run$/
const WRITTEN_BY_PROGRAMS = /^package-lock\.json$|^packages\/wire\/src\/generated\//

export function readRepository (root: string): Repository {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  const listed = execFileSync('git', words, { cwd: root, encoding: 'utf8' })
  const paths = listed.split('\0').filter(path => path !== '' && existsSync(join(root, path)))
  const sources = paths.filter(path => TEXT.test(path) && !WRITTEN_BY_PROGRAMS.test(path))
    .map(path => source(path, readFileSync(join(root, path), 'utf8')))
  const manifests = sources.filter(({ path }) => /^(packages\/[^/]+\/)?package\.json$/.test(path))
    .map(({ path, text }) => manifest(path, JSON.parse(text)))
  return { sources, manifests, started: started(paths, readFileSync(join(root, 'package.json'), 'utf8')) }
}

interface PackageJson {
  readonly name?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly exports?: unknown
  readonly bin?: unknown
}

export function manifest (path: string, json: PackageJson): Manifest {
  const folder = path.split('/').slice(0, -1).join('/')
  return {
    name: json.name ?? folder,
    folder,
    dependencies: Object.keys(json.dependencies ?? {}),
    devDependencies: Object.keys(json.devDependencies ?? {}),
    entries: strings([json.exports, json.bin]).map(entry => `${folder}/${entry.replace(/^\.\//, '')}`)
  }
}

/** All strings of a nested object: where `exports` and `bin` keep their paths. */
function strings (value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

function started (paths: readonly string[], packageJson: string): string[] {
  const scripts = [...packageJson.matchAll(/[\w./-]+\.[cm]?[jt]s\b/g)].map(([path]) => path)
  return [...scripts, ...paths.filter(path => /^(examples|bench)\/[^/]+\.ts$/.test(path))]
}
