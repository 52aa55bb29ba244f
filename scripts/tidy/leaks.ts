/**
 * What belongs to one machine or one moment and must not be committed: paths, registry hosts, marks without an issue.
 *
 * Pure.
 */
import ts from 'typescript'
import { inText, type Problem, type Source } from './source.ts'

interface Leak { readonly pattern: RegExp, readonly reason: string, readonly where: 'anywhere' | 'code' }

const MACHINE = 'a path of one machine'
const REGISTRY = 'the host of a registry'

// The last letter of a name stands in brackets, so that this list does not find itself.
const LEAKS: readonly Leak[] = [
  { pattern: /\/work\/(main|shared)\b/, reason: MACHINE, where: 'anywhere' },
  { pattern: /(^|[\s'"`(=:])\/(home|Users)\/[a-z]/, reason: MACHINE, where: 'anywhere' },
  { pattern: /(^|[\s'"`(=:])\/(root|tmp)\/[\w.-]/, reason: MACHINE, where: 'code' },
  { pattern: /\.\.\/shared\b/, reason: 'a path outside of the repository', where: 'anywhere' },
  { pattern: /\bregistry\.[a-z0-9-]+\.[a-z]{2,}\b|\bnpm\.pkg\.github\.com\b/, reason: REGISTRY, where: 'anywhere' },
  { pattern: /\b(verdacci[o]|artifactor[y]|npmmirro[r])\b/, reason: REGISTRY, where: 'anywhere' }
]

export function leaks (source: Source): Problem[] {
  const { path, text, tree } = source
  const found: Problem[] = []
  for (const [at, row] of text.split('\n').entries()) {
    for (const { pattern, reason, where } of LEAKS) {
      if (where === 'code' && tree === undefined) continue
      if (pattern.test(row)) found.push({ path, line: at + 1, reason })
    }
  }
  return tree === undefined ? found : [...found, ...marks(path, text, tree)]
}

const MARK = /\b(TODO|FIXME|XXX|HACK)\b(?!.*#\d+)/

/** Comments that promise work: each needs the number of the issue that holds it. */
function marks (path: string, text: string, tree: ts.SourceFile): Problem[] {
  return comments(text, tree).flatMap(({ pos, end }) => {
    const first = tree.getLineAndCharacterOfPosition(pos).line + 1
    return text.slice(pos, end).split('\n').flatMap((row, at) => {
      const mark = MARK.exec(row)?.[1]
      const reason = `${mark} without the number of an issue (#12)`
      return mark === undefined ? [] : [{ path, line: first + at, reason }]
    })
  })
}

/** Comments by their place in the text; a text that looks like a comment inside a string is none. */
function comments (text: string, tree: ts.SourceFile): ts.CommentRange[] {
  const found = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node): void => {
    const before = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []
    const after = ts.getTrailingCommentRanges(text, node.getEnd()) ?? []
    for (const range of [...before, ...after]) found.set(range.pos, range)
    for (const child of node.getChildren(tree)) visit(child)
  }
  visit(tree)
  return [...found.values()].filter(range => !inText(tree, range.pos))
}
