/**
 * Goal: processes of a machine are as the log wants them, over restarts of the agent, and nothing is ever run twice.
 * Method: the real room of the agent around a state that the test writes, with small shells as processes. Each writes
 * its pid into a file when it begins, so that it is known how many began.
 */
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeId } from '@hivemind/base'
import type { Control, ProcessDefinition, Resource } from '@hivemind/control'
import t from 'tap'
import { type Observed, observedIn } from '../src/processes/observed.ts'
import { endAll, Processes } from '../src/processes/processes.ts'
import { MARK } from '../src/processes/system.ts'

const room = mkdtempSync(join(tmpdir(), 'hm-processes-'))
const self = nodeId('a')
const log = { info () {}, warn () {} }

/** One machine whose log the test writes. */
class World {
  readonly resources = new Map<string, Resource>()
  readonly below = new Map([[self, new Set<string>()]])
  readonly facts = new Map<string, Uint8Array>()
  readonly directory = mkdtempSync(join(room, 'agent-'))
  #processes = this.#begin()

  #begin (): Processes {
    const { resources, below } = this
    const control = { resources, below, members: new Map([[self, { id: self, name: 'a' }]]) }
    return new Processes({
      self, dataDirectory: this.directory, log, control: () => control as unknown as Control,
      publish: facts => {
        for (const { key, value } of facts) {
          if (value === null) this.facts.delete(key)
          else this.facts.set(key, value)
        }
      }
    })
  }

  get processes (): Processes { return this.#processes }

  put (id: string, definition: ProcessDefinition): void {
    const version = (this.resources.get(id)?.version ?? 0) + 1
    this.resources.set(id, {
      id, kind: 'process', name: `a.${id}`, definition: { ...definition }, tags: {}, parent: self, keys: [], version,
      createdIndex: 1, createdAt: 0, changedIndex: 1, changedAt: 0
    } as unknown as Resource)
    this.below.get(self)?.add(id)
    this.#processes.look()
  }

  want (id: string, wanted: 'online' | 'offline', over: Partial<ProcessDefinition> = {}): void {
    this.put(id, { ...this.resources.get(id)?.definition as unknown as ProcessDefinition, wanted, ...over })
  }

  drop (id: string): void {
    this.resources.delete(id)
    this.below.get(self)?.delete(id)
    this.#processes.look()
  }

  seen (id: string): Observed | null { return observedIn(this.facts, id) }

  async becomes (id: string, state: Observed['state'] | null): Promise<Observed | null> {
    const version = this.resources.get(id)?.version
    const end = Date.now() + 60_000
    for (;;) {
      const seen = this.seen(id)
      if ((seen?.state ?? null) === state && (state === null || seen?.version === version)) return seen
      if (Date.now() > end) throw new Error(`${id} is ${JSON.stringify(seen)}, expected ${state}`)
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  /** The agent ends, and another life of it begins. */
  restart (): void { this.#processes.stop(); this.facts.clear(); this.#processes = this.#begin() }
}

const shell = (script: string, over: Partial<ProcessDefinition> = {}): ProcessDefinition => ({
  role: 'web', template: 'site', instance: 1, managed: true, wanted: 'online',
  command: ['/bin/sh', '-c', `echo $$ >> began; ${script}`], environment: { COLOUR: 'red' },
  endpoints: [{ name: 'http', port: 8_080 }], check: { type: 'none' }, restarts: 1,
  stop: { signal: 'SIGTERM', ms: 5_000, kills: true }, settings: {}, ...over
})
const FOREVER = 'while :; do sleep 0.05; done'
const DEAF = `trap "" TERM; echo deaf; ${FOREVER}`

const homeOf = (world: World, id: string): string => join(world.directory, 'processes', id)
const begun = (world: World, id: string): string[] => {
  try { return readFileSync(join(homeOf(world, id), 'work', 'began'), 'utf8').trim().split('\n') } catch { return [] }
}
const isThere = (pid: number): boolean => {
  try { return !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) } catch { return false }
}
async function until (what: string, look: () => boolean): Promise<void> {
  const end = Date.now() + 60_000
  while (!look()) {
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

const worlds: World[] = []
const world = (): World => {
  const made = new World()
  worlds.push(made)
  return made
}
t.teardown(async () => {
  for (const { processes, directory } of worlds) {
    processes.stop()
    await endAll(directory, log, 200)
  }
  rmSync(room, { recursive: true, force: true })
})

t.test('what is wanted runs with its own environment, is kept over restarts, and ends when it is not', async t => {
  const here = world()
  here.put('p1', shell(`echo $COLOUR $PORT_HTTP $HIVEMIND_PROCESS; ${FOREVER}`))
  const first = await here.becomes('p1', 'ONLINE')
  t.same(begun(here, 'p1'), [String(first?.pid)])
  t.same(here.processes.printed('p1', 10), ['red 8080 a.p1'])
  t.throws(() => here.processes.printed('p9', 10), { code: 'HIVE_PROCESS_ELSEWHERE' })

  here.restart()
  t.same(await here.becomes('p1', 'ONLINE'), first, 'nothing is said otherwise than before')
  // An agent that was killed before it wrote the pid down finds it by its mark.
  here.processes.stop()
  const file = join(homeOf(here, 'p1'), 'process.json')
  const kept = JSON.parse(readFileSync(file, 'utf8')) as object
  writeFileSync(file, JSON.stringify({ ...kept, born: null, phase: 'starting' }))
  here.restart()
  t.equal((await here.becomes('p1', 'ONLINE'))?.pid, first?.pid)
  t.equal(begun(here, 'p1').length, 1, 'it was started once')
  t.match(readFileSync(`/proc/${first?.pid}/environ`, 'utf8'), MARK)

  here.want('p1', 'offline')
  t.equal((await here.becomes('p1', 'OFFLINE'))?.pid, null)
  t.notOk(isThere(Number(first?.pid)))
  here.restart()
  await here.becomes('p1', 'OFFLINE')
  here.want('p1', 'online')
  await here.becomes('p1', 'ONLINE')
  t.equal(begun(here, 'p1').length, 2)
  here.drop('p1')
  await here.becomes('p1', null)
  t.same(begun(here, 'p1'), [], 'nothing is left of what was removed')
})

t.test('one that ends by itself is started again, and left alone when it does so too often', async t => {
  const here = world()
  here.put('p1', shell('exit 3'))
  here.put('p2', shell('', { command: ['/nowhere/at/all'] }))
  t.match(await here.becomes('p1', 'FAILED'), { ends: 2, problem: /ended with code 3/ })
  t.match(await here.becomes('p2', 'FAILED'), { problem: /could not be started.*ENOENT/ })
  t.equal(begun(here, 'p1').length, 2)
  here.restart()
  await here.becomes('p1', 'FAILED')
  t.equal(begun(here, 'p1').length, 2, 'a restart of the agent is no new wish')
  here.want('p1', 'online')
  await here.becomes('p1', 'FAILED')
  t.equal(begun(here, 'p1').length, 4)
})

t.test('one that is restarted is another process then, also when its agent ended on the way', async t => {
  const here = world()
  here.put('p1', shell(FOREVER))
  const first = await here.becomes('p1', 'ONLINE')
  here.want('p1', 'online', { restarted: 2 })
  const second = await here.becomes('p1', 'ONLINE')
  t.not(second?.pid, first?.pid)
  t.notOk(isThere(Number(first?.pid)))
  t.equal(second?.ends, 0, 'it is no end of its own')

  here.processes.stop()
  here.want('p1', 'online', { restarted: 3 })
  t.ok(isThere(Number(second?.pid)))
  here.restart()
  const third = await here.becomes('p1', 'ONLINE')
  t.not(third?.pid, second?.pid)
  t.equal(begun(here, 'p1').length, 3)
  here.restart()
  t.same(await here.becomes('p1', 'ONLINE'), third, 'once for each wish')
})

t.test('one that ended while the agent was away is started again', async t => {
  const here = world()
  here.put('p1', shell(FOREVER))
  const before = await here.becomes('p1', 'ONLINE')
  here.processes.stop()
  process.kill(Number(before?.pid), 'SIGKILL')
  await until('it is gone', () => !isThere(Number(before?.pid)))
  here.restart()
  const after = await here.becomes('p1', 'ONLINE')
  t.not(after?.pid, before?.pid)
  t.equal(begun(here, 'p1').length, 2)
})

t.test('one that does not obey is killed, or FAILED where it must not be', async t => {
  const here = world()
  here.put('p1', shell(DEAF, { stop: { signal: 'SIGTERM', ms: 100, kills: true } }))
  here.put('p2', shell(DEAF, { stop: { signal: 'SIGTERM', ms: 100, kills: false } }))
  for (const id of ['p1', 'p2']) {
    await here.becomes(id, 'ONLINE')
    await until('it is deaf', () => here.processes.printed(id, 1).includes('deaf'))
    here.want(id, 'offline')
  }
  t.match(await here.becomes('p1', 'OFFLINE'), { problem: /was killed/ })
  const left = await here.becomes('p2', 'FAILED')
  t.match(left, { problem: /not to be killed/ })
  t.ok(isThere(Number(left?.pid)), 'it runs still')
  here.drop('p2')
  await here.becomes('p2', null)
  process.kill(-Number(left?.pid), 'SIGKILL')
})

t.test('one with a port works when that answers', async t => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  const here = world()
  here.put('p1', shell(FOREVER, { check: { type: 'tcp', port } }))
  await until('it says why not', () => here.seen('p1')?.problem.includes(`port ${port}`) === true)
  t.equal(here.seen('p1')?.state, 'STARTING')
  server.listen(port, '127.0.0.1')
  await here.becomes('p1', 'ONLINE')
  server.close()
})

t.test('what is not managed is watched by its pid file, and never touched', async t => {
  const here = world()
  const path = join(room, 'own.pid')
  const check = { type: 'pid-file', path } as const
  const own = shell('', { managed: false, wanted: 'watched', command: [], endpoints: [], check })
  here.put('p1', own)
  await here.becomes('p1', 'OFFLINE')
  writeFileSync(path, `${process.pid}\n`)
  await here.becomes('p1', 'ONLINE')
  here.drop('p1')
  await here.becomes('p1', null)
  here.put('p1', own)
  await here.becomes('p1', 'ONLINE')
  writeFileSync(path, '4194305\n') // Beyond the highest pid there is (proc_sys_kernel(5)).
  t.match(await here.becomes('p1', 'FAILED'), { problem: /names 4194305, which is gone/ })
  await endAll(here.directory, log)
})

t.test('a machine that is no member any more ends what it had started', async t => {
  const here = world()
  here.put('p1', shell(FOREVER))
  here.put('p2', shell(DEAF))
  const pids = [await here.becomes('p1', 'ONLINE'), await here.becomes('p2', 'ONLINE')].map(seen => Number(seen?.pid))
  here.processes.stop()
  await endAll(here.directory, log, 200)
  await until('both are gone', () => !pids.some(isThere))
  t.same(begun(here, 'p1'), [])
})

t.test('a record that cannot be read is as good as none', async t => {
  const here = world()
  const home = homeOf(here, 'p1')
  mkdirSync(home, { recursive: true })
  appendFileSync(join(home, 'process.json'), '{"pid":')
  here.put('p1', shell(FOREVER))
  await here.becomes('p1', 'ONLINE')
  t.equal(begun(here, 'p1').length, 1)
})
