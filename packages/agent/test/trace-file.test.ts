/**
 * Goal: a trace is whole lines, in order, bounded, and never in the way of the agent.
 * Method: rows of a real machine into files of a temporary directory.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { index, nodeId, prng, term, ticks } from '@hivemind/base'
import { initialRow, start } from '@hivemind/raft'
import t from 'tap'
import { TraceFile } from '../src/trace-file.ts'
import { newDirectory } from './fixtures/disk.ts'

const ROW = initialRow(start({
  self: nodeId('a'), seed: prng(1), hard: { term: term(0), votedFor: null }, snapshot: null, entries: [],
  commit: index(0), repair: null,
  times: { heartbeatTicks: ticks(2), electionTicksMin: ticks(10), doubtTicks: ticks(20) }
}))

const numbersIn = (path: string): readonly number[] =>
  readFileSync(path, 'utf8').trimEnd().split('\n').map(line => (JSON.parse(line) as { number: number }).number)
const neverFails = (error: unknown): never => { throw error }

t.test('lines of one turn are written in order, and more is added to them', async t => {
  const path = join(newDirectory(t), 'trace.ndjson')
  const trace = new TraceFile({ path, failed: neverFails })
  trace.write([ROW, ROW])
  trace.write([ROW])
  await new Promise(resolve => setImmediate(resolve))
  t.same(numbersIn(path), [1, 2, 3])
  t.match(JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? ''), {
    event: 'InitState',
    node: 'a',
    term: 0,
    log: 0
  })
  trace.close()
  const next = new TraceFile({ path, failed: neverFails })
  next.write([ROW])
  next.close()
  t.same(numbersIn(path), [1, 2, 3, 1], 'a new life counts from one')
})

t.test('a full file is put aside, and only one of those is kept', async t => {
  const path = join(newDirectory(t), 'trace.ndjson')
  const trace = new TraceFile({ path, bytesMax: 1_000, failed: neverFails })
  for (let turn = 0; turn < 30; turn++) {
    trace.write([ROW])
    trace.flush()
  }
  trace.close()
  const [old, now] = [numbersIn(`${path}.1`), numbersIn(path)]
  t.equal(old.at(-1), (now[0] ?? 0) - 1, 'no line is lost between the two')
  t.equal(now.at(-1), 30)
  t.notOk(existsSync(`${path}.2`))
  t.ok(readFileSync(`${path}.1`).length < 2_000, 'a file is bounded')
})

t.test('a trace that cannot be written any more ends, and says so once', async t => {
  const directory = newDirectory(t)
  const path = join(directory, 'trace.ndjson')
  const errors: unknown[] = []
  const trace = new TraceFile({ path, bytesMax: 1, failed: error => errors.push(error) })
  trace.write([ROW])
  trace.flush()
  rmSync(directory, { recursive: true })
  trace.write([ROW])
  trace.flush()
  trace.write([ROW])
  trace.flush()
  trace.close()
  t.equal(errors.length, 1)
  t.match(errors, [{ code: 'ENOENT' }])
})

t.test('a file that cannot be opened is refused', async t => {
  const path = join(newDirectory(t), 'no', 'trace.ndjson')
  t.throws(() => new TraceFile({ path, failed: neverFails }), { code: 'HIVE_AGENT_TRACE' })
})
