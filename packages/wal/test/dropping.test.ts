/**
 * Dropping history never leaves a gap, wherever the power is cut: what is there afterwards is the end of the log.
 * Method: a log of several segments; the power is cut at each operation of the drop, and sectors survive by chance.
 */
import { index, prng } from '@hivemind/base'
import t from 'tap'
import { batch, contents, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk, PowerCut } from './fixtures/memory-disk.ts'

const LAST = 60
const KEEP_FROM = 45

/** @returns operations before the drop, or the number of those that were performed when the power was cut */
async function run (disk: MemoryDisk): Promise<number> {
  let before = 0
  try {
    const wal = await openSmall(disk)
    for (let at = 1; at <= LAST; at++) await wal.append(batch([entry(at, 1)]))
    before = disk.operations
    await wal.dropBefore(index(KEEP_FROM))
  } catch (error) {
    if (!(error instanceof PowerCut || (error as Error).cause instanceof PowerCut)) throw error
  }
  return before
}

t.test('a power cut while history is dropped leaves no gap', async t => {
  const whole = new MemoryDisk()
  const before = await run(whole)
  t.ok(whole.operations - before >= 6, 'several segments are dropped')
  t.ok((await openSmall(whole.survivor('none'))).first() > 20)
  for (let cutAt = before + 1; cutAt <= whole.operations; cutAt++) {
    const disk = new MemoryDisk()
    disk.cutAt = cutAt
    await run(disk)
    for (const survivor of [disk.survivor('none'), disk.survivor({ prng: prng(cutAt) })]) {
      const wal = await openSmall(survivor)
      t.same(wal.restored.damage, [], `cut at ${cutAt}`)
      t.ok(wal.first() <= KEEP_FROM)
      t.equal((await contents(wal)).length, LAST - wal.first() + 1)
    }
  }
})

t.test('the entry that is named is kept, wherever segments end', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  for (let at = 1; at <= LAST; at++) await wal.append(batch([entry(at, 1)]))
  let firsts = 0
  for (let at = 1, before = wal.first(); at <= LAST; at++) {
    const first = await wal.dropBefore(index(at))
    t.ok(first <= at, `entry ${at} is kept: the first one is ${first}`)
    if (first > before) firsts++
    before = first
  }
  t.ok(firsts > 3, 'segments were dropped on the way')
})
