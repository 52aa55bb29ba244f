/**
 * One file of the repository as tidy's rules see it, and what all of them need to know about its place.
 *
 * Pure; TypeScript parses.
 */
import ts from 'typescript'

export interface Source {
  /** Path from the root of the repository, with slashes. */
  readonly path: string
  readonly text: string
  /** The room it belongs to, e.g. `raft` of `packages/raft/src/step.ts`; undefined outside `packages/`. */
  readonly room: string | undefined
  /** First folder inside the room or the root: `src`, `test`, `scripts`; empty for a file at the top. */
  readonly part: string
  /** The syntax tree; undefined when it is not TypeScript. */
  readonly tree: ts.SourceFile | undefined
}

/** What a rule found: the reason is a sentence that tells what to do. */
export interface Problem {
  readonly path: string
  /** Counted from 1; 0 when it is about the whole file. */
  readonly line: number
  readonly reason: string
}

/** What a package says about itself. */
export interface Manifest {
  readonly name: string
  /** Folder from the root, empty for the root's own. */
  readonly folder: string
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
  /** Paths of entry files from the root, as `exports` and `bin` name them. */
  readonly entries: readonly string[]
}

export function source (path: string, text: string): Source {
  const parts = path.split('/')
  const room = parts[0] === 'packages' && parts.length > 2 ? parts[1] : undefined
  const inner = room === undefined ? parts : parts.slice(2)
  const part = inner.length > 1 ? inner[0] ?? '' : ''
  const tree = path.endsWith('.ts') ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : undefined
  return { path, text, room, part, tree }
}

export const isTest = ({ path, part }: Source): boolean =>
  part === 'test' || part === 'suite' || path.startsWith('scripts/test/')

/** Line of a node, counted from 1. */
export const lineOf = (tree: ts.SourceFile, node: ts.Node): number =>
  tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1

/** Call `visit` for every node of the tree, parents first. */
export function walk (node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, child => walk(child, visit))
}

/** Whether a position is inside a string or a template, where nothing is code. */
export function inText (tree: ts.SourceFile, position: number): boolean {
  let inside = false
  walk(tree, node => {
    const text = ts.isTemplateLiteralToken(node) || ts.isStringLiteralLike(node)
    if (text && node.getStart(tree) < position && position < node.getEnd()) inside = true
  })
  return inside
}

export interface Import {
  readonly specifier: string
  readonly node: ts.Node
}

/** Everything a file imports or exports from elsewhere: statements, `import()` and `import('x').Type`. */
export function importsOf (tree: ts.SourceFile): Import[] {
  const found: Import[] = []
  walk(tree, node => {
    const specifier = specifierOf(node)
    if (specifier !== undefined) found.push({ specifier, node })
  })
  return found
}

function specifierOf (node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier)
  const dynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  if (dynamic) return textOf(node.arguments[0])
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal)
  return undefined
}

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined
