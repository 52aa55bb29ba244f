/**
 * docs/errors.md, made from the tables of the packages, and what a page that somebody changed says differently.
 *
 * Pure.
 */
import type { ErrorDefinition } from '@hivemind/base'

/** The table of one package's `src/errors.ts`. */
export interface ErrorTable {
  readonly room: string
  readonly errors: Readonly<Record<string, ErrorDefinition>>
}

const FIELDS = ['code', 'about', 'hint', 'exit', 'status', 'changed', 'retry'] as const
type Row = Readonly<Record<(typeof FIELDS)[number] | 'room', string>>

const INTRODUCTION = `# Errors

<!-- Made by \`npm run fix\` from packages/*/src/errors.ts; change those. -->

Every refusal carries one of these codes, a message with what was found and what was expected, and a hint. Codes stay;
texts may get better. *Exit* is the exit code of a command that ends with it, *status* that of an HTTP answer. *Changed*
says whether anything was changed: \`no\`, or \`unknown\` when the outcome could not be learned. *Retry* says whether
the same call may succeed later without anything else being done.`

/** The whole page, packages and codes in alphabetical order. */
export function errorsPage (tables: readonly ErrorTable[]): string {
  const sections = [...tables].sort((one, other) => one.room < other.room ? -1 : 1).map(table => {
    const rows = rowsOf(table).map(row => `| ${FIELDS.map(field => cell(row[field])).join(' | ')} |`)
    const heading = [`## ${table.room}`, '', `| ${FIELDS.join(' | ')} |`, `|${' --- |'.repeat(FIELDS.length)}`]
    return [...heading, ...rows].join('\n')
  })
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`
}

/** Sentences about how the page and the tables differ, empty when they agree. */
export function errorsProblems (tables: readonly ErrorTable[], page: string): string[] {
  const written = parse(page)
  const rows = tables.flatMap(rowsOf)
  const problems = rows.flatMap(row => {
    const documented = written.get(place(row))
    if (documented === undefined) return [`${row.code} is not in docs/errors.md`]
    return FIELDS.filter(field => documented[field] !== row[field])
      .map(field => `${row.code}: docs/errors.md says ${field} is "${documented[field]}", the code "${row[field]}"`)
  })
  const known = new Set(rows.map(place))
  const gone = [...written.values()].filter(row => !known.has(place(row)))
  const lost = gone.map(({ code, room }) => `${code} is in docs/errors.md, and not in the table of ${room}`)
  return [...problems, ...lost, ...twice(tables)]
}

/** Codes that two packages define, or that a source mentions without any package defining them. */
export function codeProblems (tables: readonly ErrorTable[], texts: ReadonlyMap<string, string>): string[] {
  const known = new Set(tables.flatMap(({ errors }) => Object.keys(errors)))
  const raised = new Set<string>()
  const problems: string[] = []
  for (const [path, text] of texts) {
    const codes = new Set([...text.matchAll(/\bHIVE_[A-Z]+(?:_[A-Z]+)*\b/g)].map(([code]) => code))
    for (const code of codes) {
      if (!path.endsWith('/errors.ts')) raised.add(code)
      if (!known.has(code)) problems.push(`${path} mentions ${code}, which no errors.ts defines`)
    }
  }
  const idle = [...known].filter(code => !raised.has(code))
  return [...problems, ...idle.map(code => `${code} is defined and never raised`)]
}

function twice (tables: readonly ErrorTable[]): string[] {
  const rooms = new Map<string, string[]>()
  for (const { room, errors } of tables) {
    for (const code of Object.keys(errors)) rooms.set(code, [...rooms.get(code) ?? [], room])
  }
  const shared = [...rooms].filter(([, all]) => all.length > 1)
  return shared.map(([code, all]) => `${code} is defined by ${all.join(' and ')}`)
}

const rowsOf = ({ room, errors }: ErrorTable): Row[] => Object.entries(errors)
  .map(([code, { about, hint, exit, status, changed, retry }]) =>
    ({ room, code, about, hint, exit: String(exit), status: String(status), changed, retry }))
  .sort((one, other) => one.code < other.code ? -1 : 1)

const cell = (text: string): string => text.replaceAll('|', '\\|')

/** Where a row stands: codes are compared table by table. */
const place = ({ room, code }: Row): string => `${room} ${code}`

/** Rows of the page's tables by their place. */
function parse (page: string): Map<string, Row> {
  let room = ''
  const rows = page.split('\n').flatMap(line => {
    room = /^## (.+)$/.exec(line)?.[1] ?? room
    if (!line.startsWith('| HIVE_')) return []
    const cells = line.split(/(?<!\\)\|/).slice(1, -1).map(text => text.trim().replaceAll('\\|', '|'))
    return [{ ...Object.fromEntries(FIELDS.map((field, at) => [field, cells[at] ?? ''])), room } as Row]
  })
  return new Map(rows.map(row => [place(row), row]))
}
