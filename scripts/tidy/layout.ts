/**
 * The part of layout that Biome cannot keep for us: no semicolons, single quotes, a space before parameters.
 *
 * Pure. `mended` does what can be done without thinking.
 */
import ts from 'typescript'
import { inText, type Problem, type Source, walk } from './source.ts'

interface Slip { readonly from: number, readonly to: number, readonly instead: string, readonly reason: string }

export function layout ({ path, text, tree }: Source): Problem[] {
  if (tree === undefined) return []
  const lineAt = (position: number): number => tree.getLineAndCharacterOfPosition(position).line + 1
  return slips(text, tree).map(({ from, reason }) => ({ path, line: lineAt(from), reason }))
}

/** The text with every slip put right that has one way to be right. */
export function mended ({ text, tree }: Source): string {
  if (tree === undefined) return text
  const lastFirst = slips(text, tree).sort((one, other) => other.from - one.from)
  return lastFirst.reduce((now, { from, to, instead }) => now.slice(0, from) + instead + now.slice(to), text)
}

function slips (text: string, tree: ts.SourceFile): Slip[] {
  const found: Slip[] = []
  const slip = (from: number, to: number, instead: string, reason: string): void => {
    found.push({ from, to, instead, reason })
  }
  walk(tree, node => {
    const semicolon = endingSemicolon(node, tree)
    if (semicolon !== undefined) slip(semicolon, semicolon + 1, '', 'a semicolon at the end')
    const quoted = doubleQuoted(node, tree)
    if (quoted !== undefined) found.push(quoted)
    const between = memberSemicolon(node, tree)
    if (between !== undefined) slip(between, between + 1, ',', 'a semicolon between members on one line')
    const open = tightParenthesis(node, text)
    if (open !== undefined) slip(open, open, ' ', 'a space belongs before the parameters')
  })
  for (const match of text.matchAll(/[ \t]+$/gm)) {
    if (inText(tree, match.index)) continue
    slip(match.index, match.index + match[0].length, '', 'space at the end of the line')
  }
  if (!text.endsWith('\n')) slip(text.length, text.length, '\n', 'the last line does not end')
  return found
}

const ENDED = new Set([
  ts.SyntaxKind.VariableStatement, ts.SyntaxKind.ExpressionStatement, ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ThrowStatement, ts.SyntaxKind.BreakStatement, ts.SyntaxKind.ContinueStatement,
  ts.SyntaxKind.ImportDeclaration, ts.SyntaxKind.ExportDeclaration, ts.SyntaxKind.TypeAliasDeclaration,
  ts.SyntaxKind.PropertyDeclaration, ts.SyntaxKind.PropertySignature, ts.SyntaxKind.MethodSignature
])

/** Position of a semicolon that ends a statement or a member and the line; one that parts two on a line is needed. */
function endingSemicolon (node: ts.Node, tree: ts.SourceFile): number | undefined {
  const at = node.getEnd() - 1
  if (!ENDED.has(node.kind) || tree.text[at] !== ';') return undefined
  return /^[ \t]*(\n|\/\/|$)/.test(tree.text.slice(at + 1, at + 200)) ? at : undefined
}

/** Position of a semicolon between two members of a type that stand on one line. */
function memberSemicolon (node: ts.Node, tree: ts.SourceFile): number | undefined {
  const at = node.getEnd() - 1
  const member = ts.isPropertySignature(node) || ts.isMethodSignature(node)
  return member && tree.text[at] === ';' && /^ *[^\s/]/.test(tree.text.slice(at + 1, at + 200)) ? at : undefined
}

function doubleQuoted (node: ts.Node, tree: ts.SourceFile): Slip | undefined {
  if (!ts.isStringLiteral(node)) return undefined
  const written = node.getText(tree)
  if (!written.startsWith('"') || /['\\]/.test(written)) return undefined
  const instead = `'${written.slice(1, -1)}'`
  return { from: node.getStart(tree), to: node.getEnd(), instead, reason: 'double quotes around a text' }
}

/** Position of a parenthesis that follows the name of a declared function or method without a space. */
function tightParenthesis (node: ts.Node, text: string): number | undefined {
  if (ts.isConstructorDeclaration(node)) {
    const end = node.getStart() + node.getText().indexOf('(')
    return text[end - 1] === ' ' ? undefined : end
  }
  const named = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isAccessor(node)
  if (!named || node.name === undefined || node.typeParameters !== undefined) return undefined
  return text[node.name.getEnd()] === '(' ? node.name.getEnd() : undefined
}
