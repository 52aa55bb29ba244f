/**
 * Goal: when a sync fails, the agent ends with a clear word, and nothing that the sync covered was acknowledged.
 * `npm run torture -- --faults fsync` does every position from 1 to 50.
 * Method: strace fails the nth call of a founder; then the power goes, which takes what was not synced.
 */
import t from 'tap'
import { noImages } from './image.ts'
import { noTracing, SyncTrial } from './syncs.ts'
import { Undoing } from './undoing.ts'

const undoing = new Undoing()
t.teardown(() => undoing.run())
t.setTimeout(240_000)

t.test('the nth sync fails', { skip: noTracing() || noImages('ext4') }, async t => {
  const trial = new SyncTrial(undoing)

  await t.test('of the log while events are appended: it stops at once', async t => {
    const { failed, code, wrong, acknowledged } = await trial.fail('fdatasync', 20)
    t.same(wrong, [])
    t.match(failed, /\/wal\//)
    t.equal(code, 1)
    t.ok(acknowledged > 0)
  })

  await t.test('of the log before the cluster is founded: it can be founded again', async t => {
    const { failed, code, wrong } = await trial.fail('fdatasync', 5)
    t.same(wrong, [])
    t.match(failed, /\/wal\//)
    t.equal(code, 1)
  })

  await t.test('of a file beside the log: its last word names the disk', async t => {
    const { failed, code, wrong } = await trial.fail('fsync', 5)
    t.same(wrong, [])
    t.match(failed, /\/fsync-5/)
    t.equal(code, 1)
  })
})
