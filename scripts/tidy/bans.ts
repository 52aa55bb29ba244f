/**
 * What rooms that only decide must not touch, so that the same state and input give the same result, bit for bit.
 *
 * Pure.
 */
import ts from 'typescript'
import { DECIDING } from './map.ts'
import { importsOf, lineOf, type Problem, type Source, walk } from './source.ts'

const TIME = 'time arrives as a tick'
const CHANCE = 'chance is drawn from the state'
const WAITING = 'a step never waits'
const WORLD = 'the world is the list of effects'

const BANNED_NAMES: Readonly<Record<string, string>> = {
  Date: TIME, performance: TIME, Temporal: TIME,
  crypto: CHANCE,
  setTimeout: WAITING, setInterval: WAITING, setImmediate: WAITING, queueMicrotask: WAITING, Promise: WAITING,
  PromiseLike: WAITING, AbortSignal: WAITING, AbortController: WAITING,
  process: WORLD, console: WORLD, fetch: WORLD, globalThis: WORLD, global: WORLD, require: WORLD, Intl: WORLD,
  WeakRef: WORLD
}

export function bans (source: Source): Problem[] {
  const { tree, room, part, path } = source
  if (tree === undefined || room === undefined || part !== 'src' || !DECIDING.includes(room)) return []
  const found: Problem[] = []
  for (const { specifier, node } of importsOf(tree)) {
    const own = specifier.startsWith('.') || specifier.startsWith('@hivemind/')
    if (own) continue
    found.push({ path, line: lineOf(tree, node), reason: `${specifier}: ${WORLD}, and this room has no dependency` })
  }
  walk(tree, node => {
    const reason = banned(node, room)
    if (reason !== undefined) found.push({ path, line: lineOf(tree, node), reason })
  })
  return found
}

function banned (node: ts.Node, room: string): string | undefined {
  if (ts.isAwaitExpression(node)) return `await: ${WAITING}`
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return `async: ${WAITING}`
  if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return `for await: ${WAITING}`
  if (node.kind === ts.SyntaxKind.ImportKeyword && ts.isCallExpression(node.parent)) return `import(): ${WORLD}`
  // The root of all errors is a class because it is thrown; nothing else that decides has a life cycle.
  if (ts.isClassLike(node) && room !== 'base') return 'a class: what decides is plain data and functions'
  if (isRandom(node)) return `Math.random: ${CHANCE}`
  if (!ts.isIdentifier(node) || !isReference(node)) return undefined
  const reason = Object.hasOwn(BANNED_NAMES, node.text) ? BANNED_NAMES[node.text] : undefined
  return reason === undefined ? undefined : `${node.text}: ${reason}`
}

const isRandom = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && node.name.text === 'random' &&
  ts.isIdentifier(node.expression) && node.expression.text === 'Math'

/** Whether the name stands for the global, not for a field, a declaration of our own or a part of one. */
function isReference (node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isQualifiedName(parent)) return parent.left === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isBindingElement(parent)) return parent.initializer === node
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node
  return !(ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) || ts.isFunctionDeclaration(parent) || ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) || ts.isLiteralTypeNode(parent) || ts.isNamedTupleMember(parent))
}
