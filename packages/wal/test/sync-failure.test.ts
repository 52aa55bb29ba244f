/**
 * Goal: after a failed fsync nothing is acknowledged any more, though the next fsync would succeed (the kernel calls
 * the lost pages clean). Method: for every n, the nth sync fails; what was acknowledged is on the surviving disk.
 */

import { index } from '@hivemind/base'
import t from 'tap'
import { batch, contents, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk } from './fixtures/memory-disk.ts'

const ENTRIES = 40

async function run (disk: MemoryDisk): Promise<{ acknowledged: number, after: number, codes: Set<unknown> }> {
  const codes = new Set<unknown>()
  let [acknowledged, after] = [0, 0]
  try {
    const wal = await openSmall(disk)
    for (let at = 1; at <= ENTRIES; at++) {
      const appended = await wal.append(batch([entry(at, 1)], { hard: [Math.ceil(at / 5), 'a'] })).then(
        () => true,
        error => {
          codes.add(error.code)
          return false
        }
      )
      if (appended && codes.size > 0) after++
      if (appended) acknowledged = at
    }
    await wal.close()
  } catch (error) {
    codes.add((error as { code: unknown }).code)
  }
  return { acknowledged, after, codes }
}

t.test('the nth sync fails, for every n', async t => {
  const whole = new MemoryDisk()
  await run(whole)
  t.ok(whole.syncs > ENTRIES)
  for (let nth = 1; nth <= whole.syncs; nth++) {
    const disk = new MemoryDisk()
    disk.failSyncAt = nth
    const { acknowledged, after, codes } = await run(disk)
    if (after > 0) t.fail(`sync ${nth}: ${after} appends were acknowledged after the failure`)
    // The last segment prepared in the background may never be used; nobody needs to hear of it.
    if (codes.size > 0) t.strictSame([...codes], ['HIVE_WAL_FAILED'])
    else t.ok(acknowledged === ENTRIES, `sync ${nth} was not needed`)
    const wal = await openSmall(disk.survivor('none'))
    const lasting = await contents(wal)
    if (lasting.length < acknowledged) t.fail(`sync ${nth}: ${lasting.length} entries last, ${acknowledged} were acknowledged`)
  }
})

t.test('appends that wait behind a failed one are rejected too, and the log ends where it is durable', async t => {
  const disk = new MemoryDisk()
  const wal = await openSmall(disk)
  await wal.append(batch([entry(1, 1)]))
  disk.failSyncAt = disk.syncs + 1
  const first = wal.append(batch([entry(2, 1)]))
  const waiting = [batch([entry(3, 1)]), batch([entry(4, 1)])].map(one => wal.append(one))
  await t.rejects(first, { code: 'HIVE_WAL_FAILED', refusal: { changed: 'unknown' } })
  for (const one of waiting) await t.rejects(one, { code: 'HIVE_WAL_FAILED' })
  await t.rejects(wal.append(batch([entry(2, 1)])), { code: 'HIVE_WAL_FAILED' })
  await t.rejects(wal.setRepaired(), { code: 'HIVE_WAL_FAILED' })
  t.equal(wal.last().index, 1)
  t.equal((await wal.read(index(1), index(9), 1000)).length, 1, 'reading goes on')
  await wal.close()
})
