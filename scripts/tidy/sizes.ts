/**
 * Everything fits in the head: lengths of files, functions and lines, with a ratchet for what is too long already.
 *
 * What is beyond a warning length must be listed in ratchet.json with its size; it may shrink, never grow, and nothing
 * may pass the end. New names are listed by hand, where a reviewer sees them. Pure.
 */
import ts from 'typescript'
import { isTest, lineOf, type Problem, type Source, walk } from './source.ts'

/** Sizes by name: lines of a file by its path, lines of a function by `path#name`, wide lines of a file by its path. */
export interface Ratchet {
  readonly files: Readonly<Record<string, number>>
  readonly functions: Readonly<Record<string, number>>
  readonly wideLines: Readonly<Record<string, number>>
}
type Kind = keyof Ratchet

interface Size { readonly key: string, readonly path: string, readonly line: number, readonly size: number }

interface Rule {
  /** More than this has to be listed. */
  readonly warn: number
  /** More than this is refused, listed or not. */
  readonly end: number
  readonly measure: (source: Source) => Size[]
  readonly says: (size: Size) => string
}

export const COLUMNS_MAX = 120
/** What may stand beside a text that makes its line too wide: `return`, a name, `refuse('CODE', ...)`. */
const REST_MAX = 50
export const RULES: Readonly<Record<Kind, Rule>> = {
  files: { warn: 300, end: 500, measure: fileSize, says: ({ size }) => `${size} lines` },
  functions: {
    warn: 40,
    end: 70,
    measure: functionSizes,
    says: ({ key, size }) => `${key.slice(key.indexOf('#') + 1)} has ${size} lines`
  },
  wideLines: {
    warn: 0,
    end: Infinity,
    measure: wideLines,
    says: ({ size }) => `${size} lines of more than ${COLUMNS_MAX} columns`
  }
}
const KINDS = Object.keys(RULES) as Kind[]

export const sizes = (sources: readonly Source[], ratchet: Ratchet): Problem[] =>
  KINDS.flatMap(kind => judge(sources.flatMap(RULES[kind].measure), ratchet[kind], RULES[kind]))

/** The ratchet lowered to what is there: smaller sizes, without those that need no entry any more. Never raised. */
export function lowered (sources: readonly Source[], ratchet: Ratchet): Ratchet {
  const needed = offenders(sources)
  const lower = (kind: Kind): Record<string, number> => Object.fromEntries(
    Object.entries(ratchet[kind]).flatMap(([key, limit]) => {
      const size = needed[kind][key]
      return size === undefined ? [] : [[key, Math.min(limit, size)] as const]
    })
  )
  return { files: lower('files'), functions: lower('functions'), wideLines: lower('wideLines') }
}

/** What the ratchet would have to hold for all there is, sorted by name. */
export function offenders (sources: readonly Source[]): Ratchet {
  const all = (kind: Kind): Record<string, number> => Object.fromEntries(
    sources.flatMap(RULES[kind].measure)
      .filter(({ size }) => size > RULES[kind].warn)
      .map(({ key, size }) => [key, size] as const)
      .sort(([one], [other]) => one < other ? -1 : 1)
  )
  return { files: all('files'), functions: all('functions'), wideLines: all('wideLines') }
}

function judge (found: readonly Size[], listed: Readonly<Record<string, number>>, rule: Rule): Problem[] {
  const { warn, end, says } = rule
  const problems = found.filter(({ size }) => size > warn).flatMap(size => {
    const limit = listed[size.key]
    const problem = (rest: string): Problem[] => {
      return [{ path: size.path, line: size.line, reason: `${says(size)}; ${rest}` }]
    }
    if (size.size > end) return problem(`the end is ${end}`)
    if (limit === undefined) return problem(`more than ${warn} is made less, or listed in ratchet.json by hand`)
    return size.size > limit ? problem(`ratchet.json has ${limit}, and it may only shrink`) : []
  })
  const needed = new Set(found.filter(({ size }) => size > warn).map(({ key }) => key))
  const stale = Object.keys(listed).filter(key => !needed.has(key))
  return [...problems, ...stale.map(key => ({
    path: 'scripts/tidy/ratchet.json', line: 0, reason: `${key} needs no entry any more: npm run fix takes it out`
  }))]
}

const rowsOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

function fileSize ({ path, text, tree }: Source): Size[] {
  return tree === undefined ? [] : [{ key: path, path, line: 0, size: rowsOf(text).length }]
}

function wideLines ({ path, text, tree }: Source): Size[] {
  if (tree === undefined) return []
  const wide = rowsOf(text).flatMap((row, at) => isWide(row) ? [at + 1] : [])
  return [{ key: path, path, line: wide[0] ?? 0, size: wide.length }]
}

/** A line that is mostly one text would lose by being cut. */
export function isWide (row: string): boolean {
  if (row.length <= COLUMNS_MAX) return false
  const texts = row.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? []
  const longest = Math.max(0, ...texts.map(text => text.length))
  return row.trimStart().length - longest > REST_MAX
}

/** Functions from their first word to their closing brace. A test is a story and only bounded by its file. */
function functionSizes (source: Source): Size[] {
  const { path, tree } = source
  if (tree === undefined || isTest(source)) return []
  const found: Size[] = []
  const seen = new Map<string, number>()
  walk(tree, node => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return
    const first = lineOf(tree, node)
    const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line + 1
    const name = nameOf(node)
    const twin = (seen.get(name) ?? 0) + 1
    seen.set(name, twin)
    found.push({ key: `${path}#${name}${twin > 1 ? `~${twin}` : ''}`, path, line: first, size: last - first + 1 })
  })
  return found
}

function nameOf (node: ts.SignatureDeclaration): string {
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (node.name !== undefined) return node.name.getText()
  const { parent } = node
  const named = ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)
  return named ? parent.name.getText() : 'function'
}
