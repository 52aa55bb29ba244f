/**
 * A power cut in the middle of a write that holds a vote is no amnesia, whichever sectors survive: amnesia costs the
 * node its identity. Method: appends that wait together, with votes between large entries; cut at each operation.
 */

import { prng } from '@hivemind/base'
import t from 'tap'
import { openWal, type Wal } from '../src/index.ts'
import { batch, entry, SMALL } from './fixtures/logs.ts'
import { MemoryDisk, PowerCut } from './fixtures/memory-disk.ts'

const open = (fs: MemoryDisk): Promise<Wal> => openWal({ ...SMALL, segmentBytes: 64 * 1024, ringSlots: 64, fs })
const large = 'x'.repeat(600)

async function run (disk: MemoryDisk): Promise<void> {
  try {
    const wal = await open(disk)
    await Promise.all([
      wal.append(batch([entry(1, 1, large)])),
      wal.append(batch([], { hard: [1, 'a'] })),
      wal.append(batch([entry(2, 2, large), entry(3, 2, large)], { hard: [2, 'b'] })),
      wal.append(batch([entry(2, 3, large), entry(3, 3, large)], { hard: [3, 'c'], from: 2 }))
    ])
  } catch (error) {
    if (!(error instanceof PowerCut || (error as Error).cause instanceof PowerCut)) throw error
  }
}

t.test('a torn vote is never amnesia', async t => {
  const whole = new MemoryDisk()
  await run(whole)
  const hard = (await open(whole.survivor('none'))).restored.hard
  t.equal(`${hard.term} ${hard.votedFor}`, '3 c', 'the script runs to its end')
  const outcomes = new Map<string, number>()
  for (let seed = 1; seed <= 40; seed++) {
    for (let cutAt = 1; cutAt <= whole.operations; cutAt++) {
      const disk = new MemoryDisk()
      disk.cutAt = cutAt
      await run(disk)
      const { damage } = (await open(disk.survivor({ prng: prng(seed) }))).restored
      for (const { type } of damage) outcomes.set(type, (outcomes.get(type) ?? 0) + 1)
    }
  }
  t.comment(outcomes)
  t.equal(outcomes.get('amnesia'), undefined)
  t.equal(outcomes.get('damaged'), undefined, 'a power cut damages nothing that was acknowledged')
  t.ok((outcomes.get('torn-tail') ?? 0) > 0, 'writes are torn')
})
