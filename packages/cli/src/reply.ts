/**
 * What the agent answered, as something to show; and the rows options share.
 *
 * Pure, but for the talk it is handed.
 */
import type { Member, Meta, Problem } from '@hivemind/api'
import type { ErrorCode, ExitCode, Refusal } from '@hivemind/base'
import type { Context } from './context.ts'
import { showCount, showDuration } from './duration.ts'
import type { Shown } from './output.ts'
import { type Look, type Paint, paint } from './terminal.ts'

/** The envelope of an answer, whatever is in it. */
export type Envelope = { readonly kind: string, readonly meta: Meta } & (
  | { readonly item: unknown }
  | { readonly items: readonly unknown[] }
)

/** An answer and its picture; a stale one is said to be stale. */
export function shownOf (reply: Envelope, text: (look: Look) => string): Shown {
  const { kind, meta } = reply
  return 'items' in reply ? { kind, items: reply.items, meta, text } : { kind, item: reply.item, meta, text }
}

/** Show an answer once. */
export function showReply (context: Context, reply: Envelope, text: (look: Look) => string): void {
  context.output.show(shownOf(reply, text))
  warnIfStale(context, reply.meta)
}

/** A reader must know when what he sees may be old. */
export function warnIfStale (context: Context, meta: Meta): void {
  if (meta.stale) context.talk.hint(`(old: the last sign of a working leader came ${showDuration(meta.ageMs)} ago)`)
}

/** Where a write landed: `index 812  term 3  epoch 1  txid 9f3c…`. */
export const placeText = (
  look: Look,
  written: { readonly index: number, readonly term: number, readonly epoch: number, readonly txid: string }
): string =>
  paint(look, 'dim', `index ${written.index}  term ${written.term}  epoch ${written.epoch}  txid ${written.txid}`)

/** Show what a write did and where it landed. */
export function showWritten (
  context: Context,
  reply: Envelope & { readonly item: { index: number, term: number, epoch: number, txid: string } },
  sentence: string
): void {
  context.output.show(shownOf(reply, look => `${sentence}\n${placeText(look, reply.item)}`))
}

/** The refusal inside an answer. */
export const refusalOfProblem = ({ code, detail, hint, exit, status, changed, retry }: Problem): Refusal =>
  ({ code: code as ErrorCode, message: detail, hint, exit: exit as ExitCode, status, changed, retry })

/** Names and values below one another. */
export function fields (look: Look, rows: ReadonlyArray<readonly [name: string, value: string | number]>): string {
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  return rows
    .map(
      ([name, value]) =>
        paint(look, 'bold', name.padEnd(width)) + (typeof value === 'number' ? showCount(value) : value)
    )
    .join('\n')
}

/** How a member's condition is called and coloured. */
export function conditionWord (condition: Member['condition'], stopped = false): { text: string, paint: Paint } {
  if (stopped && condition === 'unreachable') return { text: 'stopped', paint: 'yellow' }
  if (condition === 'self') return { text: 'up (this one)', paint: 'green' }
  if (condition === 'alive') return { text: 'up', paint: 'green' }
  if (condition === 'unknown') return { text: 'unknown', paint: 'dim' }
  return condition === 'suspect' ? { text: 'suspect', paint: 'yellow' } : { text: 'unreachable', paint: 'red' }
}

/** A time on a terminal is relative, elsewhere RFC 3339. */
export function ageText (look: Look, at: string | null, now = Date.now()): string {
  if (at === null) return '-'
  if (look.width === null) return at
  const ms = now - Date.parse(at)
  return ms < 0 ? `in ${showDuration(-ms)}` : `${showDuration(ms)} ago`
}

export const reasonOption = {
  kind: 'text',
  value: 'TEXT',
  about: 'Why, in your words; it is kept in the log.'
} as const
export const yesOption = { kind: 'flag', short: 'y', about: 'Do not ask.' } as const

/** The reason as part of a request, or nothing. */
export const reasonOf = (reason: string | undefined): { readonly reason?: string } =>
  reason === undefined ? {} : { reason }
