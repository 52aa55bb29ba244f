/**
 * Goal: a wiped data directory, a flipped bit in the middle of the log and a log cut in the middle are each detected
 * and
 * said in the log and in status; such a node never votes with missing memory; peers repair it.
 * Method: three real voters; one is killed and its files are damaged while it is down.
 */
import { closeSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { agreed } from './agreeing.ts'
import { Fleet, type Machine, run, until } from './fleet.ts'
import { appendNumbers, brokenPromises, newLedger } from './writers.ts'

const fleet = new Fleet()
const ledger = newLedger()
t.teardown(() => fleet.stop())
t.setTimeout(240_000)

t.before(async () => {
  const machines = await fleet.voters(3)
  await appendNumbers(
    machines.map(machine => machine.client),
    ledger,
    { first: 0, count: 500, inFlight: 16, deadlineMs: 30_000 }
  )
})

/** The newest segment: older ones may hold rests that a repair has made void, and to damage those hurts nobody. */
const segmentOf = (machine: Machine): string => {
  const folder = join(machine.dataDir, 'wal')
  return join(folder, readdirSync(folder).filter(name => name.endsWith('.wal')).sort().at(-1) ?? '')
}

/** Where the body of an entry in the middle of a segment lies: at an event's own text. */
function middleOf (segment: string): number {
  const bytes = readFileSync(segment)
  const places: number[] = []
  for (let at = bytes.indexOf('"number":'); at !== -1; at = bytes.indexOf('"number":', at + 1)) places.push(at)
  const middle = places[Math.floor(places.length / 2)]
  if (middle === undefined) throw new Error(`${segment} holds no event`)
  return middle
}

async function follower (): Promise<Machine> {
  const leader = await fleet.leader()
  const found = [...fleet.machines.values()].find(machine => machine !== leader)
  if (found === undefined) throw new Error('there is no follower')
  return found
}

async function repairedAfter (
  t: Pick<typeof import('tap').default, 'match' | 'same'>,
  damage: (segment: string) => void,
  which: Machine | null = null
): Promise<void> {
  const machine = which ?? await follower()
  await fleet.kill(machine.name)
  damage(segmentOf(machine))
  await appendNumbers([(await fleet.leader()).client], ledger, {
    first: ledger.acknowledged.size,
    count: 50,
    inFlight: 8,
    deadlineMs: 30_000
  })
  await fleet.start(machine.name)
  const status = await until('the damage to be repaired', async () => {
    const seen = await machine.client.status()
    return seen.repair === null && seen.leader !== null && seen
  })
  t.match(status.agent.diskNotes.join('\n'), /damaged|lost/, 'status says what was found')
  t.match(readFileSync(join(machine.dataDir, 'agent.log'), 'utf8'), /whole again|damaged|lost/)
  for (const rows of await agreed([...fleet.machines.values()])) t.same(brokenPromises(ledger, rows), [])
}

function flip (segment: string, at: number): void {
  const byte = readFileSync(segment)[at] ?? 0
  const file = openSync(segment, 'r+')
  writeSync(file, Buffer.from([byte ^ 0x10]), 0, 1, at)
  closeSync(file)
}

t.test('a founder whose log is damaged back to when it was alone asks those it knew', async t => {
  await repairedAfter(t, segment => {
    const first = readFileSync(segment).indexOf('token-created')
    if (first === -1) throw new Error(`${segment} holds no token`)
    flip(segment, first)
  }, fleet.machine('a'))
})

t.test('a flipped bit in the middle of the log is found and repaired', async t => {
  await repairedAfter(t, segment => flip(segment, middleOf(segment)))
})

t.test('a log cut in the middle is found and repaired', async t => {
  await repairedAfter(t, segment => truncateSync(segment, middleOf(segment)))
})

t.test('a log that is gone is amnesia: the identity does not come back, a new one joins', async t => {
  const machine = await follower()
  await fleet.kill(machine.name)
  rmSync(join(machine.dataDir, 'wal'), { recursive: true })
  rmSync(join(machine.dataDir, 'db'), { recursive: true })
  const ran = await fleet.runToEnd(machine.name)
  t.equal(ran.code, 79)
  t.match(ran.stderr, /HIVE_AGENT_AMNESIA/)

  const { dataDir } = await fleet.leader()
  for (const words of [['cp', 'remove', machine.name], ['node', 'remove', machine.name]]) {
    const removed = await run([...words, '--yes', '--reason', 'disk lost', '--data-dir', dataDir])
    t.equal(removed.code, 0, removed.stderr)
  }
  machine.client.close()
  fleet.machines.delete(machine.name)
  const back = await fleet.join(`${machine.name}2`, (await fleet.leader()).name, ['--voter'])
  await until(
    'the new identity to vote',
    async () =>
      (await back.client.status()).source.standing !== 'none' &&
      (await back.client.controlPlane()).filter(peer => peer.standing !== 'learner').length === 3
  )
  for (const rows of await agreed([...fleet.machines.values()])) t.same(brokenPromises(ledger, rows), [])
})
