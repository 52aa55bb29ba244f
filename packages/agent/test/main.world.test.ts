/**
 * Goal: the process keeps its promises to whoever starts it: exit codes, a word left behind, a clean stop.
 * Method: real agents on directories of their own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect } from '@hivemind/api'
import t from 'tap'
import { newDirectory, type Test } from './fixtures/disk.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))
t.setTimeout(120_000)

interface Agent {
  readonly child: ChildProcess
  readonly started: Promise<void>
  readonly ended: Promise<number | null>
}

function run (t: Test, words: readonly string[]): Agent & { stderr: () => string } {
  const child = spawn(process.execPath, ['--conditions=hivemind-src', MAIN, ...words], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  t.teardown(() => child.kill('SIGKILL'))
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', chunk => { stderr += String(chunk) })
  const ended = new Promise<number | null>(resolve => child.on('close', code => resolve(code)))
  const started = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', chunk => {
      stdout += String(chunk)
      if (stdout.includes('agent started')) resolve()
    })
    void ended.then(code => reject(new Error(`exit ${code} before the start: ${stderr}`)))
  })
  started.catch(() => undefined)
  return { child, started, ended, stderr: () => stderr }
}

async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

async function settled (t: Test, over: object = {}): Promise<string> {
  const directory = newDirectory(t)
  await settle(directory, over)
  return directory
}

async function settle (directory: string, over: object): Promise<void> {
  const settings = {
    name: 'a', listen: [`127.0.0.1:${await freePort()}`], start: { type: 'init', cluster: 'lab' }, ...over
  }
  writeFileSync(join(directory, 'agent.json'), JSON.stringify(settings))
}

const lastWord = (directory: string): { code: string } =>
  JSON.parse(readFileSync(join(directory, 'last-error.json'), 'utf8')) as { code: string }

t.test('words that are no order are exit 2', async t => {
  for (const words of [[], ['run'], ['run', '--data-dir'], ['run', '--data-dir', 'x', '--what']]) {
    const agent = run(t, words)
    t.equal(await agent.ended, 2, words.join(' '))
    t.match(agent.stderr(), /usage/)
  }
})

t.test('settings that cannot be used are exit 78, with a word left behind', async t => {
  const directory = await settled(t, { tickMs: 1 })
  const agent = run(t, ['run', '--data-dir', directory])
  t.equal(await agent.ended, 78)
  t.match(agent.stderr(), /tickMs is 1.*try: .*code: HIVE_AGENT_SETTINGS/s)
  t.equal(lastWord(directory).code, 'HIVE_AGENT_SETTINGS')
  t.notOk(existsSync(join(directory, 'agent.pid')))
})

t.test('a founder is a member, stops cleanly on SIGTERM, and comes back with all it had', async t => {
  const directory = await settled(t)
  const first = run(t, ['run', '--data-dir', directory])
  await first.started
  t.ok(existsSync(join(directory, 'member.json')))
  t.equal(Number(readFileSync(join(directory, 'agent.pid'), 'utf8')), first.child.pid)
  const client = connect({ dataDirectory: directory })
  const { index } = await client.log.append({ type: 'before', payload: 1 })

  const second = run(t, ['run', '--data-dir', directory])
  t.equal(await second.ended, 6, 'a second agent on the directory')
  t.match(second.stderr(), /HIVE_AGENT_RUNNING/)
  t.notOk(existsSync(join(directory, 'last-error.json')), 'it leaves no word for the one that runs')
  t.ok((await client.log.append({ type: 'after', payload: 2 })).index > index, 'the running one is undisturbed')
  client.close()

  first.child.kill('SIGTERM')
  t.equal(await first.ended, 0)
  for (const name of ['agent.pid', 'agent.sock', 'last-error.json']) t.notOk(existsSync(join(directory, name)), name)

  const again = run(t, ['run', '--data-dir', directory])
  await again.started
  const back = connect({ dataDirectory: directory })
  t.ok((await back.status()).appliedIndex > index, 'what was applied before the stop is applied at once')
  back.close()
  again.child.kill('SIGTERM')
  t.equal(await again.ended, 0)

  chmodSync(join(directory, 'identity.key'), 0o644)
  t.equal(await run(t, ['run', '--data-dir', directory]).ended, 78, 'a key that others may read')
  t.equal(lastWord(directory).code, 'HIVE_AGENT_KEY_OPEN')
  chmodSync(join(directory, 'identity.key'), 0o600)
  rmSync(join(directory, 'wal'), { recursive: true })
  t.equal(await run(t, ['run', '--data-dir', directory]).ended, 79, 'a member without its log')
  t.equal(lastWord(directory).code, 'HIVE_AGENT_AMNESIA')
  t.notOk(existsSync(join(directory, 'agent.pid')))
})

t.test('an address that is taken is told, and nothing stays behind', async t => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const directory = await settled(t, { listen: [`127.0.0.1:${port}`] })
  const agent = run(t, ['run', '--data-dir', directory])
  t.not(await agent.ended, 0)
  t.equal(lastWord(directory).code, 'HIVE_NET_LISTEN')
  for (const name of ['agent.pid', 'agent.sock', 'member.json']) t.notOk(existsSync(join(directory, name)), name)

  await settle(directory, { name: 'b', start: { type: 'init', cluster: 'other' } })
  const next = run(t, ['run', '--data-dir', directory])
  await next.started
  const client = connect({ dataDirectory: directory })
  t.match(await client.status(), { name: 'b', cluster: { name: 'other' } }, 'the next try founds anew')
  client.close()
  next.child.kill('SIGTERM')
  t.equal(await next.ended, 0)
})

t.test('a socket that cannot be made is told, and nothing stays behind', async t => {
  const directory = await settled(t)
  writeFileSync(join(directory, 'agent.sock'), 'a file of somebody')
  const agent = run(t, ['run', '--data-dir', directory])
  t.not(await agent.ended, 0)
  t.equal(lastWord(directory).code, 'HIVE_API_LISTEN')
  for (const name of ['agent.pid', 'member.json']) t.notOk(existsSync(join(directory, name)), name)
})

t.test('a newcomer that nobody answers yet stops on SIGTERM as well', async t => {
  const start = { type: 'join', peers: [`127.0.0.1:${await freePort()}`], voter: false }
  const agent = run(t, ['run', '--data-dir', await settled(t, { start })])
  await agent.started
  agent.child.kill('SIGTERM')
  t.equal(await agent.ended, 0)
})
