/**
 * Goal: a process with an account runs as that account in a directory of its own, and cannot touch what the agent wrote
 * down of it; one whose account is not there is not run as anybody else.
 * Method: real processes under the part of the agent that keeps them, as root.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeId } from '@hivemind/base'
import type { Control, ProcessDefinition, Resource } from '@hivemind/control'
import t from 'tap'
import { type Observed, observedIn } from '../src/processes/observed.ts'
import { endAll, Processes } from '../src/processes/processes.ts'

const skip = process.getuid?.() === 0 ? false : 'only root runs a process as another account'
const self = nodeId('a')
const log = { info () {}, warn () {} }

t.test('it runs as its account, and reaches nothing beside its directory', { skip }, async t => {
  const room = mkdtempSync(join(tmpdir(), 'hm-process-account-'))
  chmodSync(room, 0o755)
  const dataDirectory = join(room, 'agent')
  mkdirSync(dataDirectory)
  writeFileSync(join(dataDirectory, 'secret'), 'what was said')
  const facts = new Map<string, Uint8Array>()
  const resources = new Map<string, Resource>()
  const put = (id: string, over: Partial<ProcessDefinition>): void => {
    const definition: ProcessDefinition = {
      role: 'web', template: 'site', instance: 1, managed: true, wanted: 'online', command: [], environment: {},
      endpoints: [], check: { type: 'none' }, restarts: 0, stop: { signal: 'SIGTERM', ms: 5_000, kills: true },
      settings: {}, ...over
    }
    const version = (resources.get(id)?.version ?? 0) + 1
    resources.set(id, {
      id, kind: 'process', name: `a.${id}`, definition: { ...definition }, tags: {}, parent: self, keys: [], version,
      createdIndex: 1, createdAt: 0, changedIndex: 1, changedAt: 0
    } as unknown as Resource)
    processes.look()
  }
  const below = new Map([[self, new Set(['p1', 'p2'])]])
  const processes = new Processes({
    self, dataDirectory, log,
    control: () => ({ resources, below, members: new Map([[self, { id: self, name: 'a' }]]) }) as unknown as Control,
    publish: news => { for (const { key, value } of news) if (value !== null) facts.set(key, value) }
  })
  t.teardown(async () => {
    processes.stop()
    await endAll(dataDirectory, log, 200)
    rmSync(room, { recursive: true, force: true })
  })
  const becomes = async (id: string, state: Observed['state']): Promise<Observed> => {
    for (const end = Date.now() + 60_000; ;) {
      const seen = observedIn(facts, id)
      if (seen?.state === state && seen.version === resources.get(id)?.version) return seen
      if (Date.now() > end) throw new Error(`${id} is ${JSON.stringify(seen)}, expected ${state}`)
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  const home = join(dataDirectory, 'processes', 'p1')
  const script = `echo $(id -u) $(id -G) $USER; pwd; cat ../process.json; cat ${dataDirectory}/secret; touch mine
    while :; do sleep 0.05; done`
  put('p1', { command: ['/bin/sh', '-c', script], user: 'nobody' })
  await becomes('p1', 'ONLINE')
  for (const end = Date.now() + 60_000; !existsSync(join(home, 'work', 'mine')) && Date.now() < end;)
    await new Promise(resolve => setTimeout(resolve, 10))
  const { uid, gid } = statSync(join(home, 'work', 'mine'))
  t.not(uid, 0)
  const [ids, where, ...denied] = processes.printed('p1', 10)
  t.same([ids, where], [`${uid} ${gid} nobody`, join(home, 'work')])
  t.match(denied, [/process\.json: Permission denied/, /secret: Permission denied/])
  t.equal(statSync(join(home, 'process.json')).uid, 0)
  put('p1', { command: ['/bin/sh', '-c', script], user: 'nobody', wanted: 'offline' })
  t.equal((await becomes('p1', 'OFFLINE')).pid, null)

  put('p2', { command: ['/bin/sh', '-c', 'touch mine'], user: 'no-such-account' })
  t.match((await becomes('p2', 'FAILED')).problem, /there is no account "no-such-account" on this machine/)
  t.notOk(existsSync(join(dataDirectory, 'processes', 'p2', 'work')), 'nothing ran')
})
