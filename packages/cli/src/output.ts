/**
 * Data to stdout in the form that was asked for: a picture for people, one JSON document, or JSON lines.
 *
 * Pure, but for the sink it is handed.
 */
import type { Look, Sink } from './terminal.ts'

export const API_VERSION = 'hivemind/v1'
export type Form = 'table' | 'json' | 'ndjson'

/** An answer before it has a form: one thing (`item`) or a list (`items`), and the picture of it. */
export interface Shown {
  /** `Status`, `NodeList`: the JSON envelope's kind. */
  readonly kind: string
  readonly item?: unknown
  readonly items?: readonly unknown[]
  readonly meta?: unknown
  readonly text: (look: Look) => string
}

/** The versioned envelope around JSON answers. */
export function envelopeOf ({ kind, item, items, meta }: Shown): Record<string, unknown> {
  return {
    apiVersion: API_VERSION,
    kind,
    ...(items === undefined ? { item } : { items }),
    ...(meta === undefined ? {} : { meta })
  }
}

/** The whole answer as text with a newline at its end; empty when there is nothing to say. */
export function formatted (shown: Shown, form: Form, look: Look): string {
  if (form === 'json') return `${JSON.stringify(envelopeOf(shown), null, 2)}\n`
  if (form === 'ndjson') return (shown.items ?? [shown.item]).map(item => `${JSON.stringify(item)}\n`).join('')
  const text = shown.text(look)
  return text === '' ? '' : `${text}\n`
}

export interface Output {
  readonly form: Form
  readonly look: Look
  readonly show: (shown: Shown) => void
  /** Show it in place of what was shown before: redrawn on a terminal, one JSON line elsewhere. */
  readonly redraw: (shown: Shown) => void
  readonly write: (text: string) => void
}

export function outputTo (sink: Sink, form: Form, look: Look): Output {
  let before = ''
  const redraw = (shown: Shown): void => {
    const text = form === 'table' ? formatted(shown, form, look) : `${JSON.stringify(envelopeOf(shown))}\n`
    if (text === before) return
    const clear =
      form === 'table' && look.width !== null ? '\u001b[H\u001b[J' : before === '' || form !== 'table' ? '' : '\n'
    if (before === '' && clear !== '') sink.write('\u001b[2J')
    before = text
    sink.write(clear + text)
  }
  return {
    form,
    look,
    redraw,
    write: text => {
      sink.write(text)
    },
    show: shown => {
      sink.write(formatted(shown, form, look))
    }
  }
}
