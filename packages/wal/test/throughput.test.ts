/** Prints what this machine does on a real disk; asserts only that nothing is lost. */

import { index } from '@hivemind/base'
import t from 'tap'
import { openWal } from '../src/index.ts'
import { batch, entry } from './fixtures/logs.ts'

const ENTRIES = 100_000
const SINGLE = 1_000

t.test('100,000 entries in batches, and single commits', async t => {
  const directory = t.testdir()
  const wal = await openWal({ directory, identity: 'bench' })
  const text = 'x'.repeat(150)
  const rate = async (what: string, count: number, run: () => Promise<void>): Promise<void> => {
    const from = process.hrtime.bigint()
    await run()
    const seconds = Number(process.hrtime.bigint() - from) / 1e9
    t.comment(`${what}: ${Math.round(count / seconds)} a second`)
  }
  let at = 0
  await rate('entries appended in batches of 256', ENTRIES, async () => {
    while (at < ENTRIES) {
      await wal.append(
        batch(Array.from({ length: Math.min(256, ENTRIES - at) }, (_, nth) => entry(at + 1 + nth, 1, text)))
      )
      at = wal.last().index
    }
  })
  await rate('commits of one entry', SINGLE, async () => {
    for (let nth = 0; nth < SINGLE; nth++) await wal.append(batch([entry(++at, 1, text)]))
  })
  await rate('entries read', at, async () => {
    let count = 0
    while (count < at) count += (await wal.read(index(count + 1), index(at), 1024 * 1024)).length
  })
  await wal.close()
  await rate('entries opened', at, async () => {
    const again = await openWal({ directory, identity: 'bench' })
    t.equal(again.restored.lastIndex, at)
    t.strictSame(again.restored.damage, [])
    await again.close()
  })
})
