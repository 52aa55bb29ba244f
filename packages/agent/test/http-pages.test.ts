/**
 * Goal: a thousand followers of the log cost one reading of the disk, and each gets every entry once and in order.
 * Method: the pages over a log that counts how often it is read, with followers that begin and advance at random.
 */
import { refuse } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import t from 'tap'
import { Pages } from '../src/http/pages.ts'
import type { LogRow, NodePort } from '../src/node-port.ts'

/** A log of so many entries, each with a text of `bytes`. */
class CountedLog implements Pick<NodePort, 'readLog'> {
  readonly rows: LogRow[] = []
  reads = 0
  #bytes: number

  constructor (entries: number, bytes = 10) {
    this.#bytes = bytes
    while (this.rows.length < entries) this.grow()
  }

  grow (): void {
    const index = this.rows.length + 1
    const envelope = { type: 'event-appended', body: { event: 'tick', payload: 'x'.repeat(this.#bytes) } }
    this.rows.push({ index, term: 1, kind: 'command', epoch: 1, hash: '', envelope } as unknown as LogRow)
  }

  async readLog (from: number, limit: number): Promise<readonly LogRow[]> {
    this.reads++
    await new Promise(setImmediate)
    return this.rows.slice(from - 1, from - 1 + limit)
  }
}

const idsIn = (bytes: Uint8Array): number[] =>
  [...Buffer.from(bytes).toString().matchAll(/^id: (\d+)$/gm)].map(found => Number(found[1]))

t.test('those that stand alike share one reading', async t => {
  const log = new CountedLog(5)
  const pages = new Pages(log)
  const got = await Promise.all(Array.from({ length: 100 }, () => pages.from(3, 5)))
  t.equal(log.reads, 1)
  for (const { bytes, next } of got) t.same([idsIn(bytes), next], [[3, 4, 5], 6])
  t.same((await pages.from(3, 5)).next, 6)
  t.equal(log.reads, 1, 'who comes a little later too')
})

t.test('who asks for more than a kept page has is given it', async t => {
  const log = new CountedLog(3)
  const pages = new Pages(log)
  await pages.from(3, 3)
  log.grow()
  t.same(idsIn((await pages.from(3, 4)).bytes), [3, 4])
})

t.test('followers at any places, over a log that grows, get each entry once and in order', async t => {
  const log = new CountedLog(1_000)
  const pages = new Pages(log)
  const follow = async (from: number): Promise<readonly number[]> => {
    const seen: number[] = []
    for (let next = from; next <= 1_200;) {
      const page = await pages.from(next, log.rows.length)
      seen.push(...idsIn(page.bytes))
      next = page.next
      if (log.rows.length < 1_200) log.grow()
    }
    return seen
  }
  const begins = Array.from({ length: 40 }, (_, at) => 1 + at * 29)
  const all = await Promise.all(begins.map(follow))
  for (const [at, seen] of all.entries()) {
    const from = begins[at] ?? 0
    t.same(seen, Array.from({ length: 1_200 - from + 1 }, (_, more) => from + more), `from ${from}`)
  }
})

t.test('what is kept is bounded', async t => {
  const log = new CountedLog(100, 1024 * 1024)
  const pages = new Pages(log)
  for (let at = 1; at <= 20; at++) await pages.from(at, at)
  const { reads } = log
  await pages.from(20, 20)
  t.equal(log.reads, reads, 'the newest are there')
  await pages.from(1, 1)
  t.equal(log.reads, reads + 1, 'the oldest are not')
})

t.test('a reading that is refused is tried anew by the next one', async t => {
  const log = new CountedLog(3)
  let refused = true
  const pages = new Pages({
    readLog: async (from, limit) => {
      if (refused) throw new HivemindError(refuse('HIVE_LOG_COMPACTED', 'not kept'))
      return await log.readLog(from, limit)
    }
  })
  await t.rejects(pages.from(1, 3), { code: 'HIVE_LOG_COMPACTED' })
  refused = false
  t.same(idsIn((await pages.from(1, 3)).bytes), [1, 2, 3])
})
