/**
 * Goal: a data directory is never taken twice, and no process is signalled that is not that agent. Method: real
 * processes with an agent's words.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type AgentSettings, isAgentOf, lastError, runningPid, settle, unsettle } from '../src/agent-process.ts'
import { stopAgents } from '../src/stopping.ts'
import { Talk } from '../src/talk.ts'
import { directory } from './directory.ts'
import { ran } from './running.ts'

const SETTINGS: AgentSettings = {
  name: 'a',
  listen: ['127.0.0.1:0'],
  start: { type: 'join', peers: ['127.0.0.1:1'], voter: false, tokenFile: 'join-token' }
}

/** A process that has the words of an agent and does nothing; it says when it runs. */
async function agentLike (
  t: { teardown: (end: () => unknown) => unknown },
  dataDir: string,
  body = ''
): Promise<number> {
  const child = spawn(
    process.execPath,
    ['-e', `${body};setInterval(() => {}, 1000);console.log('up')`, 'run', '--data-dir', dataDir],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child.pid ?? 0
}

t.test('settings and token are written for the owner alone', async t => {
  const dir = join(directory(t), 'new')
  settle(dir, SETTINGS, 'hmj_x')
  t.strictSame(JSON.parse(readFileSync(join(dir, 'agent.json'), 'utf8')), SETTINGS)
  for (const name of ['agent.json', 'join-token']) t.equal(statSync(join(dir, name)).mode & 0o777, 0o600, name)
  t.equal(statSync(dir).mode & 0o777, 0o700)
})

t.test('a directory that has settings or was a member is taken', async t => {
  const dir = directory(t)
  settle(dir, SETTINGS, null)
  t.throws(() => settle(dir, SETTINGS, null), { code: 'HIVE_CLI_TAKEN' })
  writeFileSync(join(dir, 'last-error.json'), JSON.stringify({ code: 'HIVE_JOIN_DENIED', message: 'no', exit: 9 }))
  t.doesNotThrow(() => settle(dir, SETTINGS, null), 'a refused newcomer may try again')
  writeFileSync(join(dir, 'member.json'), '{}')
  writeFileSync(join(dir, 'last-error.json'), JSON.stringify({ code: 'HIVE_REMOVED', message: 'no', exit: 79 }))
  t.throws(() => settle(dir, SETTINGS, null), { code: 'HIVE_CLI_TAKEN' })
  unsettle(dir)
  t.ok(existsSync(join(dir, 'agent.json')), 'the settings of a member are never taken back')
})

t.test('an agent whose member left or was removed is not started again', async t => {
  const dir = directory(t)
  settle(dir, SETTINGS, null)
  writeFileSync(join(dir, 'member.json'), '{}')
  for (const code of ['HIVE_MEMBER_LEFT', 'HIVE_MEMBER_CUT']) {
    const word = JSON.stringify({ code, message: '"a" is gone', hint: 'none', exit: 79 })
    writeFileSync(join(dir, 'last-error.json'), word)
    for (const words of [['agent', 'start'], ['agent', 'run']]) {
      const { exit, err } = await ran([...words, '--data-dir', dir])
      t.equal(exit, 79, words.join(' '))
      t.match(err, new RegExp(`${code}: "a" is gone[\\s\\S]*hivemind join ADDR`))
    }
    t.equal(readFileSync(join(dir, 'last-error.json'), 'utf8'), word, 'the word stays')
    t.notOk(existsSync(join(dir, 'agent.log')), 'nothing was started')
  }
})

t.test('init into a taken directory is exit 6 and changes nothing', async t => {
  const dir = directory(t)
  writeFileSync(join(dir, 'agent.json'), '{}')
  const { exit, err } = await ran(['init', '--name', 'a', '--data-dir', dir, '--listen', '127.0.0.1:0'])
  t.equal(exit, 6)
  t.match(err, /HIVE_CLI_TAKEN/)
  t.equal(readFileSync(join(dir, 'agent.json'), 'utf8'), '{}')
})

t.test('a path too long for a socket is refused before anything is written', async t => {
  const dir = join(directory(t), 'x'.repeat(100))
  t.throws(() => settle(dir, SETTINGS, null), { code: 'HIVE_CLI_USAGE' })
  t.notOk(existsSync(dir))
})

t.test('agent run without settings is exit 78', async t => {
  const { exit, err } = await ran(['agent', 'run', '--data-dir', directory(t)])
  t.equal(exit, 78)
  t.match(err, /HIVE_CLI_CONFIGURATION/)
})

t.test('a pid counts only when that process runs an agent on that directory', async t => {
  const dir = directory(t)
  const other = `${dir}-other`
  const pid = await agentLike(t, dir)
  t.ok(isAgentOf(dir, pid))
  t.notOk(isAgentOf(other, pid), 'another directory')
  t.notOk(isAgentOf(dir, process.pid), 'another program')
  t.equal(runningPid(dir), null, 'no pid file')
  writeFileSync(join(dir, 'agent.pid'), `${pid}\n`)
  t.equal(runningPid(dir), pid)
  writeFileSync(join(dir, 'agent.pid'), `${process.pid}\n`)
  t.equal(runningPid(dir), null, 'a pid that became another program')
  for (const text of ['', 'x', '0', '-1', '1']) {
    writeFileSync(join(dir, 'agent.pid'), text)
    t.equal(runningPid(dir), null, `"${text}"`)
  }
})

const talk = new Talk({ write: () => true }, 'table', { colour: false, width: null, ascii: true })

t.test('agents are asked to stop, and killed only when firm', async t => {
  const dir = directory(t)
  const gentle = await agentLike(t, dir)
  await stopAgents({ talk }, [{ dataDir: dir, pid: gentle }], 5_000, 'patient')
  t.notOk(isAgentOf(dir, gentle))
  const deaf = await agentLike(t, dir, 'process.on("SIGTERM", () => {})')
  await t.rejects(stopAgents({ talk }, [{ dataDir: dir, pid: deaf }], 100, 'patient'), { code: 'HIVE_CLI_WAIT_OVER' })
  t.ok(isAgentOf(dir, deaf))
  await stopAgents({ talk }, [{ dataDir: dir, pid: deaf }], 100, 'firm')
  t.notOk(isAgentOf(dir, deaf))
})

t.test('agent stop ends a running agent, and is content when there is none', async t => {
  const dir = directory(t)
  const pid = await agentLike(t, dir)
  writeFileSync(join(dir, 'agent.pid'), `${pid}\n`)
  t.match(await ran(['agent', 'stop', '--data-dir', dir]), { exit: 0, out: `agent stopped, pid ${pid}\n` })
  t.match(await ran(['agent', 'stop', '--data-dir', dir]), { exit: 0, out: /no agent runs in/ })
})

t.test('words left by an agent are read, and nonsense is not', async t => {
  const dir = directory(t)
  t.equal(lastError(dir), null)
  writeFileSync(join(dir, 'last-error.json'), '{"code":')
  t.equal(lastError(dir), null)
  writeFileSync(join(dir, 'last-error.json'), JSON.stringify({ code: 'HIVE_X', message: 'why', exit: 78 }))
  t.match(lastError(dir), { code: 'HIVE_X', message: 'why', exit: 78 })
})
