/**
 * The nth sync of a voter's disk fails, and the power goes: no acknowledgement may have covered what it held.
 *
 * Touches a mount and agents under strace, as root. BUGS row D2: after a failed fsync the kernel calls the lost pages
 * clean, so a second try succeeds and proves nothing. Here the pages stay dirty, and the power cut takes them.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Client } from '@hivemind/api'
import { Fleet } from '../fleet.ts'
import { appendNumbers, type Ledger, newLedger } from '../writers.ts'
import { Image } from './image.ts'
import { wrongWith } from './power.ts'
import { missing, type Undoing } from './undoing.ts'

const MEGABYTES = 64
/** Events before the position counts as one that is not reached. */
const APPENDS = 110
const IN_FLIGHT = 2

export type SyncCall = 'fdatasync' | 'fsync'

/** @returns why syncs cannot be made to fail here; false when they can */
export const noTracing = (): string | false => missing('strace')

export interface Failing {
  readonly acknowledged: number
  /** The file whose sync failed; null when that sync never came. */
  readonly failed: string | null
  /** Exit code of the agent, null while it went on. */
  readonly code: number | null
  /** What is wrong, a sentence each. */
  readonly wrong: readonly string[]
}

/** One disk for many founders, one after the other. */
export class SyncTrial {
  readonly #image: Image
  #fleet: Fleet | null = null

  constructor (undoing: Undoing) {
    this.#image = new Image(undoing, 'ext4', MEGABYTES)
    undoing.later(() => this.#fleet?.abandon())
  }

  /** A new voter founds a cluster and takes events; its nth sync fails. */
  async fail (call: SyncCall, nth: number): Promise<Failing> {
    const dataDir = join(this.#image.path, `${call}-${nth}`)
    const fleet = new Fleet({}, () => ({ dataDir }))
    this.#fleet = fleet
    try {
      return await this.#fail(fleet, dataDir, call, nth)
    } finally {
      await fleet.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  }

  async #fail (fleet: Fleet, dataDir: string, call: SyncCall, nth: number): Promise<Failing> {
    mkdirSync(dataDir, { mode: 0o700 })
    const machine = await fleet.place('a')
    const start = { type: 'init', cluster: 'test' }
    writeFileSync(join(dataDir, 'agent.json'), JSON.stringify({ name: 'a', listen: [machine.address], start }))
    this.#image.sync()
    const trace = join(fleet.directory, 'trace')
    const { ended } = await fleet.launch('a', { prefix: failing(call, nth, trace) })
    const ledger = newLedger()
    const appending = new AbortController()
    const appends = appendAll(machine.client, ledger, appending.signal)
    const code = await Promise.race([ended.finally(() => appending.abort()), appends.then(() => null)])
    await appends // What is on its way would be tried again, and taken by the next life while its log is read.
    const failed = /<(.*)>\) .*INJECTED/.exec(readFileSync(trace, 'utf8'))?.[1] ?? null
    const acknowledged = ledger.acknowledged.size
    const wrong = verdict(failed, code, readFileSync(join(dataDir, 'agent.log'), 'utf8'))
    this.#image.cutPower()
    if (code === null) await fleet.kill('a')
    else machine.pid = 0
    this.#image.restore()
    await fleet.start('a')
    return { acknowledged, failed, code, wrong: [...wrong, ...await wrongWith([machine], ledger)] }
  }
}

/** Words that make the nth call of the agent fail. All its disk work is on one thread, whose calls strace counts. */
const failing = (call: SyncCall, nth: number, trace: string): readonly string[] => [
  'env', 'UV_THREADPOOL_SIZE=1', 'strace', '-f', '-D', '-qq', '-y', '--seccomp-bpf', '-o', trace, '-e', `trace=${call}`,
  '-e', `inject=${call}:error=EIO:when=${nth}`
]

/** The log must never go on; what lies beside it may be made anew. */
function verdict (failed: string | null, code: number | null, log: string): readonly string[] {
  if (failed === null) return code === null ? [] : [`the agent ended with ${code}, and no sync failed`]
  if (code === null) return failed.includes('/wal') ? ['the agent went on after a failed sync of its log'] : []
  const word = /^ {2}code: HIVE_(AGENT_DISK|WAL_FAILED|DB_\w+)$/m.test(log)
  const ends = code === 1 ? [] : [`exit code ${code}, expected 1`]
  return word ? ends : [...ends, `its last word does not name the disk: ${log.slice(-400)}`]
}

/** Append once it answers, until it is gone or has taken them all. */
async function appendAll (client: Client, ledger: Ledger, gone: AbortSignal): Promise<void> {
  const answers = (): Promise<boolean> => client.status({ deadlineMs: 500 }).then(() => true, () => false)
  while (!gone.aborted && !await answers()) await pause(50)
  for (let first = 0; first < APPENDS && !gone.aborted; first += IN_FLIGHT)
    await appendNumbers([client], ledger, { first, count: IN_FLIGHT, inFlight: IN_FLIGHT, deadlineMs: 1_000 })
}
