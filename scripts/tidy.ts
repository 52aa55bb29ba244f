/**
 * `npm run tidy`: fences a reader would otherwise have to take on trust. Exit 1 names file, line and reason.
 *
 * --fix breaks wide lines, puts slips of layout right and lowers the ratchet; without it nothing is written.
 * --list prints what the ratchet would have to hold, to copy a line from. Paths restrict all of this to what is below.
 * Reads and writes the repository.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mended } from './tidy/layout.ts'
import { readRepository } from './tidy/repository.ts'
import { lowered, offenders, type Ratchet } from './tidy/sizes.ts'
import { source } from './tidy/source.ts'
import { tidy } from './tidy/tidy.ts'
import { wrapped } from './tidy/wrapping.ts'

const root = join(import.meta.dirname, '..')
const ratchetPath = join(root, 'scripts', 'tidy', 'ratchet.json')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { fix: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } }
})
const readRatchet = (): Ratchet => JSON.parse(readFileSync(ratchetPath, 'utf8')) as Ratchet
const chosen = ({ path }: { readonly path: string }): boolean =>
  positionals.length === 0 || positionals.some(start => path.startsWith(start))

function fix (): void {
  for (const one of readRepository(root).sources.filter(chosen)) {
    const text = mended(source(one.path, wrapped(one)))
    if (one.tree !== undefined && text !== one.text) writeFileSync(join(root, one.path), text)
  }
  const ratchet = readRatchet()
  const now = lowered(readRepository(root).sources, ratchet)
  if (JSON.stringify(now) !== JSON.stringify(ratchet)) writeFileSync(ratchetPath, `${JSON.stringify(now, null, 2)}\n`)
}

if (values.fix) fix()
const repository = readRepository(root)
if (values.list) console.log(JSON.stringify(offenders(repository.sources.filter(chosen)), null, 2))
const problems = tidy(repository, readRatchet()).filter(chosen)
for (const { path, line, reason } of problems) console.error(`${path}${line > 0 ? `:${line}` : ''}: ${reason}`)
console.error(problems.length === 0 ? 'tidy' : `${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
