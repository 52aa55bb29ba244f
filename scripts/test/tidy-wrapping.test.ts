/** Wide lines are given to the wrapper: it breaks them, touches no other line, and changes no program. */
import t from 'tap'
import { layout } from '../tidy/layout.ts'
import { isWide } from '../tidy/sizes.ts'
import { source } from '../tidy/source.ts'
import { wrapped } from '../tidy/wrapping.ts'

const wrap = (...rows: string[]): string[] =>
  wrapped(source('packages/net/src/a.ts', `${rows.join('\n')}\n`)).split('\n')

t.test('a wide declaration is broken, with our space and our commas', async t => {
  const first = 'first: { readonly a: number, readonly b: string }'
  const rows = wrap(`function carry (${first}, second: readonly string[], third: Map<string, number>): void {`, '  go(first)', '}')
  t.same(rows, [
    'function carry (', '  first: { readonly a: number, readonly b: string },', '  second: readonly string[],',
    '  third: Map<string, number>', '): void {', '  go(first)', '}', ''
  ])
  t.same(layout(source('packages/net/src/a.ts', rows.join('\n'))), [])
})

t.test('lines that touch no wide one stay as they were written', async t => {
  const narrow = ['const table = {', '  a: 1, b: 2,', '  c: 3', '}', 'if (a) { go() }', 'go()']
  const rows = wrap(...narrow, `const all = [${'somewhat.long.name, '.repeat(7)}last]`)
  t.same(rows.slice(0, narrow.length), narrow)
  t.notOk(rows.some(isWide))
})

t.test('a wide comment is cut between words', async t => {
  const sentence = `${'some words of a comment '.repeat(6)}end`
  for (const comment of [`/** ${sentence} */`, `// ${sentence}`]) {
    const rows = wrap(comment, 'go()')
    t.notOk(rows.some(isWide))
    t.equal(rows.join(' ').replace(/[^a-z ]/g, '').replace(/ +/g, ' ').trim(), `${sentence} go`)
  }
})

t.test('a text is not cut, and quotes may not change what it says', async t => {
  const text = `throw new Error('${'a text that somebody reads '.repeat(5)}')`
  t.same(wrap(text), [text, ''])
  const quoted = `call('the agent\\'s own', ${'somewhat.long.name, '.repeat(6)}last)`
  t.ok(wrap(quoted).some(row => /"the agent's own"|'the agent\\'s own'/.test(row)))
  t.notOk(wrap(quoted).some(isWide))
})

t.test('what cannot be parsed is left alone', async t => {
  const broken = `const a = (${'somewhat.long.name, '.repeat(7)}`
  t.same(wrap(broken), [broken, ''])
})
