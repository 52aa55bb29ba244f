/**
 * Goal: reads that come in together ask the control plane once, and none is given an index from before it came.
 * Method: the rounds over a question that the test answers when it likes.
 */
import { HivemindError, type Index, index } from '@hivemind/base'
import t from 'tap'
import { refuse } from '../src/errors.ts'
import { ReadRounds } from '../src/http/read-rounds.ts'

const asked = (): { readonly questions: PromiseWithResolvers<Index>[], readonly rounds: ReadRounds } => {
  const questions: PromiseWithResolvers<Index>[] = []
  const rounds = new ReadRounds(() => {
    const question = Promise.withResolvers<Index>()
    questions.push(question)
    return question.promise
  })
  return { questions, rounds }
}

t.test('reads of one turn share a question, a later one has its own', async t => {
  const { questions, rounds } = asked()
  const together = [rounds.join(100), rounds.join(100), rounds.join(100)]
  t.equal(questions.length, 0, 'it is asked once all of them came')
  await new Promise(setImmediate)
  t.equal(questions.length, 1)
  const later = rounds.join(100)
  await new Promise(setImmediate)
  t.equal(questions.length, 2, 'the first answer may be from before it came')
  questions[1]?.resolve(index(9))
  questions[0]?.resolve(index(7))
  t.same(await Promise.all([...together, later]), [7, 7, 7, 9])
})

t.test('who waits for another time asks by himself', async t => {
  const { questions, rounds } = asked()
  const both = [rounds.join(100), rounds.join(5_000)]
  await new Promise(setImmediate)
  t.equal(questions.length, 2)
  for (const question of questions) question.resolve(index(3))
  t.same(await Promise.all(both), [3, 3])
})

t.test('a refusal is told to all of a round, and the next one asks anew', async t => {
  const { questions, rounds } = asked()
  const both = [rounds.join(100), rounds.join(100)]
  await new Promise(setImmediate)
  questions[0]?.reject(new HivemindError(refuse('HIVE_READ_TIMEOUT', 'nobody leads')))
  for (const { status } of await Promise.allSettled(both)) t.equal(status, 'rejected')
  const next = rounds.join(100)
  await new Promise(setImmediate)
  questions[1]?.resolve(index(4))
  t.equal(await next, 4)
})
