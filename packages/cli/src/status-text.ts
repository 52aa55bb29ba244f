/**
 * One screen of truth about a cluster, as one agent sees it.
 *
 * Pure.
 */
import type { ControlPlaneLoad, ControlPlanePeer, Meta, Status } from '@hivemind/api'
import { showBytes, showCount, showDuration } from './duration.ts'
import { showLacks } from './joining.ts'
import { type Look, type Paint, paint, printable, sign } from './terminal.ts'

const HEALTH_PAINT: Readonly<Record<Status['health'], Paint>> = {
  healthy: 'green',
  degraded: 'red',
  repairing: 'yellow',
  joining: 'yellow',
  fenced: 'red'
}

/** The screen of `hivemind status`. */
export function statusText (
  status: Status, peers: readonly ControlPlanePeer[], meta: Meta, look: Look, load: readonly ControlPlaneLoad[] = []
): string {
  const rows: Array<readonly [string, string]> = [
    ['cluster', clusterLine(status, look)],
    ...(peers.length === 0 ? [] : [['control', controlLine(status, peers, look)] as const]),
    ...(load.length === 0 ? [] : [['load', loadLine(load, look)] as const]),
    ['nodes', nodesLine(status, look)],
    ['agent', `${printable(status.name)}  pid ${status.agent.pid}  up ${showDuration(Math.max(0, Date.now() - Date.parse(status.agent.startedAt)))}  memory ${showBytes(status.agent.rssBytes)}  log ${showBytes(status.agent.logBytes)}`],
    ...notes(status, meta, look)
  ]
  return rows.map(([name, text]) => `${paint(look, 'bold', name.padEnd(9))}${text}`).join('\n')
}

function clusterLine (status: Status, look: Look): string {
  const health = paint(look, HEALTH_PAINT[status.health], status.health.toUpperCase())
  const leader = status.leader === null ? paint(look, 'red', 'no leader') : `leader ${printable(status.leader.name)}`
  return `${printable(status.cluster?.name ?? '(none yet)')}  epoch ${status.epoch}  ${health}  ${leader} (term ${status.term})  index ${showCount(status.appliedIndex)}`
}

function controlLine (status: Status, peers: readonly ControlPlanePeer[], look: Look): string {
  const each = peers.map(peer => {
    const down = peer.condition === 'unreachable'
    const mark = paint(look, down ? 'red' : 'green', sign(look, down ? 'ring' : 'dot'))
    const lag = peer.lag === null || peer.standing === 'leader' ? '' : ` +${showCount(peer.lag)}`
    return `${printable(peer.name)} ${mark} ${down ? 'unreachable' : peer.standing}${lag}`
  })
  const { reachable, voters, needed, tolerates } = status.quorum
  const standing = `quorum ${reachable}/${voters}, needs ${needed}, tolerates ${tolerates} ${tolerates === 1 ? 'failure' : 'failures'}`
  return `${each.join('   ')}   ${paint(look, reachable < needed ? 'red' : 'dim', standing)}`
}

/** How the members spread over those that they keep alive with. */
function loadLine (load: readonly ControlPlaneLoad[], look: Look): string {
  const each = load.map(({ name, members }) => `${printable(name)} ${showCount(members)}`)
  const here = load.find(({ followers }) => followers !== null)
  const real = here === undefined ? '' : `; ${showCount(here.followers ?? 0)} follow ${printable(here.name)} now`
  return `${each.join('   ')}   ${paint(look, 'dim', `members that keep alive with each${real}`)}`
}

function nodesLine (status: Status, look: Look): string {
  const { alive, suspect, unreachable, unknown, names, total, draining = 0 } = status.members
  const separator = ` ${sign(look, 'middle')} `
  const parts = [
    `${alive} up`,
    ...(suspect > 0 ? [`${suspect} suspect`] : []),
    ...(unreachable > 0
      ? [
          paint(
            look,
            'red',
            `${unreachable} unreachable (${printable(names.join(', '))}${unreachable > names.length ? ', ...' : ''})`
          )
        ]
      : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(draining > 0 ? [paint(look, 'yellow', `${draining} draining`)] : [])
  ]
  return `${parts.join(separator)} of ${total}`
}

function joiningText ({ step, request, lacks }: NonNullable<Status['joining']>): string {
  if (lacks.length > 0) return `waiting for ${printable(showLacks(lacks))}`
  return request === '' ? step : `${step}, request ${printable(request)}`
}

/** What a person should look at, one line each. */
function notes (status: Status, meta: Meta, look: Look): Array<readonly [string, string]> {
  const arrow = sign(look, 'arrow')
  const found: Array<readonly [string, string]> = []
  if (status.degraded) found.push(['degraded', paint(look, 'red', printable(status.degradedReason))])
  if (status.repair !== null)
    found.push([
      'repair',
      paint(
        look,
        'yellow',
        `this disk lacks entries up to ${status.repair.index}; it fetches them from its peers and leads nobody until then`
      )
    ])
  for (const note of status.agent.diskNotes) found.push(['disk', printable(note)])
  if (status.joining !== null && status.joining.step !== 'ready')
    found.push([
      'joining',
      joiningText(status.joining)
    ])
  for (const { role, capability } of status.unmet) {
    const lacks = `role ${printable(role)} requires ${printable(capability)}, which no member performs`
    found.push(['unmet', `${paint(look, 'red', lacks)} ${arrow} hivemind role list`])
  }
  if (status.joinsWaiting > 0)
    found.push(['joins', `${status.joinsWaiting} waiting for approval ${arrow} hivemind join-request list`])
  if (status.unknownEntries > 0)
    found.push([
      'unknown',
      `${status.unknownEntries} entries of a newer release were kept, not understood ${arrow} upgrade this agent`
    ])
  if (meta.stale)
    found.push(['age', paint(look, 'yellow', `last sign of a working leader ${showDuration(meta.ageMs)} ago`)])
  return found
}
