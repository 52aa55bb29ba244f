/**
 * A commit index that comes with a truncation covers the new entries, and never those that are about to be cut: they
 * were of another leader, and applied they would part this node from all others. Method: the power goes at each
 * operation of such an append, alone and behind others.
 */
import { prng } from '@hivemind/base'
import t from 'tap'
import { batch, contents, entry, openSmall } from './fixtures/logs.ts'
import { MemoryDisk, PowerCut } from './fixtures/memory-disk.ts'

type Script = (disk: MemoryDisk) => Promise<void>

const rivals = [entry(2, 3), entry(3, 3)]

const scripts: ReadonlyArray<readonly [what: string, run: Script]> = [
  ['a new term, a cut and a commit index', async disk => {
    const wal = await openSmall(disk)
    await wal.append(batch([entry(1, 1), entry(2, 2), entry(3, 2)], { hard: [2, 'a'], commit: 1 }))
    await wal.append(batch(rivals, { hard: [3, null], from: 2, commit: 3 }))
  }],
  ['the same while others wait', async disk => {
    const wal = await openSmall(disk)
    await Promise.all([
      wal.append(batch([entry(1, 1)], { hard: [2, 'a'], commit: 1 })),
      wal.append(batch([entry(2, 2), entry(3, 2)])),
      wal.append(batch([], { hard: [3, null] })),
      wal.append(batch(rivals, { from: 2, commit: 3 }))
    ])
  }],
  // Whether a sector ends between the copy and the cut depends on what lies before them.
  ...[0, 90, 180, 270, 360, 450].map(bytes =>
    [`a copy of the state before the cut, ${bytes} bytes on`, copied(bytes)] as const)
]

/** So many records since the last state that the write of the cut begins with a copy of it. */
function copied (bytes: number): Script {
  return async disk => {
    const wal = await openSmall(disk)
    await wal.append(batch([], { hard: [3, null] }))
    await wal.append(batch([entry(1, 1, 'x'.repeat(bytes)), entry(2, 2), entry(3, 2)], { commit: 1 }))
    await wal.append(batch(rivals, { from: 2, commit: 3 }))
  }
}

/** Run until the power goes. */
async function untilDark (run: Script, disk: MemoryDisk): Promise<void> {
  try { await run(disk) } catch (error) {
    if (!(error instanceof PowerCut || (error as Error).cause instanceof PowerCut)) throw error
  }
}

for (const [what, run] of scripts) {
  t.test(what, async t => {
    const whole = new MemoryDisk()
    await run(whole)
    t.match((await openSmall(whole.survivor('none'))).restored, { lastIndex: 3, lastTerm: 3, commit: 3 })
    const wrong: string[] = []
    for (let cutAt = 1; cutAt <= whole.operations; cutAt++) {
      for (let seed = 0; seed <= 20; seed++) {
        const disk = new MemoryDisk()
        disk.cutAt = cutAt
        await untilDark(run, disk)
        const wal = await openSmall(disk.survivor(seed === 0 ? 'all' : { prng: prng(seed) }))
        const applied = (await contents(wal)).slice(0, wal.restored.commit)
        if (applied.some(text => text.includes('term 2')))
          wrong.push(`cut at ${cutAt}, seed ${seed}: ${applied.join()}`)
      }
    }
    t.same(wrong, [])
  })
}
