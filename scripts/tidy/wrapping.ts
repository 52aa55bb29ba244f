/**
 * Breaks lines that are too wide where Biome's formatter would; lines that touch none of these stay as they are.
 *
 * Biome cannot put a space before parameters, so its formatter cannot keep our layout; but it knows where a line may
 * be broken. A result that is not the same program word by word is thrown away.
 *
 * Runs Biome and git in a temporary directory.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { mended } from './layout.ts'
import { COLUMNS_MAX, isWide } from './sizes.ts'
import { type Source, source, walk } from './source.ts'

/** One less than allowed, since a space comes before the parameters afterwards. */
const FORMATTER = {
  root: true,
  formatter: { enabled: true, indentStyle: 'space', indentWidth: 2, lineWidth: COLUMNS_MAX - 1 },
  javascript: {
    formatter: {
      semicolons: 'asNeeded', quoteStyle: 'single', quoteProperties: 'preserve', trailingCommas: 'none',
      arrowParentheses: 'asNeeded'
    }
  }
}
const biome = join(dirname(createRequire(import.meta.url).resolve('@biomejs/biome/package.json')), 'bin', 'biome')

/** @returns the text with its wide lines broken; the text as it was when that is not possible */
export function wrapped ({ path, text, tree }: Source): string {
  if (tree === undefined || !text.split('\n').some(isWide)) return text
  const commented = wrappedComments(text)
  return sameProgram(text, commented) ? wrappedCode(path, commented) : wrappedCode(path, text)
}

function wrappedCode (path: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tidy-'))
  try {
    const formatted = format(folder, text)
    if (formatted === undefined) return text
    const now = mended(source(path, take(text, formatted, hunks(folder, text, formatted))))
    return sameProgram(text, now) ? now : text
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function format (folder: string, text: string): string | undefined {
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(FORMATTER))
  const words = [biome, 'format', `--config-path=${folder}`, '--stdin-file-path=a.ts']
  const { status, stdout } = spawnSync(process.execPath, words, { input: text, encoding: 'utf8' })
  return status === 0 ? stdout : undefined
}

/** Lines of the old and the new text that stand for each other; `from` is counted from 0. */
interface Hunk { readonly from: number, readonly count: number, readonly newFrom: number, readonly newCount: number }

function hunks (folder: string, text: string, formatted: string): Hunk[] {
  const [before, after] = [join(folder, 'before'), join(folder, 'after')]
  // What only differs by the space before parameters is the same line.
  writeFileSync(before, text.replace(/ \(/g, '('))
  writeFileSync(after, formatted.replace(/ \(/g, '('))
  const { stdout } = spawnSync('git', ['diff', '--no-index', '--no-color', '-U0', before, after], { encoding: 'utf8' })
  const headings = [...stdout.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)]
  return headings.map(([, at, lines = '1', newAt, newLines = '1']) => ({
    // A hunk without lines is named by the line before it.
    from: Number(at) - (lines === '0' ? 0 : 1),
    count: Number(lines),
    newFrom: Number(newAt) - (newLines === '0' ? 0 : 1),
    newCount: Number(newLines)
  }))
}

/** The old text with those hunks of the new one that break a wide line. */
function take (text: string, formatted: string, all: readonly Hunk[]): string {
  const [rows, newRows] = [text.split('\n'), formatted.split('\n')]
  for (const { from, count, newFrom, newCount } of [...all].reverse()) {
    if (!rows.slice(from, from + count).some(isWide)) continue
    rows.splice(from, count, ...newRows.slice(newFrom, newFrom + newCount))
  }
  return rows.join('\n')
}

/** Lines of comments that are too wide, cut between words; what is cut off goes on in a line of its own. */
function wrappedComments (text: string): string {
  return text.split('\n').flatMap(row => {
    const alone = /^( *)\/\*\* (.*) \*\/$/.exec(row)
    if (alone !== null && isWide(row)) {
      const [, margin = '', sentence = ''] = alone
      return [`${margin}/**`, ...cut(`${margin} * `, sentence), `${margin} */`]
    }
    const inside = /^( *(?:\*|\/\/) +)(.*)$/.exec(row)
    return inside !== null && isWide(row) ? cut(inside[1] ?? '', inside[2] ?? '') : [row]
  }).join('\n')
}

function cut (margin: string, text: string): string[] {
  const rows = ['']
  for (const word of text.split(' ')) {
    const row = rows.at(-1) ?? ''
    if (row !== '' && margin.length + row.length + 1 + word.length > COLUMNS_MAX) rows.push(word)
    else rows[rows.length - 1] = row === '' ? word : `${row} ${word}`
  }
  return rows.map(row => margin + row)
}

const LAYOUT = new Set([
  ts.SyntaxKind.OpenParenToken, ts.SyntaxKind.CloseParenToken, ts.SyntaxKind.CommaToken, ts.SyntaxKind.SemicolonToken
])

/** Whether two texts are the same program and types: word by word, but for what stands for layout. */
function sameProgram (before: string, after: string): boolean {
  const words = (text: string): string => {
    const tree = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true)
    const found: string[] = []
    walk(tree, node => {
      for (const child of node.getChildren(tree)) {
        if (!ts.isToken(child) || LAYOUT.has(child.kind)) continue
        found.push(ts.isStringLiteral(child) ? JSON.stringify(child.text) : child.getText(tree))
      }
    })
    return found.join(' ')
  }
  return words(before) === words(after)
}
