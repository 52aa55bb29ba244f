/**
 * Refusals as problem+json, and faults of the framework as refusals. Source: RFC 9457.
 *
 * Pure.
 */
import { type ApiErrorCode, apiErrors, type Problem, refuse } from '@hivemind/api'
import { HivemindError, type Refusal } from '@hivemind/base'

/** A refusal as it leaves the API. */
export function problemOf (refusal: Refusal, requestId: string): Problem {
  const { code, message, hint, exit, status, changed, retry } = refusal
  return {
    type: `docs/errors.md#${code.toLowerCase()}`,
    title: titleOf(code),
    status,
    code,
    detail: message,
    hint, exit, changed, retry, requestId
  }
}

/** Whatever was thrown, as a refusal. What is not ours is told in the log only. */
export function refusalOf (fault: unknown): Refusal {
  if (fault instanceof HivemindError) return fault.refusal
  const { statusCode, message } = (fault ?? {}) as { statusCode?: unknown, message?: unknown }
  const told = String(message).slice(0, 300)
  if (statusCode === 413) return refuse('HIVE_API_TOO_LARGE', told)
  if (statusCode === 415) return refuse('HIVE_API_MEDIA_TYPE', told)
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return refuse('HIVE_API_BAD_REQUEST', told)
  }
  return refuse('HIVE_API_INTERNAL', 'the agent failed while it answered; its log has the fault under this request id')
}

/** What a code means; those of other rooms are spelled out, since their tables are theirs. */
function titleOf (code: Refusal['code']): string {
  if (Object.hasOwn(apiErrors, code)) return apiErrors[code as ApiErrorCode].about
  const words = code.slice('HIVE_'.length).toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
