/**
 * A plan of recovery as a person reads it at three in the morning: what goes on, what is given up, what may be lost.
 *
 * Pure.
 */
import { showCount } from './duration.ts'
import { fields } from './reply.ts'
import { type Look, paint } from './terminal.ts'

interface Named {
  readonly id: string
  readonly name: string
}
interface Entry {
  readonly index: number
  readonly term: number
  readonly type: string
  readonly at: number
  readonly txid: string
}

/** The plan that packages/kernel/src/recovery.ts makes, as far as it is shown. */
export interface Plan {
  readonly cluster: Named
  readonly survivor: Named & { readonly lastIndex: number, readonly lastTerm: number }
  readonly epoch: { readonly from: number, readonly to: number }
  readonly lineage: { readonly from: number, readonly to: number }
  readonly term: number
  readonly voters: readonly Named[]
  readonly lost: readonly Named[]
  readonly others: readonly Named[]
  readonly undecided: { readonly from: number, readonly through: number, readonly entries: readonly Entry[] } | null
  readonly dropped: ReadonlyArray<
    Named & { readonly from: number, readonly through: number, readonly entries: readonly Entry[] }
  >
  readonly behind: ReadonlyArray<Named & { readonly lastIndex: number, readonly entries: number }>
  readonly maybeLost: {
    readonly possible: boolean
    readonly after: number
    readonly since: number
    readonly why: string
  }
  readonly compared: readonly string[]
}
export interface NamedPlan {
  readonly hash: string
  readonly plan: Plan
  readonly directories: Readonly<Record<string, string>>
}

/** Entries shown of a list; the rest is counted, and all are in the JSON. */
const SHOWN = 8

/** What the plan would do and cost. */
export function planText ({ hash, plan }: NamedPlan, look: Look): string {
  const { survivor, epoch, maybeLost } = plan
  const nextOf = (id: string): string => id === survivor.id ? 'votes at once' : 'votes once it has caught up'
  return [
    fields(look, [
      ['cluster', `${plan.cluster.name} (${plan.cluster.id})`],
      ['goes on', `${survivor.name}, whose log ends at ${showCount(survivor.lastIndex)} of term ${survivor.lastTerm}`],
      ['epoch', `${epoch.from} -> ${epoch.to}`],
      ['voters', plan.voters.map(({ id, name }) => `${name} (${nextOf(id)})`).join(', ')],
      ['given up', list(plan.lost.map(({ name, id }) => `${name} (${id})`))],
      ['others', othersText(plan)]
    ]),
    '',
    paint(look, 'bold', 'What is lost, or may be'),
    ...lossLines(plan).map(line => `  ${line}`),
    '',
    paint(look, maybeLost.possible ? 'yellow' : 'green', maybeLost.possible
      ? 'If any machine that is given up may still run, stop here.'
      : 'Nothing that was acknowledged is lost.'),
    `plan ${hash}`
  ].join('\n')
}

const othersText = ({ others }: Plan): string =>
  others.length === 0 ? '-' : `${list(others.map(({ name }) => name))}: members that go on by themselves while they run`

/** The losses, a sentence a line. */
export function lossLines ({ survivor, undecided, dropped, behind, maybeLost }: Plan): string[] {
  const since = maybeLost.since === 0 ? '' : `, written at ${new Date(maybeLost.since).toISOString()}`
  const why = sentence(maybeLost.why)
  return [
    maybeLost.possible
      ? `MAY BE LOST: whatever was acknowledged after entry ${showCount(maybeLost.after)}${since}. ${why}`
      : why,
    ...(undecided === null
      ? ['No entry is kept that was not known to be committed.']
      : [
          `KEPT: entries ${range(undecided)} of ${survivor.name} were not known to be committed, and are from now on. ` +
            'Who sent them may have been told that their outcome is unknown:',
          ...entryLines(undecided.entries)
        ]),
    ...dropped.flatMap(({ name, entries, ...span }) => [
      `DROPPED: entries ${range(span)} that ${name} holds and ${survivor.name} does not; no quorum ever held them:`,
      ...entryLines(entries)
    ]),
    ...behind.map(({ name, lastIndex, entries }) =>
      `${name} ends at ${showCount(lastIndex)} and gets ${showCount(entries)} entries from ${survivor.name}.`)
  ]
}

const list = (words: readonly string[]): string => words.length === 0 ? '-' : words.join(', ')
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
const range = ({ from, through }: { readonly from: number, readonly through: number }): string =>
  from === through ? showCount(from) : `${showCount(from)} to ${showCount(through)}`

function entryLines (entries: readonly Entry[]): string[] {
  const rows = entries.slice(0, SHOWN).map(({ index, term, type, at, txid }) => [
    `  ${index}`, `term ${term}`, type, ...(at === 0 ? [] : [new Date(at).toISOString()]),
    ...(txid === '' ? [] : [`txid ${txid}`])
  ].join('  '))
  if (entries.length <= SHOWN) return rows
  return [...rows, `  and ${showCount(entries.length - SHOWN)} more (all with -o json)`]
}
