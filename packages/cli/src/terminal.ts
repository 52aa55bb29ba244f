/**
 * What the two output streams can show: colour, width, characters.
 *
 * Pure, but for the sinks it is handed.
 */

/** Where text goes. */
export interface Sink { readonly write: (text: string) => unknown, readonly isTTY?: boolean, readonly columns?: number }

/** How one stream may look. */
export interface Look {
  readonly colour: boolean
  /** Null: nothing is ever cut. */
  readonly width: number | null
  readonly ascii: boolean
}

export interface LookWishes {
  readonly noColor: boolean
  readonly ascii: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

const on = (text: string | undefined): boolean => text !== undefined && text !== '' && text !== '0'

/** Decide a stream's look. A wish against colour wins over one for it. Source: no-color.org, bixense.com/clicolors */
export function lookOf (sink: Sink, { noColor, ascii, env }: LookWishes): Look {
  const tty = sink.isTTY === true
  const dumb = env['TERM'] === 'dumb'
  const against = noColor || (env['NO_COLOR'] ?? '') !== '' || on(env['HIVEMIND_NO_COLOR'])
  const wanted = on(env['FORCE_COLOR']) || on(env['CLICOLOR_FORCE'])
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return {
    colour: !against && (wanted || (tty && !dumb)),
    width: tty ? sink.columns ?? 80 : null,
    ascii: ascii || dumb || locale === 'C' || locale === 'POSIX'
  }
}

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const
export type Paint = keyof typeof CODES

/** Colour text when the stream shows colour. */
export const paint = (look: Look, colour: Paint | null, text: string): string =>
  look.colour && colour !== null && text !== '' ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text

const SIGNS = {
  done: ['✔', 'ok'],
  failed: ['✘', 'x'],
  dot: ['●', '*'],
  ring: ['○', 'o'],
  arrow: ['→', '->'],
  warning: ['▲', '!'],
  ellipsis: ['…', '...'],
  middle: ['·', '|']
} as const

/** A symbol, or its stand-in. Meaning never hangs on it alone: a word stands beside it. */
export const sign = (look: Look, name: keyof typeof SIGNS): string => SIGNS[name][look.ascii ? 1 : 0]

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const
const SPINNER_ASCII = ['|', '/', '-', '\\'] as const

/** Frame `turn` of the sign that something goes on. */
export function spinner (look: Look, turn: number): string {
  const frames = look.ascii ? SPINNER_ASCII : SPINNER
  return frames[turn % frames.length] ?? ''
}

/** A bar of ten blocks for a share between 0 and 1. */
export function bar (look: Look, share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * 10)
  return (look.ascii ? '#' : '▰').repeat(full) + (look.ascii ? '.' : '▱').repeat(10 - full)
}

/** Text from elsewhere without control characters, so that no peer can repaint the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes.
export const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
