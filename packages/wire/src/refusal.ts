/** A refusal on the wire: it travels whole, its words cut to what a receiver takes. Pure. */
import { EXIT, type ExitCode, type Refusal } from '@hivemind/base'
import { BOUNDS } from './bounds.ts'
import { outOfRange } from './errors.ts'
import { code, count, cut, oneOf, text } from './field.ts'
import type { hivemind } from './generated/messages.js'

const CHANGED = ['no', 'unknown'] as const
const RETRY = ['no', 'yes'] as const
const EXITS: ReadonlySet<number> = new Set(Object.values(EXIT))

export const fromRefusal = (refusal: Refusal): hivemind.Refusal.$Properties => ({
  code: refusal.code,
  message: cut(refusal.message, BOUNDS.refusalMessageBytesMax),
  hint: cut(refusal.hint, BOUNDS.refusalHintBytesMax),
  exit: refusal.exit,
  status: refusal.status,
  changed: CHANGED.indexOf(refusal.changed),
  retry: RETRY.indexOf(refusal.retry)
})

export function toRefusal (raw: hivemind.Refusal.$Properties): Refusal {
  const exit = count(raw.exit, 'refusal exit', 255)
  if (!EXITS.has(exit)) throw outOfRange('refusal exit', exit, `one of ${[...EXITS].join(', ')}`)
  return {
    code: code(raw.code, 'refusal code'),
    message: text(raw.message, 'refusal message', BOUNDS.refusalMessageBytesMax),
    hint: text(raw.hint, 'refusal hint', BOUNDS.refusalHintBytesMax),
    exit: exit as ExitCode,
    status: count(raw.status, 'refusal status', 599, 400),
    changed: oneOf(raw.changed, 'refusal changed', CHANGED),
    retry: oneOf(raw.retry, 'refusal retry', RETRY)
  }
}
