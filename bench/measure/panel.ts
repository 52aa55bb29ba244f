/**
 * One chart of a picture: lines and points over two axes, with its legend.
 *
 * Pure.
 */

export interface Series {
  readonly name: string
  readonly colour: string
  /** Points without a line between: single figures of others. */
  readonly single?: boolean
  readonly points: ReadonlyArray<readonly [x: number, y: number]>
}

export interface Panel {
  readonly title: string
  readonly across: string
  readonly up: string
  /** Whether both axes are logarithmic; otherwise both are linear, from zero. */
  readonly logarithmic: boolean
  readonly series: readonly Series[]
}

export const PANEL = { width: 560, height: 380 } as const
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 16, 34, 128] as const
const INK = '#24292f'
const LEGEND_LINE = 17

/** @param at - where its upper left corner is */
export function panel ({ title, across, up, logarithmic, series }: Panel, at: readonly [number, number]): string {
  const shown = series.filter(({ points }) => points.length > 0)
  const all = shown.flatMap(({ points }) => points)
  const scale = logarithmic ? logScale : linearScale
  const x = scale(all.map(point => point[0]), LEFT, PANEL.width - RIGHT)
  const y = scale(all.map(point => point[1]), PANEL.height - BOTTOM, TOP)
  const bottom = PANEL.height - BOTTOM
  return [
    `<g transform="translate(${at[0]} ${at[1]})">`,
    text(LEFT, 18, 'start', title, 'font-weight="bold"'),
    ...x.marks.map(mark => `${rule(x.at(mark), TOP, x.at(mark), bottom)}${text(x.at(mark), bottom + 16, 'middle', short(mark))}`),
    ...y.marks.map(mark => `${rule(LEFT, y.at(mark), PANEL.width - RIGHT, y.at(mark))}${text(LEFT - 6, y.at(mark) + 4, 'end', short(mark))}`),
    text((LEFT + PANEL.width) / 2, bottom + 33, 'middle', across),
    text(LEFT - 48, TOP - 6, 'start', up),
    ...shown.flatMap((one, nth) => [drawn(one, x, y), legend(one, nth, bottom + 50)]),
    '</g>'
  ].join('\n')
}

function drawn ({ colour, points, single = false }: Series, x: Scale, y: Scale): string {
  const places = points.map(([across, up]) => [x.at(across), y.at(up)] as const)
  const line = `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${places.join(' ')}"/>`
  const dots = places.map(([left, top]) => `<circle cx="${left}" cy="${top}" r="3.5" fill="${colour}"/>`)
  return [...(single ? [] : [line]), ...dots].join('')
}

/** Two columns below the axes. */
function legend ({ name, colour }: Series, nth: number, top: number): string {
  const [left, height] = [LEFT + nth % 2 * (PANEL.width / 2 - 30), top + Math.floor(nth / 2) * LEGEND_LINE]
  return `<circle cx="${left}" cy="${height - 4}" r="4" fill="${colour}"/>${text(left + 10, height, 'start', name)}`
}

interface Scale { readonly at: (value: number) => number, readonly marks: readonly number[] }

function logScale (values: readonly number[], from: number, to: number): Scale {
  const [low, high] = [Math.log10(Math.min(...values) * 0.7), Math.log10(Math.max(...values) * 1.4)]
  const at = (value: number): number => rounded(from + (Math.log10(value) - low) / (high - low) * (to - from))
  const decades = Array.from({ length: 14 }, (_, nth) => 10 ** (nth - 3))
  const marks = decades.flatMap(decade => [1, 2, 5].map(step => Number((step * decade).toPrecision(1))))
    .filter(mark => Math.log10(mark) >= low && Math.log10(mark) <= high)
  return { at, marks }
}

function linearScale (values: readonly number[], from: number, to: number): Scale {
  const high = Math.max(1, ...values) * 1.05
  const at = (value: number): number => rounded(from + value / high * (to - from))
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].find(one => high / one <= 8) ?? 5_000
  return { at, marks: Array.from({ length: Math.floor(high / step) + 1 }, (_, nth) => nth * step) }
}

const rounded = (value: number): number => Math.round(value * 10) / 10
const short = (value: number): string => value >= 1_000 ? `${value / 1_000}k` : String(value)
const rule = (x1: number, y1: number, x2: number, y2: number): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#d0d7de"/>`

export const text = (left: number, top: number, anchor: string, words: string, more = ''): string =>
  `<text x="${left}" y="${top}" text-anchor="${anchor}" fill="${INK}" ${more}>${words}</text>`
