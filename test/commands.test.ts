/**
 * Goal: every command of the command line does its work through a leader, a follower and a plain member, in every form,
 * and says what is wrong with bad words.
 * Method: a real cluster of three voters and a member, driven as a user would.
 */
import { join } from 'node:path'
import t from 'tap'
import { agreed } from './agreeing.ts'
import { begin, Fleet, lite, type Ran, run, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(240_000)

const json = (ran: Ran): { apiVersion: string, kind: string, item: never, items: never[] } => JSON.parse(ran.stdout)

/** What happens to a voter's role or the log is settled on all agents before the next question. */
const settled = async (): Promise<unknown> => await agreed([...fleet.machines.values()])

t.before(async () => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
  await settled()
})

/** What a command writes once the cluster is quiet enough for it. */
const done = async (name: string, words: readonly string[]): Promise<string> =>
  await until(`${words.join(' ')} to be done`, async () => {
    const { code, stdout, stderr } = await fleet.on(name, [...words])
    if (code !== 0) throw new Error(stderr)
    return stdout
  })

/** Any voter may lead, and on a busy machine another one soon after. */
const LOOKS: ReadonlyArray<readonly [words: string, kind: string, picture: RegExp]> = [
  ['status', 'Status', /cluster +test {2}epoch 1 {2}HEALTHY {2}leader [abc]/],
  ['node list', 'MemberList', /b +up.* voter/],
  ['node show c', 'Member', /part +voter/],
  ['member list', 'MemberList', /d +up/],
  ['cp peers', 'ControlPlanePeerList', /[abc] +leader +voter/],
  ['join-token list', 'JoinTokenList', /used +0 of 1/],
  ['join-request list', 'JoinRequestList', /approved +d /],
  ['epoch show', 'Epoch', /1 +1 .*operator +the cluster was created/],
  ['debug state', 'DebugState', /state hash +[0-9a-f]{16}/],
  ['log tail', 'LogRowList', /cluster-created/],
  ['log show 1', 'LogRow', /type +cluster-created/],
  ['doctor', 'CheckList', /0 failing/]
]

for (const [name, who] of [['a', 'a voter'], ['d', 'a plain member']] as const) {
  t.test(`${who} shows everything as tables`, async t => {
    await Promise.all(LOOKS.map(async ([words, , picture]) => {
      await until(`${words} to show ${picture}`, async () => picture.test(await done(name, words.split(' '))))
      t.pass(words)
    }))
  })
}

t.test('a follower shows everything as JSON', async t => {
  await Promise.all(LOOKS.map(async ([words, kind]) => {
    t.match(json(await fleet.on('b', [...words.split(' '), '-o', 'json'])), { apiVersion: 'hivemind/v1', kind }, words)
  }))
})

const WRONG: ReadonlyArray<readonly [words: string, exit: number, says: RegExp]> = [
  ['foo', 2, /no command "foo"/],
  ['log foo', 2, /It has: append, tail, show, export/],
  ['status extra', 2, /one word too many/],
  ['status --bogus', 2, /unknown option --bogus/],
  ['status -o yaml', 2, /table, wide, json, ndjson; found "yaml"/],
  ['-data-dir x status', 2, /Write --data-dir/],
  ['join-token create --uses 0', 2, /1 or more; found "0"/],
  ['join-token create --ttl banana', 2, /a time with its unit/],
  ['join-request deny J-1', 2, /--reason is missing/],
  ['join-request show J-1', 5, /HIVE_NOT_FOUND/],
  ['join-request approve J-1', 5, /HIVE_REQUEST_UNKNOWN/],
  ['join-token revoke zz --yes', 5, /HIVE_TOKEN_NOT_FOUND/],
  ['node show zz', 5, /no member is called "zz"/],
  ['cp add', 2, /NAME is missing/],
  ['cp add zz', 5, /HIVE_NOT_FOUND/],
  ['cp transfer d', 6, /HIVE_TRANSFER_FAILED/],
  ['log append {}', 2, /--type is missing/],
  ['log append --type x {bad', 2, /the payload is no JSON/],
  ['log show abc', 2, /found "abc"/],
  ['log show 99999', 5, /no entry 99999/],
  ['epoch bump', 6, /HIVE_CLI_UNCONFIRMED.*--yes/],
  ['epoch bump --from 7 --yes', 6, /HIVE_EPOCH_MISMATCH/],
  ['completion tcsh', 2, /bash, zsh, fish/]
]

t.test('what cannot be done is refused with an exit code, a reason and a way on', async t => {
  await Promise.all(WRONG.map(async ([words, exit, says]) => {
    const { code, stdout, stderr } = await fleet.on('b', words.split(' '))
    t.equal(code, exit, words)
    t.equal(stdout, '')
    t.match(stderr, says)
    t.match(stderr, /^error HIVE_\w+: .+\n {2}state {2}.+\n {2}do {5}.+\n {2}docs {3}docs\/errors\.md#hive_/)
  }))
})

t.test('an address and a directory without an agent are exit 3', async t => {
  t.equal((await run(['status', '--data-dir', join(fleet.directory, 'nobody')])).code, 3)
  t.equal((await run(['status', '--addr', 'unix:///nowhere/agent.sock'])).code, 3)
})

t.test('the agent is found by the environment, too', async t => {
  const { dataDir } = fleet.machine('d')
  const byDirectory = await run(['status'], undefined, { env: { HIVEMIND_DATA_DIR: dataDir } })
  t.match(byDirectory.stdout, /agent +d /)
  const byAddress = await run(['status'], undefined, { env: { HIVEMIND_ADDR: `unix://${dataDir}/agent.sock` } })
  t.match(byAddress.stdout, /agent +d /)
})

t.test('lines of stdin are appended in order, and a bad one says where to go on', async t => {
  const made = await fleet.on('d', ['log', 'append', '--type', 'step', '-'], { input: '1\n2\n3\n' })
  t.equal(made.stdout.trim().split('\n').length, 3)
  await settled()
  const rows = json(await fleet.on('b', ['log', 'tail', '--type', 'step', '-o', 'json'])).items
  t.same(rows.map(({ payload }) => payload), [1, 2, 3])
  const bad = await fleet.on('d', ['log', 'append', '--type', 'step', '-'], { input: '4\n{bad\n' })
  t.equal(bad.code, 2)
  t.match(bad.stderr, /line 2 of stdin is no JSON[\s\S]*No line was appended/)
})

t.test('log tail -f goes on over a restart of its agent: none left out, none twice', async t => {
  const { dataDir } = fleet.machine('d')
  const tail = begin(['log', 'tail', '-f', '-n', '0', '--type', 'beat', '-o', 'ndjson', '--data-dir', dataDir])
  const beats = (): readonly unknown[] => tail.written().trim().split('\n').filter(line => line.startsWith('{'))
    .map(line => (JSON.parse(line) as { payload: unknown }).payload)
  const beat = async (number: number): Promise<unknown> =>
    await fleet.machine('a').client.log.append({ type: 'beat', payload: number })
  let sent = 0
  await until('the tail to follow', async () => { await beat(sent++); return beats().length > 0 })
  const first = Number(beats()[0])
  await fleet.kill('d')
  await beat(sent++)
  await fleet.start('d')
  await beat(sent++)
  await until('the tail to have caught up', async () => beats().at(-1) === sent - 1)
  t.same(beats(), Array.from({ length: sent - first }, (_, at) => first + at))
  tail.child.kill('SIGINT')
  await tail.ended
})

t.test('log export is the same on every member, and --from cuts its front off', async t => {
  const logs = await agreed([...fleet.machines.values()])
  for (const log of logs) t.same(log, logs[0])
  const part = await fleet.on('d', ['log', 'export', '--from', '5'])
  t.same(JSON.parse(part.stdout.split('\n')[0] ?? ''), logs[0]?.[4])
})

t.test('a token has every option, prints itself alone, and is worth nothing once revoked', async t => {
  const words = ['join-token', 'create', '--role', 'web', '--uses', '3', '--ttl', '2h', '--voter', '--reason', 'test']
  const plain = await fleet.on('d', words)
  t.match(plain.stdout, /^hmj_\S+\n$/)
  t.match(plain.stderr, /3 uses, 2 h 0 m, voters/)
  const made = json(await fleet.on('b', [...words, '-o', 'json']))
  t.match(made, { kind: 'JoinTokenCreated', item: { role: 'web', uses: 3, voter: true } })
  const { id, token } = made.item as { id: string, token: string }
  t.equal((await fleet.on('b', ['join-token', 'revoke', id, '--yes'])).code, 0)
  const { ran } = await fleet.tryJoin('x', 'b', ['--token', token])
  t.equal(ran.code, 9)
  t.match(ran.stderr, /HIVE_TOKEN_REVOKED/)
})

t.test('without a token the newcomer shows how far it is, and an operator lets it in', async t => {
  const joining = fleet.tryJoin('n', 'd', [])
  const request = await until('the request to be listed', async () =>
    (await fleet.machine('a').client.call('join-request-list')).items.find(({ status }) => status === 'waiting'))
  t.match((await fleet.on('b', ['join-request', 'show', request.id])).stdout, /name +n/)
  const newcomer = ['--data-dir', join(fleet.directory, 'n')]
  const seen = (await run(['status', ...newcomer])).stdout
  t.match(seen, /\(none yet\).*JOINING/)
  t.match(seen, `approval, request ${request.id}`)
  const early = await run(['log', 'append', '--type', 'x', '1', ...newcomer])
  t.match(early.stderr, /HIVE_NOT_MEMBER/)
  t.equal((await fleet.on('c', ['join-request', 'approve', request.id, '--reason', 'known'])).code, 0)
  const { ran } = await joining
  t.equal(ran.code, 0, ran.stderr)
  t.match(ran.stderr, /reach [\s\S]*cluster test[\s\S]*approved[\s\S]*ready/)
  t.equal((await fleet.on('a', ['join-request', 'approve', request.id])).code, 6, 'decided once')
})

t.test('leadership goes to the named voter, or to any', async t => {
  t.match(await done('d', ['cp', 'transfer', 'b']), /^b leads/)
  await until('b to lead', async () => (await fleet.leader()).name === 'b')
  t.match(await done('a', ['cp', 'transfer', '-o', 'json']), /LeadershipTransferred/)
})

t.test('a member becomes a voter, and the leader stops voting but stays a member', async t => {
  t.match((await fleet.on('a', ['cp', 'add', 'd', '--reason', 'more'])).stdout, /^d is a voter\nindex \d+/)
  const { name } = await fleet.leader()
  const removed = await fleet.on('d', ['cp', 'remove', name, '--yes'])
  t.match(removed.stdout, new RegExp(`^${name} votes no longer`), removed.stderr)
  await settled()
  const peers = json(await fleet.on('d', ['cp', 'peers', '-o', 'json'])).items as ReadonlyArray<{ name: string }>
  t.same(peers.map(peer => peer.name).sort(), ['a', 'b', 'c', 'd'].filter(one => one !== name))
  t.match((await fleet.on('d', ['node', 'show', name])).stdout, /part +member/)
})

t.test('an epoch has its reason, and -w on a terminal shows it when it comes', async t => {
  const watching = begin(['epoch', 'show', '-w', '--data-dir', fleet.machine('a').dataDir], 'terminal')
  await until('the first picture', async () => watching.written().includes('operator'))
  const bumped = await fleet.on('d', ['epoch', 'bump', '--yes', '--from', '1', '--reason', 'spring'])
  t.match(bumped.stdout, /^epoch 2\nindex \d+/)
  await until('the second picture', async () => watching.written().includes('spring'))
  t.match(watching.written(), '\u001b[H\u001b[J', 'the terminal is drawn anew')
  watching.child.stdin?.write('\u0003')
  await watching.ended
  t.match((await fleet.on('b', ['epoch', 'show'])).stdout, /2 +\d+ .*spring/)
})

t.test('an agent stops and starts by words, and doctor tells one from the other', async t => {
  const d = fleet.machine('d')
  t.match((await fleet.on('d', ['agent', 'stop'])).stdout, /agent stopped/)
  t.match((await fleet.on('d', ['agent', 'stop'])).stdout, /no agent runs/)
  const stopped = await fleet.on('d', ['doctor'])
  t.equal(stopped.code, 1)
  t.match(stopped.stdout, /failing +process +no agent runs here[\s\S]*hivemind agent start/)
  t.match((await fleet.on('d', ['agent', 'start'])).stdout, /agent d runs/)
  t.match((await fleet.on('d', ['agent', 'start'])).stdout, /ran already/)
  await fleet.on('d', ['agent', 'stop'])
  const running = begin(['agent', 'run', '--data-dir', d.dataDir])
  await until('the agent to answer', () => d.client.status({ deadlineMs: 1_000 }))
  running.child.kill('SIGTERM')
  await running.ended
  t.equal(running.child.exitCode, 0)
  d.pid = 0
})

t.test('hivemind-lite shows everything, healthy and degraded, with its age', async t => {
  const { name, dataDir } = await fleet.leader()
  const looks = ['status', 'nodes', 'log', 'health', 'who-leads', 'version']
  await Promise.all(looks.map(async word => {
    const { code, stdout } = await lite([word, '--data-dir', dataDir])
    t.equal(code, word === 'health' ? 1 : 0, `${word}: d is stopped, which is a warning`)
    if (word !== 'health' && word !== 'version') t.match(stdout, /as of .* ago, index \d+/)
    t.match(JSON.parse((await lite([word, '--json', '--data-dir', dataDir])).stdout), { apiVersion: 'hivemind/v1' })
  }))
  const voters = (await fleet.machine(name).client.call('control-plane-list')).items.map(peer => peer.name)
  for (const voter of voters) if (voter !== name && voter !== 'd') await fleet.kill(voter)
  await until('degraded', async () => (await fleet.machine(name).client.status()).degraded)
  const codes = await Promise.all(looks.map(async word => (await lite([word, '--data-dir', dataDir])).code))
  t.same(codes, [7, 0, 0, 2, 7, 0], 'status, nodes, log, health, who-leads, version')
  t.match((await lite(['nodes', '--data-dir', dataDir])).stdout, /DEGRADED: nothing can be decided now/)
  t.equal((await fleet.on(name, ['doctor'])).code, 7)
})
