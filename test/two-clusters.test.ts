/**
 * Goal: two clusters on one network stay two, also when they are told to join each other, and both say why.
 * Method: real agents of two clusters; one is told to join the other by command and by its settings, and a machine of
 * one takes the address of a machine of the other.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { expectOk, Fleet, type Machine, run, until } from './fleet.ts'

const ours = new Fleet()
let freed = ''
const others = new Fleet({}, name => name === 'taker' ? { address: freed } : {})
t.teardown(async () => { await ours.stop(); await others.stop() })
t.setTimeout(480_000)

const namesOf = async (machine: Machine): Promise<string> =>
  (await machine.client.members()).map(({ name }) => name).sort().join()

const logOf = ({ dataDir }: Machine): string => readFileSync(join(dataDir, 'agent.log'), 'utf8')

t.before(async () => {
  await ours.voters(2)
  await others.init('x')
})

t.test('a member is not joined to another cluster by command', async t => {
  const { dataDir, address } = ours.machine('b')
  const token = await others.token()
  const words = ['--name', 'b', '--data-dir', dataDir, '--listen', address, '--token', token]
  const { code, stderr } = await run(['join', others.machine('x').address, ...words])
  t.equal(code, 6)
  t.match(stderr, /HIVE_CLI_TAKEN/)
})

t.test('nor by its settings: it is what its log says', async t => {
  const b = ours.machine('b')
  const settings = join(b.dataDir, 'agent.json')
  const start = { type: 'join', peers: [others.machine('x').address], voter: true }
  writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, 'utf8')), start }))
  await ours.kill('b')
  await ours.start('b')
  const back = await until('b to be back', async () => {
    const status = await b.client.status()
    return status.leader !== null && status
  })
  t.equal(back.cluster?.id, (await ours.machine('a').client.status()).cluster?.id)
  t.equal(await namesOf(others.machine('x')), 'x')
})

t.test('a machine of another cluster at a known address is none of ours, and both say so', async t => {
  expectOk(await ours.on('b', ['agent', 'stop']))
  freed = ours.machine('b').address
  await others.join('taker', 'x')
  const said = /another cluster[\s\S]*HIVE_JOIN_WRONG_CLUSTER|HIVE_JOIN_WRONG_CLUSTER[\s\S]*another cluster/
  for (const machine of [ours.machine('a'), others.machine('taker')])
    await until(`${machine.name} to say that it met another cluster`, async () => said.test(logOf(machine)))
  t.equal(await namesOf(ours.machine('a')), 'a,b')
  t.equal(await namesOf(others.machine('x')), 'taker,x')
})
