/**
 * The power goes while events are appended: of one voter, of a minority, of all at once.
 *
 * Touches mounts and agents, as root. BUGS rows D1, D5, D6: what is acknowledged is on the disk, and so are the names
 * of the files that hold it.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Chance, draw } from '@hivemind/base'
import { agreed, read } from '../agreeing.ts'
import { Fleet, type Machine } from '../fleet.ts'
import { appendNumbers, brokenPromises, firstDifference, type Ledger, newLedger } from '../writers.ts'
import { type FileSystem, Image } from './image.ts'
import type { Undoing } from './undoing.ts'

/** Room that a log is left with: its segments are small then, so the power also goes while one follows another. */
const ROOM_BYTES = 48 * 1024 * 1024
const MEGABYTES = { ext4: 64, xfs: 320 } as const
const PAD = 'x'.repeat(2_000)
const APPENDS = 240
const LAST_CHARACTERS = 2_000
const IN_FLIGHT = 16

/** Voters, each on a file system of its own. */
export interface Powered {
  readonly fleet: Fleet
  readonly machines: readonly Machine[]
  readonly images: ReadonlyMap<string, Image>
  readonly ledger: Ledger
}

export async function powered (undoing: Undoing, kind: FileSystem, voters: number): Promise<Powered> {
  const images = new Map<string, Image>()
  const fleet = new Fleet({}, name => {
    const image = new Image(undoing, kind, MEGABYTES[kind])
    image.fill(ROOM_BYTES)
    images.set(name, image)
    const dataDir = join(image.path, name)
    mkdirSync(dataDir, { mode: 0o700 })
    return { dataDir }
  })
  undoing.later(() => fleet.abandon())
  return { fleet, machines: await fleet.voters(voters), images, ledger: newLedger() }
}

/**
 * One cut: events are appended everywhere, the power of the victims goes after some of them, and comes back.
 *
 * @param first - number of the first event
 * @returns what is wrong afterwards, a sentence each
 */
export async function cutOnce (
  { fleet, machines, images, ledger }: Powered, victims: readonly Machine[], first: number, chance: Chance
): Promise<readonly string[]> {
  const end = ledger.acknowledged.size + draw(chance, APPENDS - IN_FLIGHT)
  let cutting: Promise<void> | null = null
  const cut = async (): Promise<void> => {
    for (const { name } of victims) images.get(name)?.cutPower()
    await Promise.all(victims.map(({ name }) => fleet.kill(name)))
    for (const { name } of victims) images.get(name)?.restore()
    await Promise.all(victims.map(({ name }) => fleet.start(name)))
  }
  await appendNumbers(machines.map(({ client }) => client), ledger, {
    first, count: APPENDS, inFlight: IN_FLIGHT, deadlineMs: 30_000, pad: PAD,
    between: acknowledged => { if (acknowledged >= end) cutting ??= cut() }
  })
  await (cutting ?? cut())
  return await wrongWith(machines, ledger)
}

/** The end of an agent's own log, for whoever looks into a failure. */
function lastWords ({ name, dataDir }: Machine): string {
  return `${name}: ${readFileSync(join(dataDir, 'agent.log'), 'utf8').slice(-LAST_CHARACTERS)}`
}

/** What any member's log says against the ledger, and against the others. */
export async function wrongWith (machines: readonly Machine[], ledger: Ledger): Promise<readonly string[]> {
  const exports = await agreed(machines, read).catch((cause: unknown) => {
    throw new Error(`the logs cannot be compared\n${machines.map(lastWords).join('\n')}`, { cause })
  })
  const wrong = exports.flatMap((rows, at) => {
    const difference = firstDifference(exports[0] ?? [], rows)
    return [...brokenPromises(ledger, rows), ...(difference === null ? [] : [`${machines[at]?.name}: ${difference}`])]
  })
  return [...new Set(wrong)]
}
