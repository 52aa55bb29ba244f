/**
 * The door to what keeps processes: it is loaded with the first process of this machine, so that a member without any
 * pays nothing for it.
 *
 * Touches nothing by itself.
 */
import { HivemindError } from '@hivemind/base'
import { PROCESS, resourcesBelow } from '@hivemind/control'
import type { Kernel } from '@hivemind/kernel'
import type { Body } from './body.ts'
import { refuse } from './errors.ts'
import type { Logger } from './logging.ts'
import type { Processes } from './processes/processes.ts'

export interface ProcessSideNeeds {
  readonly kernel: Kernel
  readonly body: Pick<Body, 'feed' | 'request' | 'waiters'>
  readonly dataDirectory: string
  readonly log: Pick<Logger, 'info' | 'warn'>
}

/** So long the newest state is waited for. */
const NEWEST_MS = 5_000

export class ProcessSide {
  readonly #needs: ProcessSideNeeds
  #loading: Promise<void> | null = null
  #processes: Processes | null = null
  #over = false
  readonly #stopped = Promise.withResolvers<void>()

  constructor (needs: ProcessSideNeeds) { this.#needs = needs }

  /** From here on processes are as the log wants them. */
  start (): void {
    this.#needs.body.waiters.on(() => this.#look())
    this.#look()
  }

  /** The last lines that a process of this machine printed. @throws {HivemindError} HIVE_PROCESS_ELSEWHERE */
  printed (id: string, lines: number): readonly string[] {
    if (this.#processes !== null) return this.#processes.printed(id, lines)
    throw new HivemindError(refuse('HIVE_PROCESS_ELSEWHERE', `process ${id} is not of this machine`))
  }

  /** What runs goes on without the agent. */
  async stop (): Promise<void> {
    this.#over = true
    this.#stopped.resolve()
    await this.#loading
    this.#processes?.stop()
  }

  /** The cluster does not know this machine any more: what it had started ends. */
  async end (): Promise<void> {
    await this.stop()
    const { endAll, leftBehind } = await import('./processes/processes.ts')
    if (leftBehind(this.#needs.dataDirectory).length > 0) await endAll(this.#needs.dataDirectory, this.#needs.log)
  }

  #look (): void {
    if (this.#processes !== null) this.#processes.look()
    else if (!this.#over && this.#isWanted()) this.#loading ??= this.#load()
  }

  /**
   * What is applied when an agent starts may be old: a process that was stopped since is not to be started by that.
   * Without a quorum what is known has to do.
   */
  async #caughtUp (): Promise<void> {
    const { body } = this.#needs
    const answer = await body.request({ type: 'read-index' }, NEWEST_MS)
    if (answer.type === 'read-index') await body.waiters.reached(answer.index, NEWEST_MS)
  }

  #isWanted (): boolean {
    const { control, self } = this.#needs.kernel
    return resourcesBelow(control, self).some(({ kind }) => kind === PROCESS)
  }

  async #load (): Promise<void> {
    const { kernel, body, dataDirectory, log } = this.#needs
    const [{ Processes }] = await Promise.all([
      import('./processes/processes.ts'), Promise.race([this.#caughtUp(), this.#stopped.promise])
    ])
    if (this.#over) return
    this.#processes = new Processes({
      self: kernel.self, dataDirectory, log, control: () => kernel.control,
      publish: facts => body.feed({ type: 'publish', facts })
    })
  }
}
