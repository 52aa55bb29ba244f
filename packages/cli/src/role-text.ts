/** Roles as people see them. Pure. */
import type { Role, RoleHere } from '@hivemind/api'
import { showBytes, showDuration } from './duration.ts'
import { ageText, fields } from './reply.ts'
import { type Look, type Paint, printable } from './terminal.ts'

/** Ends one after another from which on it is called a crash loop. */
const LOOP = 3

const COLOURS: Readonly<Record<RoleHere['state'], Paint | null>> = {
  starting: 'yellow', working: 'yellow', ready: 'green', failing: 'red', waiting: 'red', suspended: 'yellow',
  stopping: 'yellow', refused: 'red'
}

export const holdersText = ({ holders }: Pick<Role, 'holders'>): string =>
  holders === 0 ? 'every' : holders === 1 ? 'one' : String(holders)

/** How it is on the answering machine, in a word or two. */
export function hereText (here: RoleHere | null): { readonly text: string, readonly paint: Paint | null } {
  if (here === null) return { text: '-', paint: 'dim' }
  const looping = here.crashes >= LOOP ? `crash loop, ${here.crashes} times` : null
  return { text: looping ?? here.state, paint: looping === null ? COLOURS[here.state] : 'red' }
}

/** `2/3` of those that hold it, or are to. */
export const countText = ({ holdingCount, holders }: Role): string =>
  holders === 0 ? String(holdingCount) : `${holdingCount}/${holders}`

export function roleText (look: Look, role: Role): string {
  const { source, members, performs, requires, unmet, config } = role
  return fields(look, [
    ['name', `${role.name} ${role.version}`],
    ['source', printable(`${source.type} ${source.at}`)],
    ['holders', `${holdersText(role)} of ${members.length === 0 ? 'all members' : members.join(', ')}`],
    ...role.user === null ? [] : [['runs as', role.user] as const],
    ['held by', role.holding.map(one =>
      `${one.name} (fence ${one.fence}${one.reachable ? '' : ', unreachable'})`).join(', ') || 'nobody'],
    ['performs', performs.join(', ') || '-'],
    ['requires', requires.join(', ') || '-'],
    ['unmet', unmet.join(', ') || '-'],
    ...role.observes.length === 0 ? [] : [['observes', role.observes.join(', ')] as const],
    ['actions', role.actions.map(({ name, about }) =>
      about === '' ? name : `${name} (${printable(about)})`).join(', ') || '-'],
    ...role.templates.map(({ name, about, multiplicity, opens, managed }, at): readonly [string, string] => [
      at === 0 ? 'processes' : '',
      `${name}: ${multiplicity}${managed ? '' : ', not managed'}${opens.length === 0 ? '' : `, opens ${opens.join(', ')}`}` +
        (about === '' ? '' : ` (${printable(about)})`)
    ]),
    ...role.kinds.map(({ name, fields: own, alike }, at): readonly [string, string] => [
      at === 0 ? 'kinds' : '',
      `${name}: ${printable(own.join(', ')) || 'any fields'}${alike ? '' : '; defined otherwise now: hivemind kind show'}`
    ]),
    ['degraded', role.degraded === 'stop' ? 'stops without a quorum' : 'goes on without a quorum'],
    ['settings', printable(JSON.stringify(config))],
    ['revision', `${role.revision}, ${ageText(look, role.changedAt)}, index ${role.changedIndex}`],
    ...role.update === null ? [] : [['update', printable(updateText(role.update))] as const],
    ...hereRows(role.here)
  ])
}

function updateText ({ version, done, left, turn, failed }: NonNullable<Role['update']>): string {
  const where = failed === null
    ? `it is the turn of ${turn ?? 'nobody'}`
    : `stopped at ${failed.member}: ${failed.problem}`
  return `to ${version}, ${done} of ${done + left} members; ${where}`
}

function hereRows (here: RoleHere | null): ReadonlyArray<readonly [string, string]> {
  if (here === null) return [['here', 'it does not run on this machine']]
  const { pid, rssBytes, fence, crashes, lastEnd, againMs, problem, report, words, reconciledIndex } = here
  const process = pid === null ? '' : `, pid ${pid}, ${showBytes(rssBytes)}${fence === null ? '' : `, fence ${fence}`}`
  return [
    ['here', `${hereText(here).text}${process}`],
    ['agrees with', reconciledIndex === 0 ? '-' : `index ${reconciledIndex}`],
    ...report === '' ? [] : [['report', printable(report)] as const],
    ...problem === '' ? [] : [['problem', printable(problem)] as const],
    ...crashes === 0 ? [] : [['crashes', `${crashes}; the last: ${printable(lastEnd)}`] as const],
    ...againMs === null ? [] : [['again in', showDuration(againMs)] as const],
    ...words.map((line, at): readonly [string, string] => [at === 0 ? 'last words' : '', printable(line)])
  ]
}
