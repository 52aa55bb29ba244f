/** A vote is durable when its write is, with entries or without, in a new term or in the one that is on the disk. */
import t from 'tap'
import { batch, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

t.test('a vote that is given later in its term is remembered', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1)], { hard: [2, null] }))
  await wal.append(batch([], { hard: [2, 'b'] }))
  t.match((await openSmall(disk.survivor('none'))).restored.hard, { term: 2, votedFor: 'b' })
})

t.test('a term that begins without a vote forgets the one before', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([], { hard: [2, 'b'] }))
  await wal.append(batch([entry(1, 3)], { hard: [3, null] }))
  t.match((await openSmall(disk.survivor('none'))).restored.hard, { term: 3, votedFor: null })
})
