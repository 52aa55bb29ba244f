/**
 * All checks of the documents.
 *
 * Pure, but for asking whether the target of a link exists.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { codeProblems, errorsProblems } from './errors.ts'
import type { Documents, Made } from './gather.ts'
import { decisionProblems, dependencyProblems, linkProblems, scriptProblems } from './pages.ts'

/** Sentences that say what is wrong, empty when code and documents agree. */
export function checkDocuments (documents: Documents, made: ReadonlyMap<string, Made>): string[] {
  const { root, pages, tables, texts, scripts, dependencies } = documents
  return [
    ...errorsProblems(tables, pages.get('docs/errors.md') ?? ''),
    ...codeProblems(tables, texts),
    ...[...made].flatMap(([path, one]) => madeProblems(path, one, pages.get(path))),
    ...dependencyProblems(dependencies, pages.get('docs/dependencies.md') ?? ''),
    ...linkProblems(pages, path => existsSync(join(root, path))),
    ...scriptProblems(pages, scripts),
    ...decisionProblems(pages)
  ]
}

function madeProblems (path: string, made: Made, page: string | undefined): string[] {
  if (made.type === 'failure') return [`${path} cannot be made: ${made.reason}`]
  return made.text === page ? [] : [`${path} is not what the code says: npm run fix writes it`]
}
