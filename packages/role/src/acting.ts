/**
 * One attempt of an action: run, and told as it ended.
 *
 * Touches whatever the action touches.
 */
import { HivemindError, LIMITS } from '@hivemind/base'
import type { ActionContext, Role } from './definition.ts'
import { refuse } from './errors.ts'

/** What is asked. */
export interface Act {
  readonly task: string
  readonly attempt: number
  readonly action: string
  readonly input: Readonly<Record<string, unknown>>
}

/** How an attempt ended. `interrupted`: it was told to end, and nobody knows how far it came. */
export interface Acted {
  readonly outcome: 'done' | 'failed' | 'interrupted'
  readonly result: unknown
  readonly problem: string
}

export const interrupted = (problem: string): Acted => ({ outcome: 'interrupted', result: null, problem })

/** Run an action. Never rejects. */
export async function actOn (role: Role, act: Act, context: ActionContext<unknown>): Promise<Acted> {
  try {
    const result = kept(await role.act(act.action, act.input, context))
    return { outcome: 'done', result, problem: '' }
  } catch (error) {
    const problem = cut(error instanceof Error ? error.message : String(error))
    return context.signal.aborted ? interrupted(problem) : { outcome: 'failed', result: null, problem }
  }
}

/** What the ledger keeps of a result: JSON, and not much of it. */
function kept (value: unknown): unknown {
  const text = JSON.stringify(value ?? null) ?? 'null'
  const bytes = Buffer.byteLength(text)
  if (bytes <= LIMITS.taskResultBytesMax) return JSON.parse(text)
  const found = `it was done, but its result has ${bytes} bytes; ${LIMITS.taskResultBytesMax} are kept`
  throw new HivemindError(refuse('HIVE_ROLE_ACTION', found))
}

/** At most so many bytes, whole characters. */
export function cut (text: string): string {
  let short = text.slice(0, LIMITS.taskProblemBytesMax)
  while (Buffer.byteLength(short.toWellFormed()) > LIMITS.taskProblemBytesMax) short = short.slice(0, -1)
  return short.toWellFormed()
}
