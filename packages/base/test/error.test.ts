/** Refusals: a row of a table becomes a whole refusal, which crosses rooms unchanged. */
import t from 'tap'
import { defineErrors, EXIT, HivemindError, refusing } from '../src/error.ts'
import { errors as shared } from '../src/errors.ts'
import { invariant } from '../src/invariant.ts'

const refuse = refusing(defineErrors({
  HIVE_TEST_FULL: { about: 'It is full.', hint: 'Make room.', exit: 6, status: 409, changed: 'no', retry: 'yes' }
}))

t.test('a refusal carries its row and its message', async t => {
  t.same(refuse('HIVE_TEST_FULL', '3 of 3'), {
    code: 'HIVE_TEST_FULL', message: '3 of 3', hint: 'Make room.', exit: 6, status: 409, changed: 'no', retry: 'yes'
  })
})

t.test('hint and outcome can be made to fit the case', async t => {
  const over = { hint: 'Wait.', changed: 'unknown' } as const
  t.match(refuse('HIVE_TEST_FULL', '', over), { ...over, exit: 6 })
})

t.test('a thrown refusal can be told from other errors and keeps its cause', async t => {
  const cause = new Error('ENOSPC')
  const error = new HivemindError(refuse('HIVE_TEST_FULL', '3 of 3'), { cause })
  t.match(error, { name: 'HivemindError', code: 'HIVE_TEST_FULL', message: '3 of 3', hint: 'Make room.' })
  t.equal(error.cause, cause)
})

t.test('exit codes are different, and every shared refusal has one of them', async t => {
  const codes = Object.values(EXIT)
  t.equal(new Set(codes).size, codes.length)
  for (const [code, row] of Object.entries(shared)) {
    t.match(code, /^HIVE_[A-Z_]+$/)
    t.ok(codes.includes(row.exit), code)
    t.ok(row.status >= 400 && row.status < 600, code)
    for (const text of [row.about, row.hint]) t.match(text, /^[A-Z].*\.$/, `${code} speaks in sentences`)
  }
})

t.test('a broken promise says which', async t => {
  t.doesNotThrow(() => invariant(true, 'a'))
  t.throws(() => invariant(false, 'one leader a term'), /invariant broken: one leader a term/)
})
