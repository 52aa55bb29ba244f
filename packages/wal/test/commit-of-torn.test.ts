/**
 * Entries that are known to be committed come with a commit index that covers the last of them. A power cut may keep
 * the first ones only: what is committed then ends where the log does.
 */
import { prng } from '@hivemind/base'
import t from 'tap'
import { batch, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

/** Not much smaller than a sector, so that a power cut keeps some of them. */
const large = (index: number): ReturnType<typeof entry> => entry(index, 1, 'x'.repeat(300))

async function committed (disk: MemoryDisk): Promise<void> {
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1)], { commit: 1 }))
  await wal.append(batch([large(2), large(3), large(4)], { commit: 4 }))
}

t.test('nothing is committed that is not there', async t => {
  const whole = new MemoryDisk()
  await committed(whole)
  const [ends, wrong] = [new Set<number>(), new Set<string>()]
  for (let cutAt = 1; cutAt <= whole.operations; cutAt++) {
    for (let seed = 1; seed <= 20; seed++) {
      const disk = new MemoryDisk()
      disk.cutAt = cutAt
      await t.rejects(committed(disk))
      const { lastIndex, commit } = (await openSmall(disk.survivor({ prng: prng(seed) }))).restored
      if (commit > lastIndex) wrong.add(`cut at ${cutAt}, seed ${seed}: committed through ${commit} of ${lastIndex}`)
      ends.add(lastIndex)
    }
  }
  t.strictSame([...wrong], [])
  t.ok(ends.has(2) || ends.has(3), 'some were torn in the middle')
})
