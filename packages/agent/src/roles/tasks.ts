/**
 * What this member is to do of tasks: it begins an attempt in the log, has the role do it, and reports it.
 *
 * Touches the processes of roles, and the disk for outcomes. Levels, not edges: what is to be done is read from the
 * applied state, so that there is no list to lose. An attempt that began in an earlier life of this agent was
 * interrupted, unless its outcome is on the disk.
 */
import { randomBytes } from 'node:crypto'
import type { Index, NodeId, Refusal } from '@hivemind/base'
import {
  type Draft, type Duty, dutiesOf, fenceOf, type LedgerRow, rowKey, type Target, type TaskFacts, type Working
} from '@hivemind/control'
import type { Answer, Request } from '@hivemind/kernel'
import type { Act, Acted } from '@hivemind/role/protocol'
import type { Logger } from '../logging.ts'
import { Outcomes } from './outcomes.ts'

/** A role here, as far as its actions go. */
export interface Doer {
  readonly acts: boolean
  act (act: Act, cease: AbortSignal): Promise<Acted>
}

export interface TasksNeeds {
  readonly self: { readonly id: NodeId, readonly name: string }
  /** Where outcomes are kept. */
  readonly directory: string
  readonly control: () => Working
  readonly degraded: () => boolean
  readonly doer: (role: string) => Doer | undefined
  readonly request: (request: Request, deadlineMs: number) => Promise<Answer>
  readonly log: Pick<Logger, 'warn'>
}

/** Attempts of this member at once: more wait for their turn. */
const AT_ONCE = 16
/** What is another holder's turn is taken after so long, should that one not. */
const PATIENCE_MS = 2_000
const WRITE_MS = 10_000
/** A report that found no leader is tried again after so long. */
const AGAIN_MS = 500

/** An attempt of this life. */
interface Attempt {
  readonly task: string
  readonly target: Target
  readonly attempt: number
  /** `over`: reported, and kept until that is applied here. */
  phase: 'asked' | 'runs' | 'reports' | 'over'
  readonly cease: AbortController
}

const keyOf = (task: string, attempt: number): string => `${task}#${attempt}`

export class Tasks {
  readonly #needs: TasksNeeds
  readonly #outcomes: Outcomes
  readonly #attempts = new Map<string, Attempt>()
  /** Entries that begin attempts, as they were answered to this life: what one of an earlier life began is not run. */
  readonly #granted = new Map<string, Index>()
  /** Since when what is another one's turn has been seen not to begin. */
  readonly #seen = new Map<string, number>()
  #over = false

  constructor (needs: TasksNeeds) {
    this.#needs = needs
    this.#outcomes = new Outcomes(needs.directory)
  }

  /** Bring about what the applied state wants of this member. */
  look (): void {
    const control = this.#needs.control()
    if (this.#over || (control.pending.size === 0 && this.#attempts.size === 0)) return
    this.#tidy(control)
    const { next, begun } = dutiesOf(control, this.#needs.self.id)
    for (const row of begun) this.#began(control, row)
    if (this.#needs.degraded()) return
    const wanted = new Set(next.map(({ task, attempt }) => keyOf(task.id, attempt)))
    for (const key of this.#seen.keys()) if (!wanted.has(key)) this.#seen.delete(key)
    for (const duty of next) if (this.#mayBegin(duty)) void this.#begin(control, duty)
  }

  /** Nothing begins any more; what runs ends with its role. */
  stop (): void { this.#over = true }

  /** What runs and is not wanted any more is told to end; what is over is forgotten. */
  #tidy ({ ledger, tasks }: Working): void {
    const { id: self } = this.#needs.self
    for (const [key, { task, phase, attempt, target, cease }] of this.#attempts) {
      const row = ledger.get(rowKey(task, target))
      const granted = this.#granted.get(key)
      if (granted !== undefined && (!tasks.has(task) || (row?.index ?? granted) > granted)) {
        // Begun and over, as by a word to cancel it, before it was seen here.
        this.#granted.delete(key)
        this.#attempts.delete(key)
        continue
      }
      if (phase === 'asked' || phase === 'reports') continue
      if (row?.state === 'begun' && row.attempt === attempt && row.member === self) continue
      if (phase === 'runs') cease.abort()
      else this.#attempts.delete(key)
    }
  }

  #mayBegin ({ task, attempt, turn }: Duty): boolean {
    const key = keyOf(task.id, attempt)
    if (this.#attempts.has(key) || this.#attempts.size >= AT_ONCE) return false
    if (this.#needs.doer(task.role)?.acts !== true) return false
    if (turn) return true
    const since = this.#seen.get(key) ?? Date.now()
    this.#seen.set(key, since)
    return Date.now() - since >= PATIENCE_MS
  }

  /** The answer names the entry that begins it; that it is applied shows in the state. */
  async #begin (control: Working, { task, target, attempt }: Duty): Promise<void> {
    const fence = fenceOf(control, task.role, this.#needs.self.id)
    if (fence === null) return
    const key = keyOf(task.id, attempt)
    this.#attempts.set(key, { task: task.id, target, attempt, phase: 'asked', cease: new AbortController() })
    const body = { task: task.id, target, attempt, member: this.#needs.self.id, fence }
    const written = await this.#write('task-begun', body)
    if (typeof written === 'number') this.#granted.set(key, written)
    else this.#attempts.delete(key)
    this.look()
  }

  #began (control: Working, row: LedgerRow): void {
    const { task: id, attempt } = row
    const key = keyOf(id, attempt)
    const known = this.#attempts.get(key)
    const granted = this.#granted.get(key)
    if (known !== undefined && (known.phase !== 'asked' || granted === undefined)) return
    const task = control.tasks.get(id)
    if (task === undefined) return
    const { target } = row
    const here: Attempt = known ?? { task: id, target, attempt, phase: 'reports', cease: new AbortController() }
    this.#attempts.set(key, here)
    this.#granted.delete(key)
    if (granted !== row.index) return void this.#report(row, here, this.#outcomes.read(id, attempt) ?? LOST)
    here.phase = 'runs'
    void this.#run(row, here, { task: id, attempt, action: task.action, input: task.input }, task.role)
  }

  async #run (row: LedgerRow, here: Attempt, act: Act, role: string): Promise<void> {
    const doer = this.#needs.doer(role)
    const acted = doer?.acts === true ? await doer.act(act, here.cease.signal) : IDLE
    if (this.#over && acted.outcome === 'interrupted') return // The next life says so.
    here.phase = 'reports'
    if (acted.outcome !== 'interrupted') this.#remember(act, acted)
    await this.#report(row, here, acted)
  }

  #remember ({ task, attempt }: Act, acted: Acted): void {
    try {
      this.#outcomes.write(task, attempt, acted)
    } catch (error) {
      this.#needs.log.warn({ task, attempt, error: String(error) }, 'the outcome of a task could not be written down')
    }
  }

  /** Until the log has it, or somebody says that it is not wanted. */
  async #report ({ task, target, attempt }: LedgerRow, here: Attempt, acted: Acted): Promise<void> {
    const { outcome, result, problem } = acted
    const body = { task, target, attempt, member: this.#needs.self.id, outcome, result, problem }
    for (;;) {
      const written = await this.#write('task-reported', body)
      if (typeof written === 'number' || written?.changed === 'no' && written.retry === 'no') break
      if (this.#over) return
      await new Promise(resolve => setTimeout(resolve, AGAIN_MS).unref())
    }
    this.#outcomes.forget(task, attempt)
    here.phase = 'over'
    this.look()
  }

  /** @returns where it was applied, or what it was refused with; null when nobody says */
  async #write<Type extends 'task-begun' | 'task-reported'> (
    type: Type,
    body: TaskFacts[Type]
  ): Promise<Index | Refusal | null> {
    const { self, request } = this.#needs
    const draft: Draft = {
      type, version: 1, txid: randomBytes(16).toString('hex'), actor: `node:${self.name}`, cause: '', reason: '',
      trace: '', session: '', sequence: 0, body
    }
    const answer = await request({ type: 'propose', drafts: [draft] }, WRITE_MS)
    const [result] = answer.type === 'proposed' ? answer.results : []
    if (result?.type === 'applied') return result.index
    return result?.refusal ?? (answer.type === 'refused' ? answer.refusal : null)
  }
}

const LOST: Acted = { outcome: 'interrupted', result: null, problem: 'the agent ended while it ran' }
const IDLE: Acted = { outcome: 'interrupted', result: null, problem: 'the role did not run any more' }
