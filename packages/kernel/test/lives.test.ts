/**
 * A late answer to a question of an earlier life must find nobody who waits, so no two lives number theirs alike. Who
 * answers is told apart by the connection only as long as it lasts.
 */
import { nodeId } from '@hivemind/base'
import t from 'tap'
import { boot, foundingDisk } from './disk.ts'

/** A life may ask so many questions before it could meet those of another one. */
const QUESTIONS = 2 ** 20

t.test('lives of one node share no number of a question', async t => {
  const self = nodeId('a')
  const firsts = Array.from({ length: 100 }, (_, life) =>
    boot(self, foundingDisk(self, 0), null, life + 1, 0, false).kernel.nextAskId).toSorted((one, other) => one - other)
  t.same(firsts.filter((first, at) => at > 0 && first - (firsts[at - 1] ?? 0) < QUESTIONS), [])
  t.ok(firsts.every(first => first > 0 && Number.isSafeInteger(first + QUESTIONS)))
})
