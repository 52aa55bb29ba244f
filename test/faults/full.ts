/**
 * A small disk fills up: writes are refused with a clear word, nothing is halved, and all goes on when there is room.
 *
 * Touches a mount and agents, as root. BUGS row D4.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HivemindError } from '@hivemind/base'
import { Fleet, type Machine, until } from '../fleet.ts'
import { appendNumbers, type Ledger, newLedger } from '../writers.ts'
import { Image } from './image.ts'
import type { Undoing } from './undoing.ts'

const MEGABYTES = 20
/** A neighbour takes the disk but for this much, so that there is room to give back. */
const ROOM_BYTES = 8 * 1024 * 1024
const PAD = 'x'.repeat(20_000)
const BURST = 16

/** The first voter is on the small disk. */
export interface Small {
  readonly fleet: Fleet
  readonly machines: readonly Machine[]
  readonly image: Image
  readonly ledger: Ledger
  /** The neighbour goes. */
  readonly makeRoom: () => void
}

export async function small (undoing: Undoing, voters: number): Promise<Small> {
  const image = new Image(undoing, 'ext4', MEGABYTES)
  const makeRoom = image.fill(ROOM_BYTES)
  const dataDir = join(image.path, 'a')
  mkdirSync(dataDir, { mode: 0o700 })
  const fleet = new Fleet({}, name => name === 'a' ? { dataDir } : {})
  undoing.later(() => fleet.abandon())
  return { fleet, machines: await fleet.voters(voters), image, ledger: newLedger(), makeRoom }
}

/** Append through a machine until it is full. @returns the number of the next event */
export async function fillUp ({ ledger }: Small, machine: Machine, first: number): Promise<number> {
  let next = first
  await until('the disk to be full', async () => {
    await appendNumbers([machine.client], ledger, {
      first: next, count: BURST, inFlight: 8, deadlineMs: 1_000, pad: PAD, between: () => {}
    })
    next += BURST
    return await isFull(machine)
  })
  return next
}

/** Whether the disk of a machine is full, in its own words. */
export async function isFull ({ client }: Machine): Promise<boolean> {
  return (await client.status()).agent.diskNotes.some(note => note.includes('has no room'))
}

/** The code that an append is refused with, and whether it changed anything. */
export async function refusalOf ({ client }: Machine): Promise<readonly [code: string, changed: string] | null> {
  try {
    await client.log.append({ type: 'test.refused', payload: {} }, { deadlineMs: 3_000 })
    return null
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    return [error.code, error.refusal.changed]
  }
}

export const agentLog = ({ dataDir }: Machine): string => readFileSync(join(dataDir, 'agent.log'), 'utf8')
