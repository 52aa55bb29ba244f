/** Lines as tap 21 prints them are counted: innermost blocks are tests, and no failure is lost. */
import t from 'tap'
import { type Happening, readEnd, readLine, tapReader } from '../testing/tap-stream.ts'

function read (text: string): { totals: object, happenings: Happening[] } {
  const reader = tapReader()
  const happenings = text.split('\n').flatMap(line => readLine(reader, line))
  return { totals: reader.totals, happenings: [...happenings, ...readEnd(reader)] }
}
const failures = (happenings: readonly Happening[]): string[] =>
  happenings.flatMap(happening => happening.type === 'failure' ? [happening.failure.path.join(' > ')] : [])

t.test('innermost blocks are counted, not assertions', async t => {
  const { totals, happenings } = read(`TAP version 14
# Subtest: a.test.ts
    # Subtest: outer
        ok 1 - should be equal
        # Subtest: inner
            ok 1 - one
            ok 2 - two
            1..2
        ok 2 - inner # time=2.226ms
        1..2
    ok 1 - outer # time=8.2ms
    ok 2 - later # SKIP why
    1..2
ok 1 - a.test.ts # time=50.5ms`)
  t.same(totals, { passed: 1, failed: 0, skipped: 1 })
  t.same(happenings, [{
    type: 'file', name: 'a.test.ts', ok: true, totals: { passed: 1, failed: 0, skipped: 1 }, ms: 50.5
  }])
})

t.test('a file without blocks is one test', async t => {
  t.same(read('# Subtest: a.test.ts\n    ok 1 - yes\n    ok 2 - yes\n    1..2\nok 1 - a.test.ts # time=1ms').totals,
    { passed: 1, failed: 0, skipped: 0 })
})

t.test('a failed assertion is told once, with its diagnosis', async t => {
  const { totals, happenings } = read(`# Subtest: a.test.ts
    # Subtest: breaks
        not ok 1 - numbers agree
          ---
          compare: ===
          diff: |
            ok 1 - this line is no result
          ...
        1..1
    not ok 1 - breaks # time=22.516ms
      ---
      at: below
      ...
    1..1
not ok 1 - a.test.ts # time=50ms
  ---
  exitCode: 1
  ...
`)
  t.same(totals, { passed: 0, failed: 1, skipped: 0 })
  t.same(failures(happenings), ['a.test.ts > breaks > numbers agree'])
  t.match(happenings[0], { failure: { detail: ['compare: ===', 'diff: |', '  ok 1 - this line is no result'] } })
})

t.test('a file that crashes after its blocks passed is a failed test', async t => {
  const { totals, happenings } = read(`# Subtest: a.test.ts
    # Subtest: fine
        ok 1 - yes
        1..1
    ok 1 - fine # time=1ms
    not ok 2 - late crash
      ---
      stack: here
      ...
    1..2
not ok 1 - a.test.ts # time=5ms`)
  t.same(totals, { passed: 1, failed: 1, skipped: 0 })
  t.same(failures(happenings), ['a.test.ts > late crash'])
})

t.test('a block that never ended fails with its file', async t => {
  const { totals, happenings } = read(`# Subtest: a.test.ts
    # Subtest: dies
        not ok 1 - test unfinished
          ---
          at: here
          ...
        1..1
    1..1
not ok 1 - a.test.ts # time=24ms`)
  t.match(totals, { failed: 1 })
  t.same(failures(happenings), ['a.test.ts > dies > test unfinished'])
})

t.test('a time-out of a file that printed nothing is a failed test', async t => {
  const { totals, happenings } = read('# Subtest: a.test.ts\n    1..0 # no tests found\nnot ok 1 - a.test.ts')
  t.same(totals, { passed: 0, failed: 1, skipped: 0 })
  t.same(failures(happenings), ['a.test.ts'])
})
