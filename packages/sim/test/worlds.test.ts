/**
 * Goal: no seed ever breaks a promise of Raft or of the kernel while faults last, and once they stop every seed comes
 * to life again.
 *
 * Method: a world of nodes, disks, a network and clients is drawn from each seed and watched by all checkers. Replay a
 * failure with the command that it prints.
 */
import t from 'tap'
import { add, failureText, run, type Summary, summary, type WorldName } from '../src/index.ts'
import { RARE, REGRESSIONS } from './seeds.ts'

async function live (world: WorldName, from: number, seeds: number): Promise<Summary> {
  const sum = summary()
  for (let seed = from; seed < from + seeds; seed++) add(sum, await run({ world, seed }))
  for (const { seed } of RARE.filter(one => one.world === world)) add(sum, await run({ world, seed }))
  return sum
}

t.test('240 raft worlds keep every promise, and the faults really happen', async t => {
  const { failures, took } = await live('raft', 1, 240)
  t.same(failures.map(failureText), [])
  for (const what of [
    'messages lost', 'messages doubled', 'messages replayed', 'messages overtaken', 'messages cut off', 'two-way cuts',
    'one-way cuts', 'crashes', 'writes lost in crashes', 'entries lost by damaged disks', 'damaged logs repaired',
    'disks that hung', 'snapshots installed', 'logs truncated', 'proposals overwritten', 'voter changes asked for',
    'joint changes asked for', 'transfers asked for', 'reads served', 'commands acknowledged', 'blackouts',
    'bursts of commands', 'clocks that drift', 'processes paused', 'directed cuts that leave somebody a quorum',
    'transfers in peace', 'changes in peace'
  ]) t.ok((took[what] ?? 0) > 0, what)
})

t.test('70 kernel worlds keep every promise, and the faults really happen', async t => {
  const { failures, took } = await live('kernel', 1, 70)
  t.same(failures.map(failureText), [])
  for (const what of [
    'messages lost', 'messages overtaken', 'two-way cuts', 'one-way cuts', 'one-way cuts that nobody is told of',
    'crashes', 'power cuts', 'processes killed', 'crashes between two effects', 'power cuts while a disk writes',
    'sectors lost in power cuts', 'disks that hung', 'disks that hung for 30 s', 'disks that filled up',
    'stopped by HIVE_WAL_FULL', 'syncs that failed', 'stopped by HIVE_WAL_FAILED', 'bits that flipped',
    'writes that left stale sectors', 'writes that went elsewhere', 'disks found with: torn-tail',
    'disks found with: damaged', 'damaged logs repaired', 'processes paused',
    'clocks that drift', 'clocks that jumped', 'connections closed', 'frames lost with their connection',
    'snapshots installed', 'logs truncated', 'fenced with HIVE_TOKEN_FORGED', 'fenced with HIVE_TOKEN_USED',
    'fenced with HIVE_MEMBER_CUT', 'wishes fulfilled: voter-wanted', 'wishes fulfilled: voter-unwanted',
    'wishes fulfilled: voter-replaced', 'wishes fulfilled: member-removed',
    'wishes fulfilled: epoch-bumped', 'transfers asked for', 'subscriptions resumed', 'reads served',
    'commands acknowledged', 'blackouts', 'snapshots taken', 'entries that a source left out',
    'disks that somebody emptied', 'fenced with HIVE_JOIN_AMNESIA'
  ]) t.ok((took[what] ?? 0) > 0, what)
})

t.test('in 10 worlds with tasks each is done once and in order, each tick counts once, one holder acts', async t => {
  const { failures, took } = await live('tasks', 1, 10)
  t.same(failures.map(failureText), [])
  for (const what of [
    'attempts run', 'attempts interrupted', 'outcomes found on disks', 'tasks done', 'crashes', 'leaders elected',
    'wishes fulfilled: task-added', 'wishes fulfilled: role-enabled', 'ticks applied', 'grants applied',
    'jobs taken over by another leader', 'acts of holders', 'acts refused for an old fence'
  ]) t.ok((took[what] ?? 0) > 0, what)
})

for (const { world, seed, showed } of REGRESSIONS) {
  t.test(`${world} seed ${seed} holds: ${showed}`, async t => {
    const sum = summary()
    add(sum, await run({ world, seed }))
    t.same(sum.failures.map(failureText), [])
  })
}
