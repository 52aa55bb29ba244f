/**
 * Goal: tasks of a queue are done by every target once and in order, while the leader is killed on the way and a target
 * is away; a person sees what became of them.
 * Method: real agents; the action writes a line for each task into a file of its machine, if it is not there.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Fleet, expectOk as ok, until } from './fleet.ts'

t.setTimeout(400_000)
const room = mkdtempSync(join(tmpdir(), 'hm-tasks-'))
const fleet = new Fleet()
t.teardown(async () => {
  await fleet.stop()
  rmSync(room, { recursive: true, force: true })
})

const TARGETS = ['a', 'b', 'c', 'd']
const linesOf = (name: string): string[] => {
  try { return readFileSync(join(room, name), 'utf8').trim().split('\n') } catch { return [] }
}

t.test('a queue goes on over the end of its leader and of a target', async t => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
  const at = join(room, 'scribe.ts')
  writeFileSync(at, `import { appendFile, readFile } from 'node:fs/promises'
  import { join } from 'node:path'
  import { defineRole } from '@hivemind/role'
  import { z } from 'zod'
  export const role = defineRole({
    name: 'scribe', version: '1.0.0', holders: 'every', config: z.object({ room: z.string() }),
    select: () => 0, reconcile () {},
    actions: {
      write: {
        about: 'writes a line, once', input: z.object({ line: z.string() }),
        async run ({ line }, { config, self }) {
          const path = join(config.room, self.name)
          const before = await readFile(path, 'utf8').catch(() => '')
          if (!before.split('\\n').includes(line)) await appendFile(path, line + '\\n')
          return line
        }
      },
      refuse: { input: z.object({}), run () { throw new Error('it will not') } }
    }
  })`)
  ok(await fleet.on('a', ['role', 'enable', at, '--config', JSON.stringify({ room }), '--timeout', '60s']))
  const direct = ok(await fleet.on('a', ['task', 'run', 'scribe', 'write', '-i', '{"line":"first"}']))
  t.match(direct.stdout, /state +done: 4\/4 done/)
  t.same(TARGETS.map(name => linesOf(name)), TARGETS.map(() => ['first']))
  const failed = await fleet.on('b', ['task', 'run', 'scribe', 'refuse', '--on', 'c'])
  t.equal(failed.code, 1)
  t.match(failed.stdout, /c +failed +1 +c .*it will not/)

  await fleet.kill('d')
  const { client } = fleet.machine('a')
  await until('d is found away', async () =>
    (await client.members()).some(({ name, condition }) => name === 'd' && condition === 'unreachable'))
  const wanted = Array.from({ length: 20 }, (_, at) => `line-${at}`)
  for (const line of wanted) {
    const body = { id: `T-${line}`, role: 'scribe', action: 'write', input: { line }, queue: 'lines' }
    await client.call('task-add', { body })
  }
  const leader = await fleet.leader()
  await fleet.kill(leader.name)
  const left = ['a', 'b', 'c'].filter(name => name !== leader.name)
  const other = fleet.machine(left[0] ?? '').client
  await until('those who are there', async () => left.every(name => linesOf(name).length === 21))
  await fleet.start(leader.name)
  await fleet.start('d')
  const waited = ok(await fleet.on(left[0] ?? '', ['task', 'wait', 'T-line-19']))
  t.match(waited.stdout, /state +done: 4\/4 done/)
  for (const name of TARGETS) t.same(linesOf(name), ['first', ...wanted], `${name} did each once, in order`)
  const { items } = await other.call('task-list', { query: { queue: 'lines' } })
  t.same(items.map(({ state, targets }) => [state, targets.done]), wanted.map(() => ['done', 4]))
  t.match(ok(await fleet.on('d', ['task', 'ledger'])).stdout, /T-line-19 +done +\d+ +d/)
  const listed = ok(await fleet.on('a', ['task', 'list', '--all', '--limit', '1'])).stdout
  t.match(listed, /T-line-19 +done +scribe write +lines +4\/4 done/)
})
