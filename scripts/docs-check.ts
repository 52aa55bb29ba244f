/**
 * `npm run docs`: what the documents say and the code does are the same; --fix writes the pages that are made.
 *
 * Reads the repository; writes only with --fix.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkDocuments } from './docs/check.ts'
import { gather, madePages } from './docs/gather.ts'

const root = join(import.meta.dirname, '..')
const { values } = parseArgs({ options: { fix: { type: 'boolean', default: false } } })

if (values.fix) {
  for (const [path, made] of madePages(await gather(root))) {
    if (made.type === 'page') writeFileSync(join(root, path), made.text)
  }
}
const documents = await gather(root)
const problems = checkDocuments(documents, madePages(documents))
for (const problem of problems) console.error(problem)
console.error(problems.length === 0 ? 'documents and code agree' : `${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
