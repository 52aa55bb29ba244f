import { LIMITS } from '@hivemind/base'
import t from 'tap'
import { API_LIMITS } from '../src/index.ts'

t.test('a client has no more events on the way than a session remembers answers', async t => {
  t.ok(API_LIMITS.sequenceWindow <= LIMITS.sessionAnswersMax)
  t.ok(API_LIMITS.batchEventsMax <= API_LIMITS.sequenceWindow)
})
