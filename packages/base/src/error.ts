/**
 * What every refusal of ours carries: a stable code, what happened, and what to do next.
 *
 * Pure. Deciding rooms hand a `Refusal` out as data; rooms that touch the world throw it as a `HivemindError`.
 */

/** Exit codes of the command line; docs/cli.md lists them. */
export const EXIT = {
  ok: 0, failure: 1, usage: 2, unreachable: 3, permission: 4, notFound: 5, conflict: 6, degraded: 7,
  timeout: 8, policy: 9, partial: 10, configuration: 78, fenced: 79, interrupted: 130
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export type ErrorCode = `HIVE_${string}`

/**
 * One row of a package's `errors.ts`; docs/errors.md is locked to these tables by a test.
 */
export interface ErrorDefinition {
  /** What it means, one sentence. */
  readonly about: string
  /** The next thing a person should do, one imperative sentence. */
  readonly hint: string
  /** Exit code of a command that ends with it. */
  readonly exit: ExitCode
  /** HTTP status of an API call that ends with it. */
  readonly status: number
  /** Whether state changed: `no`, or `unknown` when the outcome could not be learned. */
  readonly changed: 'no' | 'unknown'
  /** Whether the same call may succeed later: `yes` (try again), `no` (something must change first). */
  readonly retry: 'yes' | 'no'
}

/** A refusal as plain data: it crosses rooms, the wire and the API unchanged. */
export interface Refusal {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  readonly exit: ExitCode
  readonly status: number
  readonly changed: 'no' | 'unknown'
  readonly retry: 'yes' | 'no'
}

/** Type a table of errors without widening its keys. */
export const defineErrors = <const Table extends Record<ErrorCode, ErrorDefinition>>(table: Table): Table => table

/**
 * Make the function that turns a row of a table into a refusal.
 *
 * @returns a function of (code, message with the offending values, optional overrides of a row's fields)
 */
export function refusing<Code extends ErrorCode> (table: Record<Code, ErrorDefinition>) {
  return (code: Code, message: string, over: Partial<Pick<Refusal, 'hint' | 'changed'>> = {}): Refusal => {
    const { hint, exit, status, changed, retry } = table[code]
    return { code, message, hint, exit, status, changed, retry, ...over }
  }
}

/** A refusal that is thrown, by rooms that touch the world. */
export class HivemindError extends Error {
  override readonly name = 'HivemindError'
  readonly refusal: Refusal
  get code (): ErrorCode { return this.refusal.code }
  get hint (): string { return this.refusal.hint }

  constructor (refusal: Refusal, options?: ErrorOptions) {
    super(refusal.message, options)
    this.refusal = refusal
  }
}
