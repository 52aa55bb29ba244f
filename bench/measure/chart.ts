/**
 * Latency against load as an SVG: one line for each cluster and quantile, a point for each number in flight.
 *
 * Pure. Both axes are logarithmic: figures span three orders of magnitude.
 */
import type { Row } from './comparing.ts'

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [720, 420, 60, 150, 36, 48]
const COLOURS = ['#1f6feb', '#d1242f', '#8250df', '#1a7f37'] as const
const QUANTILES = [{ name: 'p50', value: 'p50Ms', dash: '' }, { name: 'p99', value: 'p99Ms', dash: '5 4' }] as const

/** @param rows - of one deed */
export function chart (title: string, rows: readonly Row[]): string {
  const x = scale(rows.map(({ perSecond }) => perSecond), LEFT, WIDTH - RIGHT)
  const y = scale(rows.flatMap(({ p50Ms, p99Ms }) => [p50Ms, p99Ms]), HEIGHT - BOTTOM, TOP)
  const parts = [
    text(WIDTH / 2 - RIGHT / 2, 20, 'middle', `${title}: latency against load, points by number in flight`),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, 'middle', 'acknowledged per second'),
    text(LEFT - 44, TOP - 10, 'start', 'ms'),
    ...x.marks.map(mark => `${line(x.at(mark), TOP, x.at(mark), HEIGHT - BOTTOM)}${text(x.at(mark), HEIGHT - BOTTOM + 18, 'middle', short(mark))}`),
    ...y.marks.map(mark => `${line(LEFT, y.at(mark), WIDTH - RIGHT, y.at(mark))}${text(LEFT - 6, y.at(mark) + 4, 'end', String(mark))}`)
  ]
  const names = [...new Set(rows.map(({ cluster }) => cluster))]
  for (const [nth, name] of names.entries()) {
    const own = rows.filter(({ cluster }) => cluster === name)
    for (const [place, quantile] of QUANTILES.entries()) {
      const colour = COLOURS[nth % COLOURS.length] ?? COLOURS[0]
      const points = own.map(row => ({ left: x.at(row.perSecond), top: y.at(row[quantile.value]), of: row.inFlight }))
      parts.push(`<polyline fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${quantile.dash}" points="${points.map(({ left, top }) => `${left},${top}`).join(' ')}"/>`)
      for (const { left, top, of } of points) {
        parts.push(`<circle cx="${left}" cy="${top}" r="3" fill="${colour}"/>`)
        if (quantile.name === 'p50') parts.push(text(left + 5, top + 14, 'start', String(of)))
      }
      const at = TOP + 10 + (nth * QUANTILES.length + place) * 20
      parts.push(`<path d="M${WIDTH - RIGHT + 12} ${at}h24" stroke="${colour}" stroke-width="2" stroke-dasharray="${quantile.dash}"/>`)
      parts.push(text(WIDTH - RIGHT + 42, at + 4, 'start', `${name} ${quantile.name}`))
    }
  }
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12"><title>${title}</title>`
  return `${head}<rect width="100%" height="100%" fill="#fff"/>\n${parts.join('\n')}\n</svg>\n`
}

interface Scale { readonly at: (value: number) => number, readonly marks: readonly number[] }

/** @param from - place of the smallest value, a little before it; `to` of the largest, a little after it */
function scale (values: readonly number[], from: number, to: number): Scale {
  const [low, high] = [Math.log10(Math.min(...values) * 0.8), Math.log10(Math.max(...values) * 1.25)]
  const at = (value: number): number =>
    Math.round((from + (Math.log10(value) - low) / (high - low) * (to - from)) * 10) / 10
  const decades = Array.from({ length: 12 }, (_, nth) => 10 ** (nth - 3))
  const marks = decades.flatMap(decade => [1, 2, 5].map(step => Number((step * decade).toPrecision(1))))
  return { at, marks: marks.filter(mark => Math.log10(mark) >= low && Math.log10(mark) <= high) }
}

const short = (value: number): string => value >= 1_000 ? `${value / 1_000}k` : String(value)
const line = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#d0d7de"/>`
const text = (left: number, top: number, anchor: string, words: string): string =>
  `<text x="${left}" y="${top}" text-anchor="${anchor}" fill="#24292f">${words}</text>`
