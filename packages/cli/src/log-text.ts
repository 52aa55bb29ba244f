/** Rows of the log as lines, since a log is read as it grows. Pure. */
import type { LogRow } from '@hivemind/api'
import { type Look, paint, printable, sign } from './terminal.ts'

const TYPE_WIDTH = 20

/** `    812  12:03:04  user.created          {"name":"ada"}`, cut to a terminal's width at the payload. */
export function rowText (row: LogRow, look: Look): string {
  const at = row.at === null ? '-' : look.width === null ? row.at : row.at.slice(11, 19)
  const head = `${String(row.index).padStart(7)}  ${at.padEnd(look.width === null ? 24 : 8)}  `
  const type = printable(row.type).padEnd(TYPE_WIDTH)
  const payload = printable(row.payload === undefined || row.payload === null ? '' : JSON.stringify(row.payload))
  const room = look.width === null ? Number.POSITIVE_INFINITY : Math.max(10, look.width - head.length - type.length - 2)
  const end = sign(look, 'ellipsis')
  const shown = payload.length <= room ? payload : payload.slice(0, Math.max(0, room - end.length)) + end
  return `${paint(look, 'dim', head)}${paint(look, row.kind === 'event' ? 'cyan' : null, type)}  ${shown}`.trimEnd()
}
