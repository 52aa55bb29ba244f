/**
 * What becomes of a call: an answer, a refusal in it, or a connection that failed before it was whole.
 *
 * Pure.
 */
import { HivemindError, type Refusal } from '@hivemind/base'
import { refuse } from './errors.ts'

/** The connection failed before an answer was whole. */
export class ConnectionFailed extends Error {
  /** Whether the agent may have read the request. */
  readonly sent: boolean
  /** Whether the connection had served a request before: the agent may have closed it while it was idle. */
  readonly reused: boolean
  /** Why no connection could be made, when it is a matter of permission. */
  readonly denied: boolean

  constructor (message: string, sent: boolean, reused: boolean, cause: unknown) {
    super(message, { cause })
    this.sent = sent
    this.reused = reused
    this.denied = !sent && (codeOf(cause) === 'EACCES' || codeOf(cause) === 'EPERM')
  }
}

/** The refusal in a problem; fields that are missing come from the code that says so. */
export function refusalIn (problem: unknown): Refusal {
  const { code, detail, hint, exit, status, changed, retry } = (problem ?? {}) as Record<string, unknown>
  if (typeof code !== 'string' || !code.startsWith('HIVE_') || typeof detail !== 'string' || typeof exit !== 'number') {
    throw malformed('a problem without code, detail or exit')
  }
  return {
    code: code as Refusal['code'],
    message: detail,
    hint: typeof hint === 'string' ? hint : '',
    exit: exit as Refusal['exit'],
    status: typeof status === 'number' ? status : 500,
    changed: changed === 'no' ? 'no' : 'unknown',
    retry: retry === 'yes' ? 'yes' : 'no'
  }
}

export const malformed = (what: string, cause?: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_API_ANSWER_MALFORMED', `the answer is not one of this API: ${what}`), { cause })

const codeOf = (fault: unknown): unknown => fault instanceof Error && 'code' in fault ? fault.code : undefined
