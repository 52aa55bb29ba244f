/**
 * Goal: the table of planted bugs does not rot.
 * Method: each bug is planted in memory; running them is `npm run mutants`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type Mutant, misfit, pathOf, planted } from '../mutants/mutant.ts'
import { PAGE, readPage, unfound, written } from '../mutants/page.ts'
import { ROWS, type RowName } from '../mutants/rows.ts'
import { MUTANTS } from '../mutants/tables.ts'

const root = join(import.meta.dirname, '..', '..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

t.test('the text of every mutant is in its file once, and is changed', async t => {
  t.same(MUTANTS.map(mutant => misfit(mutant, read(pathOf(mutant)))).filter(reason => reason !== null), [])
})

t.test('every row has a mutant, and every mutant a name of its own', async t => {
  const rows = new Set<string>(MUTANTS.flatMap(mutant => mutant.rows))
  t.same((Object.keys(ROWS) as RowName[]).filter(row => !rows.has(row)), [])
  t.ok(MUTANTS.length >= 40)
  t.same(MUTANTS.map(({ id }) => id).filter((id, at, ids) => ids.indexOf(id) !== at), [])
})

t.test('the page has every mutant, and each was found', async t => {
  const page = read(PAGE)
  t.same(unfound(page, MUTANTS), [])
  t.same([...readPage(page).keys()], MUTANTS.map(({ id }) => id))
  t.equal(written(page, MUTANTS, []), page, 'rows and sentences are those of the table')
})

const one: Mutant = { id: 'raft-one', rows: ['RF1'], bug: 'it is wrong', file: 'x.ts', text: 'a', becomes: 'b$&' }

t.test('a text that is not there, or there twice, is refused', async t => {
  t.equal(planted(one, 'cat'), 'cb$&t')
  t.throws(() => planted(one, 'dog'), /found 0 times/)
  t.throws(() => planted(one, 'banana'), /found 3 times/)
})

t.test('a verdict that says nothing was found leaves its mutant unfound', async t => {
  const line = (cells: string): string => `| \`raft-one\` | RF1 | it is wrong | ${cells} |\n`
  t.same(unfound(line('no | yes | no | raft 3'), [one]), [])
  t.same(unfound(line('no | – | no | no (300)'), [one]), ['raft-one'])
  t.same(unfound('', [one]), ['raft-one'])
})
