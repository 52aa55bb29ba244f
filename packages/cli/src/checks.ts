/**
 * What can be wrong with this machine's agent and with its cluster, each finding with its remedy.
 *
 * Local checks touch the data directory and the process table; cluster checks are pure functions of a status.
 */
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Meta, Status } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import { lastError, runningPid, settingsOf } from './agent-process.ts'
import { showBytes, showDuration } from './duration.ts'
import { VERSION } from './version.ts'

export type Verdict = 'ok' | 'warning' | 'failing'
export interface Check {
  readonly scope: 'local' | 'cluster' | 'peer'
  /** host:port of the peer that was looked at; absent when it is about no peer. */
  readonly peer?: string
  readonly name: string
  readonly verdict: Verdict
  readonly found: string
  readonly remedy: string
}

const DISK_FREE_LEAST = 512 * 1024 * 1024
const LOOP_DELAY_MOST_MS = 200
const LAG_MOST = 1_000

export type Row = readonly [name: string, verdict: Verdict, found: string, remedy?: string]
export const check = (scope: Check['scope'], [name, verdict, found, remedy = '']: Row): Check => ({
  scope,
  name,
  verdict,
  found,
  remedy: verdict === 'ok' ? '' : remedy
})

/** Look at the data directory and at the process that should run on it. */
export function localChecks (dataDir: string): Check[] {
  if (!existsSync(dataDir))
    return [
      check('local', [
        'directory',
        'failing',
        `${dataDir} does not exist`,
        'Name the right one with --data-dir, or make a cluster with: hivemind init.'
      ])
    ]
  return [
    directory(dataDir),
    settings(dataDir),
    key(dataDir),
    disk(dataDir),
    life(dataDir),
    socket(dataDir),
    death(dataDir)
  ]
    .flat()
    .map(row => check('local', row))
}

function directory (dataDir: string): Row[] {
  const mode = statSync(dataDir).mode & 0o777
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return [
      [
        'directory',
        'failing',
        `${dataDir} cannot be read and written by this user`,
        'Run doctor as the user that runs the agent, or correct the owner of the directory.'
      ]
    ]
  }
  return [
    [
      'directory',
      (mode & 0o002) === 0 ? 'ok' : 'failing',
      `${dataDir}, mode ${mode.toString(8)}`,
      `Anyone may change it; run: chmod 700 ${dataDir}`
    ]
  ]
}

function settings (dataDir: string): Row[] {
  try {
    const { name, listen } = settingsOf(dataDir)
    return [['settings', 'ok', `agent ${name}, listens on ${listen.join(', ')}`]]
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    return [['settings', 'failing', error.message, error.hint]]
  }
}

function key (dataDir: string): Row[] {
  const path = join(dataDir, 'identity.key')
  if (!existsSync(path))
    return [
      ['identity', 'warning', 'there is no identity key yet', 'It is made at the first start: hivemind agent start.']
    ]
  const mode = statSync(path).mode & 0o777
  return [
    [
      'identity',
      (mode & 0o077) === 0 ? 'ok' : 'failing',
      `identity.key has mode ${mode.toString(8)}`,
      `Others can read the key, and the agent will not start with it; run: chmod 600 ${path}`
    ]
  ]
}

function disk (dataDir: string): Row[] {
  const { bavail, bsize } = statfsSync(dataDir)
  const free = bavail * bsize
  return [
    [
      'disk',
      free >= DISK_FREE_LEAST ? 'ok' : 'failing',
      `${showBytes(free)} free`,
      `Make room: at least ${showBytes(DISK_FREE_LEAST)}; an agent that cannot write its log stops.`
    ]
  ]
}

function life (dataDir: string): Row[] {
  const pid = runningPid(dataDir)
  return [
    [
      'process',
      pid === null ? 'failing' : 'ok',
      pid === null ? 'no agent runs here' : `pid ${pid}`,
      `Start it with: hivemind agent start --data-dir ${dataDir}`
    ]
  ]
}

function socket (dataDir: string): Row[] {
  const path = join(dataDir, 'agent.sock')
  if (!existsSync(path)) return []
  const mode = statSync(path).mode & 0o777
  return [
    [
      'socket',
      (mode & 0o007) === 0 ? 'ok' : 'warning',
      `agent.sock has mode ${mode.toString(8)}`,
      `Every user of this machine may command the agent; run: chmod 660 ${path}`
    ]
  ]
}

function death (dataDir: string): Row[] {
  const refusal = lastError(dataDir)
  return refusal === null ? [] : [['last end', 'failing', `${refusal.code}: ${refusal.message}`, refusal.hint]]
}

/** Look at what an agent says of itself and of its cluster. */
export function clusterChecks (status: Status, meta: Meta, now: number): Check[] {
  return [...standing(status, meta), ...company(status), ...agentItself(status, now)].map(row => check('cluster', row))
}

/** Whether it belongs to a cluster that can decide. */
function standing (status: Status, meta: Meta): Row[] {
  return [
    [
      'membership',
      status.phase === 'member' ? 'ok' : 'failing',
      `phase ${status.phase}`,
      status.phase === 'joining'
        ? 'Approve it on a member: hivemind join-request list.'
        : 'It was removed or is of an old epoch; join again with an empty directory.'
    ],
    [
      'leader',
      status.leader === null ? 'failing' : 'ok',
      status.leader === null ? 'no leader is known' : `${status.leader.name}, term ${status.term}`,
      'Start the voters that are down: hivemind cp peers shows them.'
    ],
    [
      'decisions',
      status.degraded ? 'failing' : 'ok',
      status.degraded ? status.degradedReason : `last sign of a working leader ${showDuration(meta.ageMs)} ago`,
      'Start the voters that are down; the cluster goes on by itself when a majority is back.'
    ]
  ]
}

/** Whether the others are there. */
function company ({ quorum, members, unmet, joinsWaiting }: Status): Row[] {
  const rows: Row[] = [
    [
      'quorum',
      quorum.reachable < quorum.needed ? 'failing' : quorum.tolerates === 0 ? 'warning' : 'ok',
      `${quorum.reachable} of ${quorum.voters} voters, tolerates ${quorum.tolerates}`,
      'Add voters until there are three or five: hivemind cp add NAME.'
    ],
    [
      'voters',
      quorum.voters % 2 === 0 && quorum.voters > 0 ? 'warning' : 'ok',
      `${quorum.voters}`,
      'An even number tolerates no more failures than one less; add one or remove one.'
    ],
    [
      'members',
      members.unreachable > 0 ? 'warning' : 'ok',
      members.unreachable > 0 ? `unreachable: ${members.names.join(', ')}` : `all ${members.total} reachable`,
      'Look at them with: hivemind member list; take out those that are gone for good: hivemind node remove NAME.'
    ]
  ]
  for (const { role, capability } of unmet) {
    const remedy = 'Enable a role that performs it, or bring back the members that hold one: hivemind role list.'
    rows.push([`role ${role}`, 'warning', `requires ${capability}, which no member performs`, remedy])
  }
  if (joinsWaiting > 0) {
    rows.push(['joins', 'warning', `${joinsWaiting} waiting for approval`, 'Decide: hivemind join-request list.'])
  }
  return rows
}

/** Whether its own disk, clock and release are in order. */
const agentItself = (status: Status, now: number): Row[] => [...releaseAndClock(status, now), ...diskAndLoad(status)]

function releaseAndClock ({ agent, unknownEntries }: Status, now: number): Row[] {
  return [
    [
      'version',
      agent.version === VERSION ? 'ok' : 'warning',
      `agent ${agent.version}, command line ${VERSION}`,
      'Restart the agent after an upgrade: hivemind agent stop, then hivemind agent start.'
    ],
    [
      'entries',
      unknownEntries > 0 ? 'warning' : 'ok',
      `${unknownEntries} of an unknown type`,
      'A newer release writes them; upgrade this agent.'
    ],
    [
      'clock',
      Date.parse(agent.startedAt) > now + 60_000 ? 'warning' : 'ok',
      new Date(now).toISOString(),
      'The clock went back since the agent started; let NTP correct it.'
    ]
  ]
}

function diskAndLoad (status: Status): Row[] {
  const { agent } = status
  const sick = 'It was repaired or is being repaired; check the disk if it comes again.'
  return [
    [
      'memory',
      status.repair === null ? 'ok' : 'failing',
      status.repair === null
        ? 'the log is whole'
        : `entries up to ${status.repair.index} are missing and being fetched; it leads nobody`,
      'Wait until it is repaired; if it does not end, see whether its peers are reachable.'
    ],
    [
      'applied',
      status.commitIndex - status.appliedIndex > LAG_MOST ? 'warning' : 'ok',
      `${status.commitIndex - status.appliedIndex} entries behind what is committed`,
      'It is catching up or the machine is too slow for the load.'
    ],
    [
      'event loop',
      agent.eventLoopDelayMs > LOOP_DELAY_MOST_MS ? 'warning' : 'ok',
      `p99 delay ${Math.round(agent.eventLoopDelayMs)} ms`,
      'The machine is overloaded; elections may follow.'
    ],
    ...agent.diskNotes.map((note): Row => ['disk note', 'warning', note, sick])
  ]
}
