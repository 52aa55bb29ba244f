/** Lengths are fed to the ratchet: it holds what is listed, lets it shrink, and never lets it grow. */
import t from 'tap'
import { lowered, offenders, type Ratchet, sizes } from '../tidy/sizes.ts'
import { type Source, source } from '../tidy/source.ts'

const none: Ratchet = { files: {}, functions: {}, wideLines: {} }
const path = 'packages/raft/src/a.ts'
const file = (lines: number): Source => source(path, 'const a = 1\n'.repeat(lines))
const body = (lines: number): Source =>
  source(path, `function long () {\n${'  a()\n'.repeat(lines - 2)}}\n`)
const reasons = (one: Source, ratchet: Ratchet = none): string[] => sizes([one], ratchet).map(({ reason }) => reason)

t.test('a file may have 300 lines and not one more', async t => {
  t.same(reasons(file(300)), [])
  t.match(reasons(file(301)), [/^301 lines; more than 300/])
})

t.test('a listed file may shrink and not grow', async t => {
  const ratchet = { ...none, files: { [path]: 320 } }
  t.same(reasons(file(320), ratchet), [])
  t.same(reasons(file(310), ratchet), [])
  t.match(reasons(file(321), ratchet), [/^321 lines; ratchet.json has 320/])
})

t.test('no list lets a file pass the end', async t => {
  t.match(reasons(file(501), { ...none, files: { [path]: 501 } }), [/^501 lines; the end is 500/])
})

t.test('a function may have 40 lines, 70 when listed', async t => {
  t.same(reasons(body(40)), [])
  t.match(reasons(body(41)), [/^long has 41 lines/])
  t.same(reasons(body(41), { ...none, functions: { [`${path}#long`]: 41 } }), [])
  t.match(reasons(body(71), { ...none, functions: { [`${path}#long`]: 71 } }), [/^long has 71 lines; the end is 70/])
})

t.test('functions of all kinds are measured under their names', async t => {
  const filler = `\n${'  a()\n'.repeat(45)}`
  const text = [
    `const arrow = () => {${filler}}`, `class A { method () {${filler}} constructor () {${filler}} }`,
    `const table = { field: () => {${filler}} }`
  ].join('\n')
  const names = Object.keys(offenders([source(path, text)]).functions).map(key => key.split('#')[1])
  t.same(names, ['arrow', 'constructor', 'field', 'method'])
})

t.test('a test is bounded by its file only', async t => {
  t.same(sizes([source('packages/raft/test/a.test.ts', body(200).text)], none), [])
})

t.test('an entry that nothing needs is refused until it is taken out', async t => {
  const ratchet = { ...none, files: { [path]: 320, 'packages/raft/src/gone.ts': 400 } }
  t.match(reasons(file(20), ratchet), [/a.ts needs no entry/, /gone.ts needs no entry/])
  t.same(lowered([file(20)], ratchet), none)
})

t.test('fixing lowers an entry and never raises or adds one', async t => {
  t.same(lowered([file(310)], { ...none, files: { [path]: 320 } }).files, { [path]: 310 })
  t.same(lowered([file(330)], { ...none, files: { [path]: 320 } }).files, { [path]: 320 })
  t.same(lowered([file(330)], none).files, {})
})

t.test('a wide line is counted unless it is one text', async t => {
  const wide = `const a = ${'b + '.repeat(40)}c\n`
  const text = `  '${'words '.repeat(30)}',\n`
  t.match(reasons(source(path, wide + text)), [/^1 lines of more than 120 columns/])
})
