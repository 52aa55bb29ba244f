/** Rows and columns as text: aligned, coloured by cell, cut to the terminal only where a cut does no harm. Pure. */
import { type Look, type Paint, paint, printable, sign } from './terminal.ts'

export interface Column {
  readonly title: string
  /** May be shortened on a narrow terminal. Never set it for ids, names or anything that is copied. */
  readonly cut?: true
  readonly right?: true
}
export type Cell = string | number | { readonly text: string, readonly paint: Paint | null }
export interface Table {
  readonly columns: readonly Column[]
  readonly rows: ReadonlyArray<readonly Cell[]>
  readonly empty: string
}

const textOf = (cell: Cell | undefined): string =>
  cell === undefined ? '' : printable(typeof cell === 'object' ? cell.text : String(cell))
const GAP = 2
const NARROWEST = 8

/** The table, without a newline at the end. */
export function renderTable (table: Table, look: Look): string {
  if (table.rows.length === 0) return paint(look, 'dim', table.empty)
  const widths = fit(table, look)
  const line = (cells: ReadonlyArray<{ text: string, paint: Paint | null }>): string => cells.map((cell, at) => {
    const width = widths[at] ?? 0
    const text = shorten(cell.text, width, look)
    const pad = ' '.repeat(Math.max(0, width - text.length))
    const right = table.columns[at]?.right === true
    const last = at === cells.length - 1
    return right ? pad + paint(look, cell.paint, text) : paint(look, cell.paint, text) + (last ? '' : pad)
  }).join(' '.repeat(GAP)).trimEnd()
  const head = line(table.columns.map(({ title }) => ({ text: title, paint: 'bold' as const })))
  const body = table.rows.map(row => line(table.columns.map((_, at) => {
    const cell = row[at]
    return { text: textOf(cell), paint: typeof cell === 'object' ? cell.paint : null }
  })))
  return [head, ...body].join('\n')
}

function fit (table: Table, look: Look): number[] {
  const widths = table.columns.map((column, at) =>
    Math.max(column.title.length, ...table.rows.map(row => textOf(row[at]).length))
  )
  if (look.width === null) return widths
  let over = widths.reduce((sum, width) => sum + width, 0) + GAP * (widths.length - 1) - look.width
  while (over > 0) {
    let widest = -1
    table.columns.forEach((column, at) => {
      const width = widths[at] ?? 0
      if (column.cut === true && width > Math.max(NARROWEST, widths[widest] ?? 0)) widest = at
    })
    if (widest === -1) break
    widths[widest] = (widths[widest] ?? 0) - 1
    over--
  }
  return widths
}

function shorten (text: string, width: number, look: Look): string {
  if (text.length <= width) return text
  const end = sign(look, 'ellipsis')
  return text.slice(0, Math.max(0, width - end.length)) + end
}
