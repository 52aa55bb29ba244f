/**
 * What can be wrong with a role, each finding with its remedy.
 *
 * Pure: a role and what its code says of itself here, in; findings, out.
 */
import type { Reply, Role, Status } from '@hivemind/api'
import type { HivemindError } from '@hivemind/base'
import { type Check, check, type Row } from './checks.ts'
import { showBytes } from './duration.ts'

export type Examined = Reply<'role-describe'>['item'] | HivemindError

/** Memory of a role's process from which on its end is near: three quarters of what it is given. */
const RSS_BYTES_MANY = 192 * 1024 * 1024

export const roleChecks = (role: Role, examined: Examined, status: Status): Check[] =>
  [...code(role, examined), ...broughtKinds(role), ...company(role), contract(role, status), ...life(role)]
    .map(row => check('local', row))

/** Whether the kinds that it brought are as it wants them: an aborted update may have left others. */
const broughtKinds = ({ kinds }: Role): Row[] => kinds.length === 0 ? [] : [[
  'kinds', kinds.every(({ alike }) => alike) ? 'ok' : 'warning',
  kinds.map(({ name, alike }) => alike ? name : `${name} is defined otherwise`).join(', '),
  'Look at it: hivemind kind show KIND; change what does not fit, then enable the role again.'
]]

/** Its code on this machine: manifest, handshake, settings, version. */
function code (role: Role, examined: Examined): Row[] {
  if ('code' in examined) return [['code', 'failing', `${examined.code}: ${examined.message}`, examined.hint]]
  const { name, version, fits, differs } = examined
  return [
    ['code', 'ok', `${role.source.at} can be read, speaks to this agent, and takes its settings`],
    [
      'version', fits ? 'ok' : 'failing', `here is ${name} ${version}, enabled is ${role.name} ${role.version}`,
      `Bring the same major version, not an older one, to this machine; or roll this one out: hivemind role update ${role.name}.`
    ],
    [
      'manifest', differs.length === 0 ? 'ok' : 'warning',
      differs.length === 0
        ? 'the log knows it as the code says it'
        : `the code says otherwise than the log: ${differs.join(', ')}`,
      `Tell the log: hivemind role update ${role.name}.`
    ]
  ]
}

/** Whether it is held, and has what it needs of others. */
function company ({ name, holders, holdingCount, holding, requires, unmet, update }: Role): Row[] {
  const away = holding.filter(({ reachable }) => !reachable).map(one => one.name)
  const rows: Row[] = [
    [
      'requires', unmet.length === 0 ? 'ok' : 'failing',
      unmet.length === 0 ? requires.join(', ') || 'nothing' : `nobody performs ${unmet.join(', ')}`,
      'Enable a role that performs it, or bring back the members that hold one: hivemind role list.'
    ],
    [
      'holders', holdingCount === 0 ? 'failing' : away.length > 0 || holdingCount < holders ? 'warning' : 'ok',
      `${holdingCount}${holders === 0 ? '' : ` of ${holders}`} can be reached` +
        (away.length === 0 ? '' : `; not ${away.join(', ')}`),
      'Start the members that are away, or let others run it: hivemind role enable SOURCE --on NAMES.'
    ]
  ]
  if (update === null) return rows
  const { failed, version } = update
  return [...rows, [
    'update', failed === null ? 'ok' : 'failing',
    failed === null ? `${version} is on its way` : `${version} stopped at ${failed.member}: ${failed.problem}`,
    `Mend it and go on: hivemind role update ${name} --resume; or go back: hivemind role update ${name} --abort.`
  ]]
}

/** Whether it does without a quorum what it said that it would. */
function contract ({ degraded, here }: Role, status: Status): Row {
  const said = degraded === 'stop' ? 'stops without a quorum' : 'goes on without a quorum'
  if (!status.degraded || here === null) return ['degraded', 'ok', said]
  const works = here.state === 'ready' || here.state === 'working'
  const kept = degraded === 'stop' ? !works : here.state !== 'suspended'
  const remedy = 'Look at its process: hivemind role show NAME; the agent ends it if it does not listen.'
  return ['degraded', kept ? 'ok' : 'failing', `${said}; there is none, and it is ${here.state}`, remedy]
}

/** How its process is on this machine. */
function life ({ here }: Role): Row[] {
  if (here === null) return [['here', 'ok', 'it does not run on this machine']]
  const { state, crashes, lastEnd, problem, rssBytes, words } = here
  const bad = state === 'refused' || state === 'failing' || state === 'waiting'
  return [
    [
      'here', bad ? 'failing' : 'ok', `${state}${problem === '' ? '' : `: ${problem}`}`,
      'Mend its code or settings; it is tried again by itself, or at once when it is enabled anew.'
    ],
    [
      'crashes', crashes === 0 ? 'ok' : crashes < 3 ? 'warning' : 'failing',
      crashes === 0
        ? 'none of late'
        : `${crashes}; the last: ${lastEnd}${words.length === 0 ? '' : `; it said: ${words.at(-1)}`}`,
      'Its last words are in: hivemind role show NAME, and all of them in the agent\'s log.'
    ],
    [
      'memory', rssBytes > RSS_BYTES_MANY ? 'warning' : 'ok', showBytes(rssBytes),
      'It is ended at 256 MiB; look for what it keeps.'
    ]
  ]
}
