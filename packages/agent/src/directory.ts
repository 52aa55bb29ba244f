/**
 * The data directory: who this machine is, what it was, and why it ended.
 *
 * Touches files: `identity.key` (0600), `agent.pid`, `boots`, `member.json`, `peers.json`, `last-error.json`, the join
 * token.
 */
import { randomInt } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { HivemindError, type Refusal, index as toIndex, term as toTerm } from '@hivemind/base'
import type { Acquainted, Peer } from '@hivemind/kernel'
import { createIdentity, type Identity, identityFromBytes } from '@hivemind/net'
import type { Repair } from '@hivemind/raft'
import { acquaintedText, readAcquainted } from './acquaintance.ts'
import { refuse } from './errors.ts'

/** Numbers that a life may have: a million starts fit below the most (swim/incarnation.ts). */
const BOOT_STEP = 4_096
/**
 * A note of whom this machine knows is written so long after it has changed; and this much later where the one before
 * has several, of whom not all are gone by then. Its two syncs stop everything else here, on all members at once.
 */
const NOTE_MS = 500
const NOTE_LATER_MS = 10_000
const SEVERAL = 3

export class Directory {
  readonly path: string
  #acquainted = ''
  /** How many the note on the disk has. */
  #noted = 0
  #noting: NodeJS.Timeout | null = null

  /** @throws {HivemindError} HIVE_AGENT_SETTINGS when it cannot be made */
  constructor (path: string) {
    this.path = path
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 })
    } catch (cause) {
      const { message } = cause as Error
      const refusal = refuse('HIVE_AGENT_SETTINGS', `${path} is no directory that can be used: ${message}`)
      throw new HivemindError(refusal, { cause })
    }
  }

  file (name: string): string { return join(this.path, name) }

  /**
   * The identity key, made at the first start. Called by the one agent that holds the directory.
   *
   * @throws {HivemindError} HIVE_AGENT_KEY_OPEN when group or world may read it
   * @throws {HivemindError} HIVE_AGENT_AMNESIA when a member's key is gone
   */
  async identity (): Promise<Identity> {
    const path = this.file('identity.key')
    if (!existsSync(path)) {
      if (this.wasMember())
        throw new HivemindError(refuse('HIVE_AGENT_AMNESIA', `${this.path} was a member's, and ${path} is gone`))
      const made = await createIdentity()
      this.#write('identity.key', made.privateKeyBytes)
      return made
    }
    const mode = statSync(path).mode & 0o777
    if ((mode & 0o077) !== 0)
      throw new HivemindError(refuse('HIVE_AGENT_KEY_OPEN', `${path} has mode 0${mode.toString(8)}, expected 0600`))
    return identityFromBytes(readFileSync(path))
  }

  /** Whether this directory has been a member's; then an empty log means lost memory, not a new machine. */
  wasMember (): boolean { return existsSync(this.file('member.json')) }

  becomeMember (cluster: string, id: string): void {
    if (this.wasMember()) return
    this.#write('member.json', `${JSON.stringify({ cluster, id })}\n`)
    for (const name of ['join-token', 'rejoin.json']) rmSync(this.file(name), { force: true })
  }

  readToken (name: string): string | null {
    const path = this.file(name)
    return name === '' || !existsSync(path) ? null : readFileSync(path, 'utf8').trim()
  }

  /** How far a log that was begun anew must be repaired before this node may vote; null when it need not. */
  readRepair (): Repair | null {
    const path = this.file('repair.json')
    if (!existsSync(path)) return null
    const { index, term } = readJson(path)
    const whole = Number.isSafeInteger(index) && Number.isSafeInteger(term)
    if (!whole)
      throw new HivemindError(refuse('HIVE_AGENT_AMNESIA', `${path} cannot be read, so what was promised is unknown`))
    return { index: toIndex(index as number), term: toTerm(term as number) }
  }

  /** Durable before the old log is dropped. Null forgets it. */
  writeRepair (repair: Repair | null): void {
    if (repair === null) rmSync(this.file('repair.json'), { force: true })
    else this.#write('repair.json', `${JSON.stringify(repair)}\n`)
  }

  /** Whom this machine knew when its log was whole; null when nothing of that can be read. */
  acquainted (): Acquainted | null {
    const path = this.file('peers.json')
    return existsSync(path) ? readAcquainted(readFileSync(path, 'utf8')) : null
  }

  /**
   * Note whom this machine knows, a moment later: what made the difference is news that others wait to be told, and a
   * disk may take long. One that takes no note keeps the one before: it is a help, not a promise.
   */
  acquaint (cluster: string, peers: readonly Peer[]): void {
    const text = acquaintedText(cluster, peers)
    if (text === this.#acquainted) return
    this.#acquainted = text
    const laterMs = this.#noted < SEVERAL ? 0 : NOTE_LATER_MS * Math.random()
    this.#noting ??= setTimeout(() => this.#note(), NOTE_MS + laterMs).unref()
    if (!existsSync(this.file('peers.json'))) this.#note() // Nobody could repair what is damaged in that moment.
  }

  #note (): void {
    if (this.#noting === null) return
    clearTimeout(this.#noting)
    this.#noting = null
    this.#noted = readAcquainted(this.#acquainted)?.peers.length ?? 0
    this.#writeOrNot('peers.json', this.#acquainted)
  }

  /**
   * Number of this life: durable before the agent says its first word, so that no life is taken for an earlier one.
   * Its low digits are chance, so that two copies of a directory begin lives of different numbers. A number that cannot
   * be read is passed by the clock, which is far above any.
   */
  countBoot (): number {
    const path = this.file('boots')
    const before = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0
    const known = Number.isSafeInteger(before) && before >= 0 ? before : Math.floor(Date.now() / 1_000)
    const boot = (Math.floor(known / BOOT_STEP) + 1) * BOOT_STEP + randomInt(BOOT_STEP)
    this.#write('boots', `${boot}\n`)
    return boot
  }

  /** Another life of this identity goes on: whoever starts here next does so on purpose, and comes after it. */
  passBoot (boot: number): void { this.#writeOrNot('boots', `${boot}\n`) }

  /** From here on the directory is ours (the database's lock holds), so a pid left by another is stale. */
  begin (): void {
    rmSync(this.file('last-error.json'), { force: true })
    this.#write('agent.pid', `${process.pid}\n`)
  }

  end (): void {
    this.#note()
    rmSync(this.file('agent.pid'), { force: true })
  }

  /** Leave word for whoever started us; a disk that takes no word hides none: it is said on the standard error too. */
  leaveWord (refusal: Refusal): void { this.#writeOrNot('last-error.json', `${JSON.stringify(refusal)}\n`) }

  /** Keep a file of another part of the agent, as whole as our own. @throws {HivemindError} HIVE_AGENT_DISK */
  keep (name: string, content: string): void { this.#write(name, content) }

  #writeOrNot (name: string, content: string): void {
    try {
      this.#write(name, content)
    } catch (error) {
      if (!(error instanceof HivemindError)) throw error
    }
  }

  /**
   * Whole or not at all, and durable before it counts.
   *
   * @throws {HivemindError} HIVE_AGENT_DISK: the old content or the new one is there, and it is not known which
   */
  #write (name: string, content: string | Uint8Array): void {
    const path = this.file(name)
    try {
      this.#replace(path, content)
    } catch (cause) {
      const { message } = cause as Error
      throw new HivemindError(refuse('HIVE_AGENT_DISK', `${path} cannot be written: ${message}`), { cause })
    }
  }

  #replace (path: string, content: string | Uint8Array): void {
    writeFileSync(`${path}.new`, content, { mode: 0o600, flush: true })
    chmodSync(`${path}.new`, 0o600)
    renameSync(`${path}.new`, path)
    const folder = openSync(this.path, 'r')
    try { fsyncSync(folder) } finally { closeSync(folder) }
  }
}

/** A file that is no JSON object is as one without any field. */
function readJson (path: string): Readonly<Record<'index' | 'term', unknown>> {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8'))) as Readonly<Record<'index' | 'term', unknown>>
  } catch {
    return { index: null, term: null }
  }
}
