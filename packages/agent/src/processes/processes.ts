/**
 * The processes of this machine: each that the log puts below it has a keeper, and what they are is said on the feed of
 * the machine's facts.
 *
 * Touches a timer, and the directory of processes.
 */
import { readdirSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { HivemindError, type NodeId } from '@hivemind/base'
import { type Control, type Process, processesOf } from '@hivemind/control'
import type { Publication } from '@hivemind/feed'
import { accountFor } from '../account.ts'
import { refuse } from '../errors.ts'
import type { Logger } from '../logging.ts'
import { Keeper } from './keeper.ts'
import { factKey } from './observed.ts'
import { lastPrinted } from './printed.ts'
import { forget, readKept } from './record.ts'
import { foundWith, lives, signal } from './system.ts'

export interface ProcessesNeeds {
  readonly self: NodeId
  readonly dataDirectory: string
  readonly control: () => Readonly<Pick<Control, 'resources' | 'below' | 'members' | 'cluster'>>
  readonly publish: (facts: readonly Publication[]) => void
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** What runs is looked at so often; what is a child of ours tells of its end at once. */
const LOOK_MS = 250
/** What a fenced machine ends has so long. */
const FENCED_MS = 5_000

export class Processes {
  readonly #needs: ProcessesNeeds
  readonly #keepers = new Map<string, Keeper>()
  readonly #said = new Map<string, string>()
  readonly #home: string
  readonly #timer: NodeJS.Timeout
  #over = false

  constructor (needs: ProcessesNeeds) {
    this.#needs = needs
    this.#home = homeOf(needs.dataDirectory)
    this.#timer = setInterval(() => this.#tick(), LOOK_MS).unref()
    this.look()
  }

  /** Bring about what the applied state wants of this machine. */
  look (): void {
    const { self, control } = this.#needs
    // Before the state of a cluster is here, nothing is known of what is wanted.
    if (this.#over || !control().members.has(self)) return
    const wanted = new Map(processesOf(control(), self).map(process => [process.resource.id, process]))
    for (const [id, process] of wanted) {
      const keeper = this.#keepers.get(id)
      if (keeper === undefined) this.#keepers.set(id, this.#keeper(id, process))
      else keeper.aim(process)
    }
    for (const [id, keeper] of this.#keepers) {
      if (!wanted.has(id) && keeper.release()) this.#keepers.delete(id)
    }
    this.#publish()
  }

  /** The last lines that a process printed. @throws {HivemindError} HIVE_PROCESS_ELSEWHERE */
  printed (id: string, lines: number): readonly string[] {
    if (this.#keepers.has(id)) return lastPrinted(join(this.#home, id), lines)
    throw new HivemindError(refuse('HIVE_PROCESS_ELSEWHERE', `process ${id} is not of this machine`))
  }

  /** The agent ends; what runs goes on, and its next life finds it. */
  stop (): void {
    this.#over = true
    clearInterval(this.#timer)
    for (const keeper of this.#keepers.values()) keeper.leave()
  }

  #keeper (id: string, process: Process): Keeper {
    const { self, control, log, dataDirectory } = this.#needs
    const node = control().members.get(self)?.name ?? ''
    return new Keeper({
      node, home: join(this.#home, id), log, changed: () => this.#publish(),
      account: async (user, directory, program) => await accountFor(user, {
        what: 'a process', dataDirectory, directory, reads: isAbsolute(program) ? [program] : []
      })
    }, process)
  }

  #tick (): void {
    for (const keeper of this.#keepers.values()) keeper.tick()
    this.look()
  }

  /** Say what is new. What is not ours any more is taken back. */
  #publish (): void {
    if (this.#over) return
    const news: Publication[] = []
    for (const [id, keeper] of this.#keepers) {
      const text = JSON.stringify(keeper.observed())
      if (text === this.#said.get(id) || text === 'null') continue
      this.#said.set(id, text)
      news.push({ key: factKey(id), value: new Uint8Array(Buffer.from(text)) })
    }
    for (const id of [...this.#said.keys()]) {
      if (this.#keepers.has(id)) continue
      this.#said.delete(id)
      news.push({ key: factKey(id), value: null })
    }
    if (news.length > 0) this.#needs.publish(news)
  }
}

const homeOf = (dataDirectory: string): string => resolve(dataDirectory, 'processes')

/** Whether an earlier life of this machine left processes behind. */
export function leftBehind (dataDirectory: string): readonly string[] {
  try {
    const home = homeOf(dataDirectory)
    return readdirSync(home).map(id => join(home, id))
  } catch { return [] }
}

/** The cluster does not know this machine any more: what it had started ends, and is forgotten. */
export async function endAll (
  dataDirectory: string, log: Pick<Logger, 'info' | 'warn'>, patienceMs = FENCED_MS
): Promise<void> {
  const running = leftBehind(dataDirectory).flatMap(home => {
    const born = readKept(home)?.born ?? foundWith(home)
    return born !== null && lives(born) ? [{ home, born }] : []
  })
  for (const { home, born } of running) {
    log.warn({ home, pid: born.pid }, 'a process is ended: this machine is no member any more')
    signal(born, 'SIGTERM')
  }
  const end = Date.now() + patienceMs
  while (running.some(({ born }) => lives(born)) && Date.now() < end)
    await new Promise(resolve => setTimeout(resolve, 50))
  for (const { born } of running) if (lives(born)) signal(born, 'SIGKILL')
  for (const home of leftBehind(dataDirectory)) forget(home)
}
