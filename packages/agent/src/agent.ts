/**
 * One agent, from its data directory to its last word: opens, starts, serves, stops.
 *
 * Touches everything, in order; each part lies in a file of its own.
 */
import { EXIT, HivemindError, type NodeId, index as toIndex } from '@hivemind/base'
import type { Effect, Started } from '@hivemind/kernel'
import { libp2pNet } from '@hivemind/net'
import type { Entry } from '@hivemind/raft'
import { type Begun, begin } from './beginning.ts'
import { Body } from './body.ts'
import { closeDisk, closeInTurn } from './closing.ts'
import { CronSide } from './cron-side.ts'
import type { Directory } from './directory.ts'
import { Gathering } from './facts/gathering.ts'
import { firstWords } from './first-words.ts'
import { type HttpServer, startHttp } from './http/index.ts'
import { type Logger, makeLog } from './logging.ts'
import { type Opened, openDisk, writeCommitted } from './opening.ts'
import { portOf } from './port.ts'
import { ProcessSide } from './process-side.ts'
import { RoleSide } from './role-side.ts'
import { readSettings, type Settings } from './settings.ts'
import { TraceFile } from './trace-file.ts'
import { VERSION } from './version.ts'

/** What a start took: milliseconds from the process's beginning to the end of each part. */
interface Stages { readonly loaded: number, readonly opened: number, readonly applied: number }

const sinceStartMs = (): number => Math.round(performance.now())

export class Agent {
  readonly #directory: Directory
  readonly #settings: Settings
  readonly #log: Logger
  readonly #opened: Opened
  readonly #body: Body
  readonly #first: Started
  /** Entries that found the cluster, not written yet; empty unless it is founded by this start. */
  readonly #founding: readonly Entry[]
  readonly #trace: TraceFile | null
  readonly #gathering: Gathering
  readonly #stages: Stages
  readonly #roles: RoleSide
  readonly #processes: ProcessSide
  readonly #cron: CronSide
  #http: HttpServer | null = null
  #starting: Promise<void> | null = null
  #ending: Promise<void> | null = null
  #handedOver: () => void = () => {}
  readonly #ended: (code: number) => void
  /** Resolves to the exit code once everything is closed. */
  readonly ended: Promise<number>
  /** Set before `ended` resolves when this machine is to begin anew, with whom to ask, and whose log not to follow. */
  rejoins: { readonly peers: readonly string[], readonly avoid: readonly NodeId[] } | null = null

  private constructor (
    directory: Directory,
    settings: Settings,
    log: Logger,
    opened: Opened,
    { started: first, founding }: Begun,
    trace: TraceFile | null,
    stages: Stages
  ) {
    this.#directory = directory
    this.#settings = settings
    this.#log = log
    this.#opened = opened
    this.#first = first
    this.#founding = founding
    this.#trace = trace
    this.#stages = stages
    const ending = Promise.withResolvers<number>()
    this.ended = ending.promise
    this.#ended = ending.resolve
    this.#body = new Body({
      kernel: first.kernel,
      wal: opened.wal,
      db: opened.db,
      log,
      tickMs: settings.tickMs,
      retainEntries: settings.retainEntries,
      makeNet: libp2pNet({ identity: opened.identity, listen: settings.listen }),
      directory,
      fenced: effect => { void this.#fenced(effect) },
      diskFailed: error => this.#diskFailed(error),
      broken: error => this.broken(error),
      handedOver: () => this.#handedOver(),
      trace
    })
    this.#roles = new RoleSide({ kernel: first.kernel, body: this.#body, dataDirectory: directory.path, log })
    this.#processes = new ProcessSide({ kernel: first.kernel, body: this.#body, dataDirectory: directory.path, log })
    this.#cron = new CronSide({ kernel: first.kernel, body: this.#body, log })
    this.#gathering = new Gathering({ log, publish: facts => this.#body.feed({ type: 'publish', facts }) })
  }

  /**
   * Open a data directory and make its agent, not yet running.
   *
   * @param tracePath - where transitions of the Raft machine are written; nowhere when null
   * @throws {HivemindError} HIVE_AGENT_*, HIVE_WAL_*, HIVE_DB_*: nothing was started
   */
  static async open (directory: Directory, tracePath: string | null): Promise<Agent> {
    const loaded = sinceStartMs()
    const settings = readSettings(directory.path)
    const log = await makeLog(settings.logLevel, settings.name)
    const opened = await openDisk(directory, full => {
      if (full === null) log.info('the disk has room again; the log goes on')
      else log.error({ code: full.code, hint: full.hint }, full.message)
    })
    const stages = { loaded, opened: sinceStartMs() }
    try {
      directory.begin()
      for (const note of opened.notes) log.warn({ dataDir: directory.path }, note)
      const trace = openTrace(tracePath, log)
      const begun = begin(directory, settings, opened, trace !== null)
      return new Agent(directory, settings, log, opened, begun, trace, { ...stages, applied: sinceStartMs() })
    } catch (error) {
      await closeDisk(directory, opened)
      throw error
    }
  }

  /**
   * Begin to run.
   *
   * @throws {HivemindError} HIVE_NET_LISTEN, HIVE_API_LISTEN; everything is closed again
   */
  async start (): Promise<void> {
    this.#starting = this.#start()
    try {
      await this.#starting
    } catch (error) {
      this.#ending ??= this.#close()
      await this.#ending
      throw error
    }
  }

  async #start (): Promise<void> {
    const { kernel, effects } = this.#first
    const node = portOf({
      kernel,
      body: this.#body,
      opened: this.#opened,
      directory: this.#directory,
      settings: this.#settings,
      said: kernel.feed,
      roles: this.#roles,
      processes: this.#processes,
      cron: this.#cron,
      stop: reason => void this.stop(reason)
    })
    this.#http = await startHttp({
      node, socketPath: this.#directory.file('agent.sock'), log: this.#log, begun: firstWords(this.#body, kernel)
    })
    await this.#body.listen()
    await this.#remember()
    this.#body.start(effects)
    this.#gathering.start()
    this.#roles.start()
    this.#processes.start()
    this.#cron.start()
    this.#log.info(
      {
        version: VERSION, id: kernel.self, listen: this.#body.net.addresses(), dataDir: this.#directory.path,
        tookMs: { ...this.#stages, started: sinceStartMs() }
      },
      'agent started'
    )
  }

  /**
   * Write down what this agent is, before its first word to anybody and not before it can be reached: a founder whose
   * address is taken founds nothing, so its directory can be used again.
   */
  async #remember (): Promise<void> {
    const { wal } = this.#opened
    const { kernel } = this.#first
    const { cluster, members } = kernel.control
    const entries = this.#founding
    if (entries.length > 0)
      await wal.append({ hard: null, truncateFrom: null, entries, commit: toIndex(entries.length) })
    if (members.has(kernel.self) && cluster !== null) this.#directory.becomeMember(cluster.id, kernel.self)
  }

  /**
   * Shut down cleanly: hand leadership over, flush, close. Never leaves the cluster. Later calls wait for the first.
   */
  stop (reason: string): Promise<void> {
    this.#ending ??= this.#stop(reason)
    return this.#ending
  }

  async #stop (reason: string): Promise<void> {
    this.#log.info({ reason }, 'agent stops')
    const running = await this.#starting?.then(() => true, () => false)
    if (running === true) await this.#handOver()
    await this.#close()
    this.#ended(EXIT.ok)
  }

  async #handOver (): Promise<void> {
    await new Promise<void>(resolve => {
      this.#handedOver = resolve
      this.#body.feed({ type: 'stopping' })
    })
  }

  async #close (): Promise<void> {
    const { db, wal } = this.#opened
    await closeInTurn(this.#log, [
      ['HTTP', () => this.#http?.stop()],
      ['host facts and jobs', () => { this.#gathering.stop(); this.#cron.stop() }],
      ['roles', () => this.#roles.stop()],
      ['processes', () => this.#processes.stop()],
      ['the network and the kernel', () => this.#body.stop()],
      ['the commit index', () => writeCommitted(db, wal, this.#body.waiters.applied)],
      ['the disk', () => closeDisk(this.#directory, this.#opened)],
      ['the trace', () => this.#trace?.close()]
    ])
  }

  /** Something happened that must not: nothing in memory can be trusted, so the process ends without another write. */
  broken (error: unknown): void {
    if (error instanceof HivemindError && error.code === 'HIVE_AGENT_DISK') return this.#diskFailed(error)
    const text = error instanceof Error ? error.stack ?? error.message : String(error)
    this.#log.fatal({ error: text }, 'a promise of our own code is broken; the agent stops at once')
    process.stderr.write(`error: ${text}\n  try: start the agent again, and report this with its log\n`)
    process.exit(EXIT.failure)
  }

  /** The cluster does not want this agent to go on: say why, close, and do not come back by itself. */
  async #fenced ({ refusal, laterBoot, rejoin, avoid = [] }: Effect & { type: 'fence' }): Promise<void> {
    if (this.#ending !== null) return
    if (laterBoot !== undefined) this.#directory.passBoot(laterBoot)
    if (rejoin !== undefined) {
      this.rejoins = { peers: rejoin, avoid }
      this.#log.warn({ code: refusal.code, peers: rejoin }, `${refusal.message}; it joins anew, its state is archived`)
    } else {
      this.#directory.leaveWord(refusal)
      this.#log.error({ code: refusal.code, hint: refusal.hint }, refusal.message)
      process.stderr.write(`error: ${refusal.message}\n  try: ${refusal.hint}\n  code: ${refusal.code}\n`)
    }
    this.#ending = this.#closeForGood()
    await this.#ending
    this.#ended(refusal.code === 'HIVE_MEMBER_LEFT' ? EXIT.ok : refusal.exit)
  }

  /** What this machine had started ends with its membership. */
  async #closeForGood (): Promise<void> {
    try {
      await this.#processes.end()
    } finally { await this.#close() }
  }

  /** An agent that cannot remember must not vote: it ends at once, without another write. */
  #diskFailed (error: unknown): void {
    this.#log.fatal({ error: String(error) }, 'the disk failed; the agent stops at once')
    process.stderr.write(`error: the disk failed: ${String(error)}\n  try: repair the disk or make room, then start the agent again\n  code: HIVE_AGENT_DISK\n`)
    process.exit(EXIT.failure)
  }
}

function openTrace (path: string | null, log: Logger): TraceFile | null {
  if (path === null) return null
  const failed = (error: unknown): void =>
    log.warn({ path, error: String(error) }, 'the trace cannot be written; it ends')
  return new TraceFile({ path, failed })
}
