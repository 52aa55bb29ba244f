/**
 * Goal: a cluster whose majority is lost for ever goes on with its survivors, loses nothing that they hold, and whoever
 * was given up is fenced when it returns. Method: real agents, killed for ever; the command line does the rest.
 */
import t from 'tap'
import { agreed, type Row } from './agreeing.ts'
import { Fleet, run, until } from './fleet.ts'

t.setTimeout(480_000)

interface Planned {
  readonly hash: string
  readonly plan: { readonly survivor: { readonly name: string }, readonly maybeLost: { readonly possible: boolean } }
}

/** The plan for these machines of the fleet. */
async function planned (fleet: Fleet, names: readonly string[]): Promise<Planned> {
  const ran = await run(['recover', 'plan', ...names.map(name => fleet.machine(name).dataDir), '-o', 'json'])
  if (ran.code !== 0) throw new Error(`exit ${ran.code}\n${ran.stderr}`)
  return (JSON.parse(ran.stdout) as { readonly item: Planned }).item
}

const apply = (fleet: Fleet, names: readonly string[], plan: string) =>
  run([
    'recover',
    'apply',
    ...names.map(name => fleet.machine(name).dataDir),
    '--plan',
    plan,
    '--reason',
    'b and c burnt',
    '--yes'
  ])

/** Stop an agent as an operator does. */
async function stop (fleet: Fleet, name: string): Promise<void> {
  const { code, stderr } = await fleet.on(name, ['agent', 'stop'])
  if (code !== 0) throw new Error(stderr)
  fleet.machine(name).pid = 0
}

const typesOf = (rows: readonly Row[] | undefined): readonly string[] => rows?.map(({ type }) => type) ?? []

t.test('two of three voters are lost: a voter and a plain member go on, and the lost are fenced', async t => {
  const fleet = new Fleet()
  t.teardown(() => fleet.stop())
  await fleet.voters(3)
  const d = await fleet.join('d', 'a')
  const a = fleet.machine('a')
  for (let number = 0; number < 20; number++) await a.client.log.append({ type: 'test.before', payload: number })
  await agreed([a, d])

  const running = await run(['recover', 'plan', a.dataDir])
  t.equal(running.code, 6, 'a running agent is not planned for')
  t.match(running.stderr, /HIVE_AGENT_RUNNING/)

  for (const name of ['b', 'c']) await fleet.kill(name)
  for (const name of ['a', 'd']) await stop(fleet, name)
  const quorum = await run(['recover', 'plan', a.dataDir, fleet.machine('b').dataDir])
  t.equal(quorum.code, 6, 'nothing is forced while a majority of disks is there')
  t.match(quorum.stderr, /HIVE_RECOVER_QUORUM/)

  const before = await planned(fleet, ['a', 'd'])
  t.ok(before.plan.maybeLost.possible, 'it says that the lost may have acknowledged more')
  const wrong = await apply(fleet, ['a', 'd'], 'f'.repeat(64))
  t.equal(wrong.code, 6, 'another hash is refused')
  t.match(wrong.stderr, /HIVE_RECOVER_MOVED/)

  const alone = await planned(fleet, ['a'])
  t.not(alone.hash, before.hash)
  t.equal((await apply(fleet, ['a', 'd'], alone.hash)).code, 6, 'nor is the plan for other survivors applied')
  const after = before

  const applied = await apply(fleet, ['a', 'd'], after.hash.slice(0, 16))
  t.equal(applied.code, 0, applied.stderr)
  t.match((await apply(fleet, ['a', 'd'], after.hash)).stdout, /applied before/, 'twice is once')

  for (const name of ['a', 'd']) await fleet.start(name)
  const placed = await until('an append to work', () =>
    a.client.log.append({ type: 'test.after', payload: 1 }, { deadlineMs: 5_000 })
  )
  t.equal(placed.epoch, 2, 'the epoch rose')
  await until('both to vote', async () => (await a.client.status()).quorum.voters === 2)
  const [left, right] = await agreed([a, d])
  t.same(left?.at(-1)?.hash, right?.at(-1)?.hash, 'one history')
  t.equal(typesOf(left).filter(type => type === 'test.before').length, 20, 'nothing that was known is lost')
  const decree = left?.find(({ type }) => type === 'cluster-recovered')
  t.match(
    decree,
    { payload: { how: 'recovery', plan: after.hash }, reason: 'b and c burnt', actor: /^operator:/ },
    'who, why'
  )

  // Two of three old voters are a majority of what they remember: they must not get as far as using it.
  const chain = (await a.client.call('debug-state')).item.chain
  const ends = await Promise.all(['b', 'c'].map(name => fleet.runToEnd(name)))
  for (const end of ends) {
    t.equal(end.code, 79, 'a voter that was given up is fenced')
    t.match(end.stderr, /HIVE_MEMBER_CUT/)
  }
  t.same((await a.client.call('debug-state')).item.chain, chain, 'and has changed nothing')
})

t.test('two of four voters survive: the better log goes on, the other voter adopts it and votes again', async t => {
  const fleet = new Fleet()
  t.teardown(() => fleet.stop())
  const [a, b] = await fleet.voters(4)
  if (a === undefined || b === undefined) throw new Error('the fleet has no voters')
  const member = await fleet.join('m', 'a')
  await until('four voters', async () => (await a.client.status()).quorum.voters === 4)
  await a.client.log.append({ type: 'test.before', payload: 1 })
  for (const name of ['c', 'd']) await fleet.kill(name)
  for (const name of ['a', 'b']) await stop(fleet, name)

  const { hash, plan } = await planned(fleet, ['a', 'b'])
  t.notOk(plan.maybeLost.possible, 'two of four cannot have committed alone')
  t.equal((await apply(fleet, ['a', 'b'], hash)).code, 0)
  for (const name of ['a', 'b']) await fleet.start(name)
  await until('both to vote', async () => {
    const status = await a.client.status()
    return status.quorum.voters === 2 && !status.degraded
  })
  await b.client.log.append({ type: 'test.after', payload: 2 })
  // The member was not named and ran all the time.
  const rows = await agreed([a, b, member])
  t.same(new Set(rows.map(log => log.at(-1)?.hash)).size, 1, 'one history on all three')
  t.equal((await member.client.status()).epoch, 2)
})
