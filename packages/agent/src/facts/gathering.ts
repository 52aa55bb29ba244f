/**
 * Gathers what this machine says of itself: at the start, then now and then. The feed tells others only what changed.
 *
 * Touches the machine for reading, and a timer. A disk that hangs holds one gathering up and nothing else: the next
 * begins when it is over.
 */
import type { Fact, FactKey } from '@hivemind/api'
import type { Publication } from '@hivemind/feed'
import type { Logger } from '../logging.ts'
import { VERSION } from '../version.ts'
import { cpuFact, disksFact, filesystemsFact, interfacesFact, memoryFact } from './hardware.ts'
import { type Machine, machineAt } from './machine.ts'
import { hostFact, osFact } from './system.ts'

/** A disk that was added is seen within a minute. */
const AGAIN_MS = 60_000

export interface GatheringNeeds {
  readonly log: Pick<Logger, 'warn'>
  readonly publish: (facts: readonly Publication[]) => void
  /** How the machine is looked at, and how often; left out: this one, each minute. */
  readonly look?: () => Machine
  readonly againMs?: number
}

export class Gathering {
  readonly #needs: GatheringNeeds
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  readonly #agent: Fact<'agent'> =
    { version: VERSION, nodeVersion: process.versions.node, startedAt: new Date().toISOString() }

  constructor (needs: GatheringNeeds) { this.#needs = needs }

  start (): void { void this.#gather() }

  stop (): void {
    this.#stopped = true
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  async #gather (): Promise<void> {
    const { log, publish, look = machineAt, againMs = AGAIN_MS } = this.#needs
    try {
      const facts = await gathered(look(), this.#agent)
      if (!this.#stopped) publish(publicationsOf(facts))
    } catch (error) {
      log.warn({ error: String(error) }, 'what this machine is could not be gathered; it is tried again')
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#gather(), againMs).unref()
  }
}

type Facts = { readonly [Key in FactKey]: Fact<Key> }

/** One after another: a gathering never takes more than one thread from those who write the log. */
export async function gathered (machine: Machine, agent: Fact<'agent'>): Promise<Facts> {
  return {
    host: await hostFact(machine),
    os: await osFact(machine),
    cpu: cpuFact(machine),
    memory: await memoryFact(machine),
    disks: await disksFact(machine),
    filesystems: await filesystemsFact(machine),
    interfaces: interfacesFact(machine),
    agent
  }
}

/** JSON in the order in which the facts are made, so that what is equal has equal bytes. */
export const publicationsOf = (facts: Facts): readonly Publication[] =>
  Object.entries(facts).map(([key, value]) => ({ key, value: new Uint8Array(Buffer.from(JSON.stringify(value))) }))
