/**
 * Goal: a member begins in the log what its state gives it, runs it once, and reports it; what an earlier life began
 * was interrupted unless its outcome is on the disk; what is cancelled is told to end.
 * Method: the part of the agent that does tasks, over a state to which its own drafts are applied as the leader would;
 * the role is a stand-in whose actions end when the test says so.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clusterId, index, nodeId, type Refusal, term, wallMs } from '@hivemind/base'
import { type Control, type Draft, type Facts, type FactType, refuse, rowKey, start, step } from '@hivemind/control'
import type { Request } from '@hivemind/kernel'
import type { Act, Acted } from '@hivemind/role/protocol'
import t from 'tap'
import { Tasks } from '../src/roles/tasks.ts'

const SELF = nodeId('a')
const room = mkdtempSync(join(tmpdir(), 'hm-agent-tasks-'))
t.teardown(() => rmSync(room, { recursive: true, force: true }))

const done = (result: unknown): Acted => ({ outcome: 'done', result, problem: '' })

/** One member of a cluster of one, and as many lives of its agent as wanted. */
function machine (directory = mkdtempSync(join(room, 'm-'))) {
  const control: Control = start()
  const apply = (draft: Pick<Draft, 'type' | 'body'> & Partial<Draft>): Refusal | null => step(control, {
    index: index(control.appliedIndex + 1), term: term(1), kind: 'command', envelope: {
      version: 1, txid: '', actor: '', cause: '', reason: '', trace: '', session: '', sequence: 0, at: wallMs(1),
      ...draft
    }
  }).refusal
  const fact = <Type extends FactType>(type: Type, body: Facts[Type]) => apply({ type, body })
  fact('cluster-created', {
    cluster: clusterId('c'), name: 'test', founder: { id: SELF, name: 'a', addresses: [], version: '1' }
  })
  fact('role-enabled', {
    role: 'web', version: '1.0.0', source: { type: 'path', at: '/r' }, holders: 0, members: [], performs: [],
    requires: [], bootstrapRequires: [], degraded: 'stop', watches: { members: false, resources: [] },
    proposes: { events: [], resources: [], keys: [] }, config: {}, from: 0,
    actions: [{ name: 'fill', about: '', repeatable: true }]
  })
  const add = (id: string, queue = ''): void => {
    fact('task-added', {
      id, role: 'web', action: 'fill', input: { id }, members: [], any: false, queue, holds: false, triesMax: 1
    })
  }
  const state = (id: string) => control.ledger.get(rowKey(id, SELF))
  const world = { degraded: false, silent: false, cancels: false }
  const live = () => {
    const acts: Array<{ readonly act: Act, readonly cease: AbortSignal, readonly end: (acted: Acted) => void }> = []
    const tasks = new Tasks({
      self: { id: SELF, name: 'a' }, directory, control: () => control, degraded: () => world.degraded,
      log: { warn () {} } as never,
      doer: () => ({
        acts: true,
        act: async (act, cease) => await new Promise<Acted>(end => { acts.push({ act, cease, end }) })
      }),
      async request (request: Request) {
        await new Promise(resolve => setImmediate(resolve))
        const unheard = { ...refuse('HIVE_TASK_ORDER', 'nobody leads'), retry: 'yes' } as const
        if (world.silent) return { type: 'refused', refusal: unheard }
        const [draft] = request.type === 'propose' ? request.drafts : []
        const refusal = draft === undefined ? null : apply(draft)
        const place = { index: control.appliedIndex, term: term(1), epoch: control.epoch, txid: '' }
        if (world.cancels && draft?.type === 'task-begun')
          fact('task-cancelled', { task: (draft.body as Facts['task-begun']).task })
        tasks.look()
        if (refusal !== null) return { type: 'proposed', results: [{ type: 'refused', refusal }] }
        return { type: 'proposed', results: [{ type: 'applied', ...place }] }
      }
    })
    return { tasks, acts }
  }
  return { control, fact, add, state, world, live, directory }
}

async function until (what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !holds();) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}

t.test('tasks of a queue are run one after the other, each once', async t => {
  const { add, state, live, directory } = machine()
  const { tasks, acts } = live()
  add('T1', 'q')
  add('T2', 'q')
  add('T3')
  tasks.look()
  tasks.look()
  await until('the first ones', () => acts.length === 2)
  t.same(acts.map(({ act }) => act.task), ['T1', 'T3'])
  t.same(acts[0]?.act, { task: 'T1', attempt: 1, action: 'fill', input: { id: 'T1' } })
  acts[0]?.end(done('full'))
  await until('the next one', () => acts.length === 3)
  t.match(state('T1'), { state: 'done', result: 'full', attempt: 1, member: SELF })
  acts[2]?.end({ outcome: 'failed', result: null, problem: 'it leaks' })
  await until('its failure', () => state('T2')?.state === 'failed')
  t.match(state('T2'), { problem: 'it leaks' })
  t.same(readdirSync(directory), [], 'what the log has is not kept')
  tasks.stop()
})

t.test('what an earlier life began was interrupted, unless its outcome is on the disk', async t => {
  const { add, state, world, live } = machine()
  const first = live()
  add('T1')
  add('T2')
  first.tasks.look()
  await until('both', () => first.acts.length === 2)
  world.silent = true // No leader: the outcome of the first cannot be told.
  first.acts[0]?.end(done(1))
  await new Promise(resolve => setTimeout(resolve, 20))
  first.tasks.stop()
  world.silent = false
  const second = live()
  second.tasks.look()
  await until('the outcome', () => state('T1')?.state === 'done')
  t.match(state('T1'), { attempt: 1, result: 1 })
  await until('the second attempt', () => second.acts.length === 1)
  t.match(second.acts[0]?.act, { task: 'T2', attempt: 2 })
  second.acts[0]?.end(done(2))
  await until('its end', () => state('T2')?.state === 'done')
  t.equal(second.acts.length, 1, 'what had an outcome did not run again')
  second.tasks.stop()
})

t.test('what is cancelled is told to end, and nothing begins without a quorum', async t => {
  const { add, fact, state, world, live } = machine()
  const { tasks, acts } = live()
  world.degraded = true
  add('T1')
  tasks.look()
  await new Promise(resolve => setTimeout(resolve, 20))
  t.equal(acts.length, 0)
  world.degraded = false
  tasks.look()
  await until('its run', () => acts.length === 1)
  fact('task-cancelled', { task: 'T1' })
  tasks.look()
  t.ok(acts[0]?.cease.aborted)
  acts[0]?.end({ outcome: 'interrupted', result: null, problem: 'told to end' })
  await new Promise(resolve => setTimeout(resolve, 20))
  t.equal(state('T1')?.state, 'cancelled')
  tasks.stop()
})

t.test('attempts that are over before they are seen take no room from others', async t => {
  const { add, state, world, live } = machine()
  const { tasks, acts } = live()
  world.cancels = true
  const cancelled = Array.from({ length: 20 }, (_, at) => `C${at}`)
  for (const id of cancelled) add(id)
  tasks.look()
  await until('all to be cancelled', () => cancelled.every(id => state(id)?.state === 'cancelled'))
  world.cancels = false
  add('T1')
  tasks.look()
  await until('its run', () => acts.length === 1)
  t.equal(acts[0]?.act.task, 'T1')
  tasks.stop()
})
