/**
 * Goal: people can point their own checkers at a cluster: the traces of all voters tell who led which term, through a
 * kill -9 and a clean stop, and the checker of the documentation finds a term with two leaders.
 * Method: three real voters that write traces, the published checker as a process of its own.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { agreed } from './agreeing.ts'
import { begin, Fleet, run, until } from './fleet.ts'

const CHECKER = fileURLToPath(new URL('../examples/02-check-election-safety.ts', import.meta.url))
const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(120_000)

interface Row { readonly event: string, readonly node: string, readonly term: number, readonly number: number }

const traceOf = (name: string): string => join(fleet.directory, `${name}.ndjson`)
const rowsOf = (name: string): readonly Row[] =>
  readFileSync(traceOf(name), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as Row)
const files = ['a', 'b', 'c'].map(traceOf)

t.test('the traces of three voters show one leader for each term, and the last of them', async t => {
  const machines = await fleet.voters(3)
  for (const { name } of machines) {
    await fleet.kill(name)
    await fleet.start(name, { more: ['--trace', traceOf(name)] })
  }
  const first = await fleet.leader()
  await first.client.log.append({ type: 'test.traced', payload: {} })
  await fleet.kill(first.name)
  const second = await fleet.leader()
  await second.client.log.append({ type: 'test.traced', payload: {} })
  await fleet.start(first.name, { more: ['--trace', traceOf(first.name)] })
  await agreed(machines)
  const checked = await run(files, CHECKER)
  t.match(checked, { code: 0, stdout: /lines of 3 traces: \d+ terms had a leader, none had two/ })

  const { term, name } = await second.client.status()
  const last = rowsOf(name).findLast(({ event }) => event === 'BecomeLeader')
  t.equal(last?.term, term, 'the term of the leader is the one its trace ends with')
  const lives = rowsOf(first.name).filter(({ event }) => event === 'InitState')
  t.equal(lives.length, 2, 'each life of the killed leader begins with its state')
})

t.test('a trace through the command line ends whole', async t => {
  const { name } = await fleet.leader()
  const livesOf = (): number => rowsOf(name).filter(({ number }) => number === 1).length
  const before = livesOf()
  await fleet.on(name, ['agent', 'stop'])
  fleet.machine(name).pid = 0
  const words = ['agent', 'run', '--data-dir', fleet.machine(name).dataDir, '--trace', traceOf(name)]
  const running = begin(words)
  t.teardown(() => running.child.kill('SIGKILL'))
  await until('the agent to answer', () => fleet.machine(name).client.status({ deadlineMs: 1_000 }))
  await fleet.on(name, ['agent', 'stop'])
  await running.ended
  t.ok(readFileSync(traceOf(name), 'utf8').endsWith('}\n'), 'the last line is whole')
  t.equal(livesOf(), before + 1, 'lives are told apart')
})

t.test('the checker names a term that has two leaders', async t => {
  const forged = join(fleet.directory, 'forged.ndjson')
  const stolen = rowsOf('b').concat(rowsOf('a'), rowsOf('c')).find(({ event }) => event === 'BecomeLeader')
  writeFileSync(forged, `${JSON.stringify({ ...stolen, node: 'impostor' })}\n`)
  const checked = await run([...files, forged], CHECKER)
  t.match(checked, { code: 1, stderr: new RegExp(`term ${stolen?.term} has two leaders: .*impostor`) })
})

t.test('a trace that cannot be opened is refused at the start', async t => {
  const { dataDir, name } = [...fleet.machines.values()].find(({ pid }) => pid === 0) ?? fleet.machine('a')
  if (fleet.machine(name).pid !== 0) await fleet.kill(name)
  const ran = await run(['agent', 'run', '--data-dir', dataDir, '--trace', join(fleet.directory, 'no', 'such')])
  t.match(ran, { code: 78, stderr: /HIVE_AGENT_TRACE/ })
})
