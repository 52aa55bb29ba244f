/**
 * The agent's own log: JSON lines, pretty on a terminal.
 *
 * Touches the standard output. Secrets are redacted by key.
 */
import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'

export type { Logger }

export function makeLog (level: string, node: string): Logger {
  const options = {
    level, base: { node }, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'msg',
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['token', 'secret', '*.token', '*.secret', 'headers.authorization']
  }
  if (process.stdout.isTTY)
    return pino(options, pretty({ colorize: process.env['NO_COLOR'] === undefined, ignore: 'node', sync: true }))
  return pino(options, pino.destination({ dest: 1, sync: true }))
}
