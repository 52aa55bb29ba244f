/**
 * Goal: a machine that comes back at another address is found without anybody editing a file, a voter too; a name can
 * be given anew; and an identity that lives twice ends in the life that began first, whichever of them was copied.
 * Method: real agents; data directories are copied and started beside the original.
 */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { expectOk, Fleet, freePort, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(480_000)

const seenFrom = async (via: string, name: string) =>
  (await fleet.machine(via).client.members()).find(member => member.name === name)

/** Stop an agent in good order and start it on another port, as a person would. */
async function moves (name: string): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`
  expectOk(await fleet.on(name, ['agent', 'stop']))
  expectOk(await fleet.on(name, ['agent', 'start', '--listen', address]))
  fleet.started(name)
  return address
}

t.before(async () => {
  await fleet.voters(3)
  await fleet.join('d', 'a')
})

t.test('a member and a voter on other ports are found by all, and the log says where they are', async t => {
  for (const name of ['d', 'b']) {
    const address = await moves(name)
    for (const via of ['a', 'c', 'd']) {
      await until(`${via} to know where ${name} is`, async () => {
        const seen = await seenFrom(via, name)
        return seen?.addresses.join() === address && (seen.condition === 'alive' || seen.condition === 'self')
      })
    }
    const index = await fleet.machine(name).client.log.append({ type: 'here', payload: address })
    t.ok(index.index > 0)
  }
  t.equal((await fleet.machine('b').client.status()).quorum.reachable, 3)
})

t.test('a machine is called otherwise from now on, and its old name is free', async t => {
  const ran = await fleet.on('a', ['node', 'rename', 'd', 'depot', '--reason', 'moved'])
  t.match(expectOk(ran).stdout, /^d is called depot\nindex \d+/)
  await until('d to know its name', async () => (await fleet.machine('d').client.status()).name === 'depot')
  const taken = await fleet.on('a', ['node', 'rename', 'depot', 'b'])
  t.equal(taken.code, 6)
  t.match(taken.stderr, /HIVE_NAME_TAKEN: "b" is held by/)
})

/** A copy of a machine's directory on a port of its own, with what belongs to the running process left out. */
async function copied (name: string, copy: string): Promise<string> {
  const machine = await fleet.place(copy)
  cpSync(fleet.machine(name).dataDir, machine.dataDir, { recursive: true, filter: path => !path.endsWith('.sock') })
  for (const file of ['agent.pid', 'db/LOCK']) rmSync(join(machine.dataDir, file), { force: true })
  return machine.address
}

t.test('a copy that is started ends the original, and goes on in its place', async t => {
  expectOk(await fleet.on('d', ['agent', 'stop']))
  const { ended } = await fleet.launch('d', {})
  await until('d to be connected', async () => (await seenFrom('a', 'depot'))?.connected)
  const address = await copied('d', 'copy')
  expectOk(await fleet.on('copy', ['agent', 'start', '--listen', address]))
  fleet.started('copy')
  // The child does not keep this process, so something that does has to wait for its end.
  let code: number | null = null
  void ended.then(found => { code = found })
  t.equal(await until('the end of d', async () => code), 79)
  t.match(readFileSync(join(fleet.machine('d').dataDir, 'agent.log'), 'utf8'), /lives again in boot \d+ at 127.0.0.1/)
  await until('the copy to be known', async () => (await seenFrom('a', 'depot'))?.addresses.join() === address)
})

t.test('a copy of an earlier life that is started beside the original ends itself, and the original goes on', async t => {
  const address = await copied('copy', 'old')
  for (let lives = 2; lives > 0; lives--) { await fleet.kill('copy'); await fleet.start('copy') }
  await until('it to be connected', async () => (await seenFrom('a', 'depot'))?.connected)
  const settings = join(fleet.machine('old').dataDir, 'agent.json')
  writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, 'utf8')), listen: [address] }))
  const { code, stderr } = await fleet.runToEnd('old')
  t.equal(code, 79)
  t.match(stderr, /HIVE_AGENT_CLONED/)
  t.equal((await fleet.machine('copy').client.status()).phase, 'member')
})
