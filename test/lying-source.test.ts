/**
 * Goal: a newcomer that is given another history than the cluster has finds that out, uses nothing of it, says whose it
 * was, and takes the right one from somebody else (docs/adr/0027).
 * Method: three real voters. The log of one that follows is written anew while it is down, with one entry changed and
 * all checksums right. Newcomers join through it, with identities that choose it as their source.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { index, nodeId, wallMs } from '@hivemind/base'
import { keeperOf } from '@hivemind/kernel'
import { createIdentity } from '@hivemind/net'
import { openWal, type StoredEntry } from '@hivemind/wal'
import { decodeEnvelope, encodeEnvelope, entryOf } from '@hivemind/wire'
import t from 'tap'
import { expectOk, Fleet, type Machine, until } from './fleet.ts'

const fleet = new Fleet()
t.teardown(() => fleet.stop())
t.setTimeout(240_000)

const idOf = async ({ client }: Machine): Promise<string> => (await client.status()).id
const stateOf = async ({ client }: Machine) => (await client.call('debug-state')).item
const logOf = ({ dataDir }: Machine): string => readFileSync(join(dataDir, 'agent.log'), 'utf8')

/** The first machine that was let in did so in 1970, and everything fits together. */
function changed ({ index: at, term, kind, payload }: StoredEntry, isFirst: boolean) {
  const envelope = isFirst ? decodeEnvelope(payload) : null
  const bytes = envelope === null ? payload : encodeEnvelope({ ...envelope, at: wallMs(7) })
  return entryOf(at, term, kind, bytes)
}

/** Write the log of an agent that is down anew, with other words in it. */
async function falsify ({ dataDir }: Machine, identity: string): Promise<void> {
  const directory = join(dataDir, 'wal')
  const before = await openWal({ directory, identity })
  const rows = await before.read(before.first(), before.last().index, Number.MAX_SAFE_INTEGER)
  const { hard, commit } = before.restored
  await before.close()
  renameSync(directory, `${directory}-before`)
  const first = rows.find(({ kind, payload }) =>
    kind === 'command' && decodeEnvelope(payload)?.type === 'join-approved')?.index ?? index(0)
  const after = await openWal({ directory, identity })
  await after.append({ hard, truncateFrom: null, entries: rows.map(row => changed(row, row.index === first)), commit })
  await after.close()
  rmSync(join(dataDir, 'db'), { recursive: true })
}

t.test('a newcomer finds out who gives it another state than the cluster has', async t => {
  await fleet.voters(3)
  const leader = await fleet.leader()
  const liar = ['a', 'b', 'c'].map(name => fleet.machine(name)).find(machine => machine !== leader)
  if (liar === undefined) throw new Error('all of them lead')
  const voters = await Promise.all(['a', 'b', 'c'].map(async name => nodeId(await idOf(fleet.machine(name)))))
  const liarId = nodeId(await idOf(liar))
  await fleet.kill(liar.name)
  await falsify(liar, liarId)
  await fleet.start(liar.name)
  await until('it to be one of them again', async () => (await liar.client.status()).health === 'healthy')
  // Should it lead for a while its digest is as wrong as its log: then the next newcomer is to find it out.
  for (const name of ['n1', 'n2', 'n3']) {
    const machine = await newcomerOf(name, liar, liarId, voters)
    if (!logOf(machine).includes('HIVE_JOIN_DIVERGED')) continue
    t.match(logOf(machine), new RegExp(`the state that ${liar.name} gave has the hash \\w{16} at index \\d+, and \\w+, who let`))
    t.equal(readdirSync(join(machine.dataDir, 'archive')).length, 1, 'what it was given is kept aside')
    await until('it to have what the leader has', async () => {
      const [own, theirs, wrong] = await Promise.all([machine, await fleet.leader(), liar].map(stateOf))
      return own?.appliedIndex === theirs?.appliedIndex && own?.appliedIndex === wrong?.appliedIndex &&
        own?.stateHash === theirs?.stateHash && own?.chain?.hash === theirs?.chain?.hash &&
        own?.stateHash !== wrong?.stateHash
    })
    return
  }
  t.fail('nobody found it out')
})

/** A machine whose identity has the liar as its source joins through it. */
async function newcomerOf (name: string, liar: Machine, liarId: string, voters: readonly ReturnType<typeof nodeId>[]) {
  const dataDir = join(fleet.directory, name)
  let identity = await createIdentity()
  while (keeperOf(identity.id, voters) !== liarId) identity = await createIdentity()
  mkdirSync(dataDir, { mode: 0o700 })
  writeFileSync(join(dataDir, 'identity.key'), identity.privateKeyBytes, { mode: 0o600 })
  const { machine, ran } = await fleet.tryJoin(name, liar.name, ['--token', await fleet.token()])
  expectOk(ran)
  return machine
}
