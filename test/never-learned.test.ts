/**
 * Goal: whatever happens to a member, every other one learns of it (serf: in two of three runs one of sixty never did).
 * Method: eight real agents, each heard on the stream of its own log; some are killed, leave and join, and events are
 * sent, one after the other. `npm run bench -- membership` does the same to more of them and takes the time.
 */
import t from 'tap'
import { hivemindCrowd } from '../bench/measure/crowd-hivemind.ts'
import { liveThrough } from '../bench/measure/rounds.ts'

const RUNS = 2

t.setTimeout(240_000)

t.test('everybody learns of a kill, a leave, a join and an event', async t => {
  const crowd = await hivemindCrowd()
  t.teardown(() => crowd.stop())
  await crowd.grow(8)
  const { never, times } = await liveThrough(crowd, RUNS, line => t.comment(line))
  t.same(never, { killed: 0, left: 0, joined: 0, event: 0 })
  t.same(times, { killed: RUNS, left: RUNS, joined: RUNS, event: RUNS })
})
