/**
 * `npm run tidy`: fences a reader would otherwise have to take on trust. Exit 1 names file, line and reason.
 *
 * --fix puts slips of layout right and lowers the ratchet; without it nothing is written. --list prints what the
 * ratchet would have to hold for all there is, to copy a line from. Reads and writes the repository.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mended } from './tidy/layout.ts'
import { readRepository } from './tidy/repository.ts'
import { lowered, offenders, type Ratchet } from './tidy/sizes.ts'
import { tidy } from './tidy/tidy.ts'

const root = join(import.meta.dirname, '..')
const ratchetPath = join(root, 'scripts', 'tidy', 'ratchet.json')
const { values } = parseArgs({
  options: { fix: { type: 'boolean', default: false }, list: { type: 'boolean', default: false } }
})
const readRatchet = (): Ratchet => JSON.parse(readFileSync(ratchetPath, 'utf8')) as Ratchet

function fix (): void {
  const { sources } = readRepository(root)
  for (const source of sources) {
    const text = mended(source)
    if (text !== source.text) writeFileSync(join(root, source.path), text)
  }
  const ratchet = readRatchet()
  const now = JSON.stringify(lowered(sources, ratchet), null, 2)
  if (now !== JSON.stringify(ratchet, null, 2)) writeFileSync(ratchetPath, `${now}\n`)
}

if (values.list) console.log(JSON.stringify(offenders(readRepository(root).sources), null, 2))
if (values.fix) fix()
const problems = tidy(readRepository(root), readRatchet())
for (const { path, line, reason } of problems) console.error(`${path}${line > 0 ? `:${line}` : ''}: ${reason}`)
console.error(problems.length === 0 ? 'tidy' : `${problems.length} problems`)
process.exitCode = problems.length > 0 ? 1 : 0
