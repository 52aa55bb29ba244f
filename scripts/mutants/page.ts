/**
 * docs/mutants.md: the part that the program writes, and reading it back.
 *
 * Pure. Prose stands outside of the two marks and is written by people.
 */
import { type Hunt, isFound, type Verdict } from './hunting.ts'
import { KINDS, type Kind } from './kinds.ts'
import type { Mutant } from './mutant.ts'
import { ROWS } from './rows.ts'

export const PAGE = 'docs/mutants.md'
const BEGIN = '<!-- written by npm run mutants -- --all --write -->'
const END = '<!-- end -->'
const HEAD = '| mutant | rows | the bug | text | unit | property | simulation |'
const RULE = '|---|---|---|---|---|---|---|'
const NOT_RUN = '?'

type Cells = Readonly<Record<Kind, string>>

function cell (verdict: Verdict): string {
  switch (verdict.type) {
    case 'found': return verdict.seeds === 0 ? 'yes' : `${verdict.by} ${verdict.seeds}`
    case 'missed': return verdict.seeds === 0 ? 'no' : `no (${verdict.seeds})`
    case 'none': return '–'
    case 'skipped': return NOT_RUN
  }
}

export const cellsOf = ({ verdicts }: Hunt): Cells =>
  Object.fromEntries(KINDS.map(kind => [kind, cell(verdicts[kind])])) as Record<Kind, string>

const line = ({ id, rows, bug }: Mutant, cells: Cells | undefined): string =>
  `| \`${id}\` | ${rows.join(' ')} | ${bug} | ${KINDS.map(kind => cells?.[kind] ?? NOT_RUN).join(' | ')} |`

/** Whether the cells of a line say that something found the bug. */
const finds = (cells: Cells): boolean => KINDS.some(kind => /^(yes|raft|kernel|tasks)/.test(cells[kind]))

/** The lines of a page's table, by mutant. */
export function readPage (page: string): ReadonlyMap<string, Cells> {
  const rows = new Map<string, Cells>()
  for (const [, id = '', cells = ''] of page.matchAll(/^\| `([a-z0-9-]+)` \| [^|]* \| [^|]* \|(.*)\|$/gm)) {
    const [text = '', unit = '', property = '', simulation = ''] = cells.split('|').map(one => one.trim())
    rows.set(id, { text, unit, property, simulation })
  }
  return rows
}

/** Mutants that a page says nothing of, or says that nothing found them. */
export function unfound (page: string, mutants: readonly Mutant[]): string[] {
  const rows = readPage(page)
  return mutants.filter(({ id }) => {
    const cells = rows.get(id)
    return cells === undefined || !finds(cells)
  }).map(({ id }) => id)
}

/** The page with the results of these hunts in it; what was not tried keeps its cell. */
export function written (page: string, mutants: readonly Mutant[], hunts: readonly Hunt[]): string {
  const rows = new Map(readPage(page))
  for (const one of hunts) rows.set(one.mutant.id, over(rows.get(one.mutant.id), cellsOf(one)))
  const lines = mutants.map(mutant => line(mutant, rows.get(mutant.id)))
  const part = [BEGIN, '', summary(mutants, rows), '', HEAD, RULE, ...lines, '', END].join('\n')
  const [before, rest = ''] = page.split(BEGIN)
  const after = rest.split(END)[1] ?? '\n'
  return `${before ?? ''}${part}${after}`
}

const over = (before: Cells | undefined, cells: Cells): Cells =>
  Object.fromEntries(
    KINDS.map(kind => [kind, cells[kind] === NOT_RUN ? before?.[kind] ?? NOT_RUN : cells[kind]])
  ) as Record<Kind, string>

function summary (mutants: readonly Mutant[], rows: ReadonlyMap<string, Cells>): string {
  const cells = mutants.flatMap(({ id }) => rows.get(id) ?? [])
  const by = (kind: Kind): number => cells.filter(one => /^(yes|raft|kernel|tasks)/.test(one[kind])).length
  const reached = cells.filter(({ simulation }) => /^(raft|kernel|tasks|no)/.test(simulation)).length
  const seeds = cells.flatMap(({ simulation }) => /^(?:raft|kernel|tasks) (\d+)/.exec(simulation)?.[1] ?? [])
    .map(Number).sort((one, other) => one - other)
  const rowsPlanted = new Set(mutants.flatMap(mutant => mutant.rows)).size
  return [
    `${mutants.length} bugs of ${rowsPlanted} of ${Object.keys(ROWS).length} rows are planted; ` +
      `${cells.filter(finds).length} are found.`,
    `Text tests find ${by('text')}, unit tests ${by('unit')}, property tests ${by('property')}.`,
    `The simulation reaches ${reached} and finds ${by('simulation')} of them, ` +
      `half of those within ${seeds[Math.floor((seeds.length - 1) / 2)] ?? 0} seeds, all within ${seeds.at(-1) ?? 0}.`
  ].join('\n')
}

/** What became of a hunt, as a line for the terminal. */
export function hunted (one: Hunt): string {
  const cells = cellsOf(one)
  const what = KINDS.map(kind => `${kind} ${cells[kind]}`).join(', ')
  const by = KINDS.flatMap(kind => {
    const verdict = one.verdicts[kind]
    return verdict.type === 'found' && verdict.seeds === 0 ? [verdict.by.split('/').at(-1)] : []
  })
  const found = isFound(one) ? 'found   ' : 'SURVIVED'
  return `${found} ${one.mutant.id}: ${what} (${[...by, `${(one.ms / 1_000).toFixed(0)} s`].join(', ')})`
}
