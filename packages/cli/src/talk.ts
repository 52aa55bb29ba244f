/**
 * Words to stderr: hints, warnings, progress by steps, and errors as what happened, why, and what to do next.
 *
 * Touches the clock, to turn the spinner and to speak every ten seconds where there is no terminal.
 */
import type { Refusal } from '@hivemind/base'
import { showDuration } from './duration.ts'
import { API_VERSION, type Form } from './output.ts'
import { type Look, paint, printable, type Sink, sign, spinner } from './terminal.ts'

const SPIN_MS = 100
const PATIENCE_MS = 10_000

/** An error as people read it. */
export function errorText (refusal: Refusal, look: Look): string {
  const outcome = refusal.changed === 'no' ? 'nothing was changed' : 'it may or may not have happened'
  const again = refusal.retry === 'yes' ? 'the same command may succeed later' : 'trying again alone will not help'
  return [
    `${paint(look, 'red', 'error')} ${paint(look, 'bold', refusal.code)}: ${printable(refusal.message)}`,
    `  state  ${outcome}; ${again}`,
    `  do     ${printable(refusal.hint)}`,
    `  docs   docs/errors.md#${refusal.code.toLowerCase()}  (exit ${refusal.exit})`
  ].join('\n')
}

/** The same for programs. */
export const errorJson = ({ code, message, hint, exit, changed, retry }: Refusal): string =>
  JSON.stringify({ apiVersion: API_VERSION, kind: 'Error', error: { code, message, hint, exit, changed, retry } })

export class Talk {
  readonly look: Look
  readonly #sink: Sink
  readonly #form: Form
  #step: { text: string, since: number, spokenAt: number, turn: number } | null = null
  #timer: NodeJS.Timeout | null = null

  constructor (sink: Sink, form: Form, look: Look) {
    this.#sink = sink
    this.#form = form
    this.look = look
  }

  say (line: string): void {
    this.#clear()
    this.#sink.write(`${line}\n`)
  }

  hint (line: string): void { this.say(paint(this.look, 'dim', line)) }

  error (refusal: Refusal): void {
    this.quiet()
    this.#sink.write(this.#form === 'table' ? `${errorText(refusal, this.look)}\n` : `${errorJson(refusal)}\n`)
  }

  /** Something began or moved on; it is shown until `done`, `failed` or another `doing`. */
  doing (text: string): void {
    const now = performance.now()
    if (this.#step?.text === text) return
    this.#step = { text, since: this.#step?.since ?? now, spokenAt: now, turn: this.#step?.turn ?? 0 }
    this.#timer ??= setInterval(() => { this.#turn() }, SPIN_MS)
    this.#turn()
  }

  done (text: string): void { this.#end(paint(this.look, 'green', sign(this.look, 'done')), text) }

  failed (text: string): void { this.#end(paint(this.look, 'red', sign(this.look, 'failed')), text) }

  /** Forget the step in progress without a word. */
  quiet (): void {
    this.#clear()
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.#step = null
  }

  #end (mark: string, text: string): void {
    this.quiet()
    this.say(`${mark} ${printable(text)}`)
  }

  #turn (): void {
    const step = this.#step
    if (step === null) return
    const now = performance.now()
    if (this.look.width !== null) {
      const text = `${spinner(this.look, step.turn++)} ${printable(step.text)}`
      this.#sink.write(`\r\u001b[K${text.slice(0, this.look.width - 1)}`)
    } else if (now - step.spokenAt >= PATIENCE_MS) {
      step.spokenAt = now
      this.#sink.write(`${sign(this.look, 'ellipsis')} ${printable(step.text)} (${showDuration(now - step.since)})\n`)
    }
  }

  #clear (): void {
    if (this.#step !== null && this.look.width !== null) this.#sink.write('\r\u001b[K')
  }
}
