/** Documents that disagree with the code are fed to the checks; each difference must be named. */
import t from 'tap'
import { codeProblems, type ErrorTable, errorsPage, errorsProblems } from '../docs/errors.ts'
import { decisionProblems, dependencyProblems, linkProblems, scriptProblems } from '../docs/pages.ts'

const row = { about: 'It broke.', hint: 'Run a | b.', exit: 1, status: 500, changed: 'no', retry: 'yes' } as const
const tables: readonly ErrorTable[] = [
  { room: 'wal', errors: { HIVE_WAL_FULL: row } }, { room: 'api', errors: { HIVE_API_DOWN: { ...row, exit: 3 } } }
]
const page = errorsPage(tables)

t.test('the page made from the tables agrees with them', async t => {
  t.same(errorsProblems(tables, page), [])
})

t.test('a code that is missing, gone or different is named', async t => {
  t.same(errorsProblems(tables, page.replace(/.*HIVE_WAL_FULL.*\n/, '')), ['HIVE_WAL_FULL is not in docs/errors.md'])
  t.same(errorsProblems(tables.slice(1), page), [
    'HIVE_WAL_FULL is in docs/errors.md, and not in the table of wal'
  ])
  t.same(errorsProblems(tables, page.replace('It broke. | Run a \\| b. | 3 |', 'It broke. | Run a \\| b. | 4 |')), [
    'HIVE_API_DOWN: docs/errors.md says exit is "4", the code "3"'
  ])
})

t.test('every field of a row is compared', async t => {
  const different = { about: 'x', hint: 'x', exit: 2, status: 400, changed: 'unknown', retry: 'no' }
  for (const [field, value] of Object.entries(different)) {
    const other = { room: 'wal', errors: { HIVE_WAL_FULL: { ...row, [field]: value } } } as ErrorTable
    const problems = errorsProblems([other, ...tables.slice(1)], page)
    t.match(problems, [new RegExp(`HIVE_WAL_FULL: docs/errors.md says ${field}`)], field)
  }
})

t.test('a code belongs to one package, and is raised by some source', async t => {
  const both = [...tables, { room: 'net', errors: { HIVE_WAL_FULL: row } }]
  t.ok(errorsProblems(both, errorsPage(both)).includes('HIVE_WAL_FULL is defined by wal and net'))
  const texts = new Map([['packages/wal/src/a.ts', "refuse('HIVE_WAL_FULL', x); refuse('HIVE_WAL_ROTTEN', x)"]])
  t.same(codeProblems(tables, texts), [
    'packages/wal/src/a.ts mentions HIVE_WAL_ROTTEN, which no errors.ts defines',
    'HIVE_API_DOWN is defined and never raised'
  ])
})

t.test('a link leads to a file and a heading that exist', async t => {
  const pages = new Map([
    ['README.md', '[a](docs/a.md) [b](docs/b.md)\n[c](docs/a.md#two-words) [d](docs/a.md#three) [e](https://x.test/)'],
    ['docs/a.md', '# One\n\n## Two `words`!\n[up](../README.md) [out](../../x.md) [me](#one)\n\n```\n[n](l.md)\n```\n']
  ])
  t.same(linkProblems(pages, path => pages.has(path)), [
    'README.md links to docs/b.md, and there is no docs/b.md',
    'README.md links to docs/a.md#three, and docs/a.md has no such heading',
    'docs/a.md links to ../../x.md, and there is no ../x.md'
  ])
})

t.test('a command of the documents exists', async t => {
  t.same(scriptProblems(new Map([['a.md', '`npm run check`, `npm run chekc -- x`']]), ['check']), [
    'a.md says npm run chekc, and package.json has no such script'
  ])
})

t.test('a dependency has one line, and a line has a dependency', async t => {
  t.same(dependencyProblems(['libp2p', 'zod', 'zod'], '| `libp2p` | x |\n| `left-pad` | y |\n| `libp2p` | z |\n'), [
    'zod has no line in docs/dependencies.md',
    'docs/dependencies.md has left-pad, and no package.json',
    'docs/dependencies.md has libp2p twice'
  ])
})

t.test('a decision has all its parts in sixty lines', async t => {
  const whole = ['Question', 'Answer', 'Because', 'Instead of', 'Costs'].map(part => `## ${part}\n\nText.\n`).join('\n')
  const problems = (text: string): string[] => decisionProblems(new Map([['docs/adr/0001-a.md', text]]))
  t.same(problems(whole), [])
  t.same(problems(whole.replace('## Costs', '## Price')), ['docs/adr/0001-a.md has no part "Costs"'])
  t.match(problems(`${whole}${'\n'.repeat(60)}x`), [/has \d+ lines, at most 60/])
})
