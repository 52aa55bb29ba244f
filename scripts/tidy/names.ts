/**
 * Words that have no idea in them yet, as names of files and of what a file declares.
 *
 * Fields and methods are left alone: many of them are said by others (`log.info`, a DOM event's `data`). Pure.
 */
import ts from 'typescript'
import { lineOf, type Problem, type Source, walk } from './source.ts'

/** Wherever they stand in a name. */
const NEVER_INSIDE = new Set(['manager', 'managers', 'helper', 'helpers', 'util', 'utils', 'misc'])
/** Only as the whole name: `commonPrefix`, `dataDir` and `handleSignal` say something. */
const NEVER_ALONE = new Set([...NEVER_INSIDE, 'common', 'data', 'info', 'handle'])

export function names ({ path, tree }: Source): Problem[] {
  const found: Problem[] = []
  for (const part of path.split('/')) {
    const word = forbidden((part.split('.')[0] ?? '').split('-'))
    if (word !== undefined) found.push({ path, line: 0, reason: `"${word}" in ${part} has no idea in it` })
  }
  if (tree === undefined) return found
  walk(tree, node => {
    if (!declares(node) || node.name === undefined || !ts.isIdentifier(node.name)) return
    const word = forbidden(words(node.name.text))
    if (word === undefined) return
    found.push({ path, line: lineOf(tree, node), reason: `"${word}" in ${node.name.text} has no idea in it` })
  })
  return found
}

function forbidden (parts: readonly string[]): string | undefined {
  const [only] = parts
  if (parts.length === 1 && only !== undefined && NEVER_ALONE.has(only)) return only
  return parts.find(part => NEVER_INSIDE.has(part))
}

/** `nodeIdOf` is node, id, of. */
const words = (name: string): string[] =>
  name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase().split(/[\s_$]+/).filter(word => word !== '')

type Declaration = ts.Node & { readonly name?: ts.Node }

/** A name of our own choice: not the fields that a destructuring takes from somebody else's shape. */
function declares (node: ts.Node): node is Declaration {
  if (ts.isBindingElement(node)) return node.propertyName !== undefined || !ts.isObjectBindingPattern(node.parent)
  return ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)
}
