/**
 * Goal: tasks of a queue are done by every target once and in order, while the leader is killed on the way and a target
 * is away; a person sees what became of them.
 * Method: real agents; the action writes a line for each task into a file of its machine, if it is not there.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Fleet, expectOk as ok, until } from './fleet.ts'
import { enableScribes, linesOf, numbered, wantLines, wrongWithLines } from './scribes.ts'

t.setTimeout(400_000)
const room = mkdtempSync(join(tmpdir(), 'hm-tasks-'))
const fleet = new Fleet()
t.teardown(async () => {
  await fleet.stop()
  rmSync(room, { recursive: true, force: true })
})

const TARGETS = ['a', 'b', 'c', 'd']

t.test('a queue goes on over the end of its leader and of a target', async t => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
  await enableScribes(fleet, 'a', room)
  const direct = ok(await fleet.on('a', ['task', 'run', 'scribe', 'write', '-i', '{"line":"first"}']))
  t.match(direct.stdout, /state +done: 4\/4 done/)
  t.same(TARGETS.map(name => linesOf(room, name)), TARGETS.map(() => ['first']))
  const failed = await fleet.on('b', ['task', 'run', 'scribe', 'refuse', '--on', 'c'])
  t.equal(failed.code, 1)
  t.match(failed.stdout, /c +failed +1 +c .*it will not/)

  await fleet.kill('d')
  const { client } = fleet.machine('a')
  await until('d is found away', async () =>
    (await client.members()).some(({ name, condition }) => name === 'd' && condition === 'unreachable'))
  const wanted = numbered(20)
  const through = ['a', 'b', 'c'].map(name => fleet.machine(name))
  await wantLines(() => through.map(machine => machine.client), wanted)
  const leader = await fleet.leader()
  await fleet.kill(leader.name)
  const left = ['a', 'b', 'c'].filter(name => name !== leader.name)
  await until('those who are there', async () => left.every(name => linesOf(room, name).length === 21))
  await fleet.start(leader.name)
  await fleet.start('d')
  const waited = ok(await fleet.on(left[0] ?? '', ['task', 'wait', 'T-line-19']))
  t.match(waited.stdout, /state +done: 4\/4 done/)
  const machines = [...fleet.machines.values()]
  t.same(await wrongWithLines(machines, fleet.machine(left[0] ?? ''), room, ['first', ...wanted]), [])
  t.match(ok(await fleet.on('d', ['task', 'ledger'])).stdout, /T-line-19 +done +\d+ +d/)
  const listed = ok(await fleet.on('a', ['task', 'list', '--all', '--limit', '1'])).stdout
  t.match(listed, /T-line-19 +done +scribe write +lines +4\/4 done/)
})
