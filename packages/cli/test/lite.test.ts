import t from 'tap'
import { type Answers, answering, META, row, status } from './answering.ts'
import { ranLite } from './running.ts'

async function lite (
  t: { teardown: (close: () => void) => unknown },
  words: readonly string[],
  answers: Answers = {}
): ReturnType<typeof ranLite> {
  const agent = await answering(answers)
  t.teardown(agent.close)
  const ended = await ranLite([...words, '--addr', agent.addr])
  if (agent.asked.some(({ body }) => body !== undefined)) throw new Error('hivemind-lite sent a body')
  return ended
}

const DEGRADED: Answers = {
  'status': () =>
    ({
      item: status({ degraded: true, health: 'degraded', degradedReason: '1 of 3 voters reachable', leader: null }),
      meta: { ...META, degraded: true, stale: true, ageMs: 43_000, leader: null }
    }) as never,
  'control-plane-list': () => ({ items: [] })
}

t.test('status is the command without a word, and says its age', async t => {
  for (const words of [[], ['status']]) {
    const { exit, out } = await lite(t, words)
    t.equal(exit, 0)
    t.match(out, /HEALTHY/)
    t.match(out, /as of 40 ms ago, index 812/)
  }
})

t.test('status answers without a quorum, says degraded and how old it is', async t => {
  const { exit, out } = await lite(t, ['status'], DEGRADED)
  t.equal(exit, 7)
  t.match(out, /DEGRADED/)
  t.match(out, /as of 43 s ago/)
})

t.test('nodes, log, who-leads and version show their age or their versions', async t => {
  t.match((await lite(t, ['nodes'])).out, /b +up +5\.0 s +yes[\s\S]*as of 40 ms ago/)
  t.match(
    (
      await lite(t, ['log', '-n', '1'], {
        'log-read': () => ({ items: [row(812)], page: { first: 1, next: 813, end: 812 } })
      })
    ).out,
    /812 .*user.created[\s\S]*as of/
  )
  t.match((await lite(t, ['who-leads'])).out, /a \(term 2\)\nas of/)
  t.equal((await lite(t, ['who-leads'], DEGRADED)).exit, 7)
  t.match((await lite(t, ['version'])).out, /hivemind-lite 0.*; agent 0\.1\.0 on node/)
})

t.test('--json is the envelope with its meta', async t => {
  t.match(JSON.parse((await lite(t, ['nodes', '--json'])).out), {
    apiVersion: 'hivemind/v1',
    kind: 'MemberList',
    meta: { ageMs: 40 }
  })
})

t.test('health exits 0 ok, 1 warning, 2 critical, 3 unknown', async t => {
  const ok = await lite(t, ['health'])
  t.equal(ok.exit, 0)
  t.match(ok.out, /^OK - lab epoch 3, leader a, 4 of 4 up \| members=4/)
  const warning = await lite(t, ['health'], {
    'status': () => ({ item: status({ quorum: { voters: 3, needed: 2, reachable: 2, tolerates: 0 } }) })
  })
  t.equal(warning.exit, 1)
  t.match(warning.out, /^WARNING - .*2 of 3 voters, tolerates 0/)
  const critical = await lite(t, ['health'], DEGRADED)
  t.equal(critical.exit, 2)
  t.match(critical.out, /^CRITICAL - .*1 of 3 voters reachable/)
  const unknown = await ranLite(['health', '--data-dir', t.testdir()])
  t.equal(unknown.exit, 3)
  t.match(unknown.out, /^UNKNOWN - HIVE_AGENT_UNREACHABLE/)
})

t.test('a cluster of one voter is no warning', async t => {
  const { exit } = await lite(t, ['health'], {
    'status': () => ({ item: status({ quorum: { voters: 1, needed: 1, reachable: 1, tolerates: 0 } }) })
  })
  t.equal(exit, 0)
})

t.test('without an agent a command exits 3', async t => {
  t.equal((await ranLite(['nodes', '--data-dir', t.testdir()])).exit, 3)
})

t.test('words that change something are no commands of it', async t => {
  for (const words of [['leave'], ['log', 'append'], ['node', 'remove']]) t.equal((await ranLite(words)).exit, 2)
})

t.test('it starts without a validator, a logger or the commands of hivemind', async t => {
  const { readFileSync, readdirSync } = await import('node:fs')
  const { join } = await import('node:path')
  const lite = join(import.meta.dirname, '../src/lite')
  for (const name of readdirSync(lite).filter(each => each !== 'help.ts')) {
    t.notMatch(readFileSync(join(lite, name), 'utf8'), /from '(zod|pino|\.\.\/run\.ts|\.\.\/commands\/.*)'/, name)
  }
})
