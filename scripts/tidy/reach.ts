/**
 * No file that nothing reaches: sources from an entry of their package, test files from a `*.test.ts`.
 *
 * A file is reached by an import or by any string that names it, so that worker and child-process files count. Pure.
 */
import { posix } from 'node:path'
import ts from 'typescript'
import { isTest, type Manifest, type Problem, type Source, walk } from './source.ts'

/**
 * @param started - paths that something outside the sources starts: scripts of package.json, examples, bench
 */
export function reach (
  sources: readonly Source[], manifests: readonly Manifest[], started: readonly string[]
): Problem[] {
  const code = sources.filter(({ path }) => /\.([cm]?js|ts)$/.test(path))
  const files = new Map(code.map(source => [source.path, source]))
  const fromEntries = closure([...manifests.flatMap(({ entries }) => entries), ...started], files)
  const tests = code.filter(source => isTest(source) && source.path.endsWith('.test.ts')).map(({ path }) => path)
  const fromTests = closure(tests, files)
  return code.flatMap(source => {
    if (fromEntries.has(source.path) || (isTest(source) && fromTests.has(source.path))) return []
    const reason = isTest(source) ? 'no *.test.ts reaches it' : 'nothing reaches it from an entry of its package'
    return [{ path: source.path, line: 0, reason }]
  })
}

function closure (entries: readonly string[], files: ReadonlyMap<string, Source>): Set<string> {
  const reached = new Set<string>()
  const waiting = entries.flatMap(path => asWritten(path, files))
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const source = files.get(path)
    if (source === undefined || reached.has(path)) continue
    reached.add(path)
    for (const text of mentions(source)) {
      const target = text.startsWith('.') ? posix.join(posix.dirname(path), text) : posix.join(packageOf(path), text)
      waiting.push(...asWritten(target, files))
    }
  }
  return reached
}

const packageOf = (path: string): string => /^packages\/[^/]+/.exec(path)?.[0] ?? ''

/** Files that a path may mean: itself, or the source of what is built. */
function asWritten (path: string, files: ReadonlyMap<string, Source>): string[] {
  const built = path.replace('/dist/', '/src/').replace(/\.js$/, '.ts')
  return [path, built, path.replace(/\.js$/, '.ts')].filter((one, at, all) => files.has(one) && all.indexOf(one) === at)
}

/** Strings that look like the path of a source; a program in `bin/` may name its entry without `src` and ending. */
function mentions ({ text, tree }: Source): string[] {
  const found: string[] = []
  if (tree !== undefined) {
    walk(tree, node => {
      if (ts.isStringLiteralLike(node) && /\.[cm]?[jt]s$/.test(node.text)) found.push(node.text)
    })
    return found
  }
  const words = [...text.matchAll(/['"]([^'"\n]+)['"]/g)].map(match => match[1] ?? '')
  return words.flatMap(word => /\.[cm]?[jt]s$/.test(word) ? [word] : [`src/${word}.ts`])
}
