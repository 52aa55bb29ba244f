/**
 * The agent's own log: JSON lines, pretty on a terminal.
 *
 * Touches the standard output. Secrets are redacted by key.
 */
import { type Logger, pino } from 'pino'

export type { Logger }

export async function makeLog (level: string, node: string): Promise<Logger> {
  const options = {
    level, base: { node }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'msg',
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['token', 'secret', '*.token', '*.secret', 'headers.authorization']
  }
  if (!process.stdout.isTTY) return pino(options, pino.destination({ dest: 1, sync: true }))
  const { default: pretty } = await import('pino-pretty') // Agents without a terminal do without it.
  return pino(options, pretty({ colorize: process.env['NO_COLOR'] === undefined, ignore: 'node', sync: true }))
}
