/**
 * What a join would meet at each peer, as checks: name, connection, agent, cluster, version, clock, token, verdict.
 *
 * Pure. What was seen comes from packages/agent/src/looking.ts.
 */
import type { JoinTokenText } from '@hivemind/api'
import { EXIT, type ExitCode, type Refusal, versionsFit } from '@hivemind/base'
import { type Check, check, type Row } from './checks.ts'
import { showDuration } from './duration.ts'
import { VERSION } from './version.ts'

/** Tokens are judged by the leader's clock, so a machine's own is no obstacle; times in its logs will mislead. */
const SKEW_MOST_MS = 1_000

/** One peer, as far as it is shown. */
export interface PeerLook {
  readonly address: string
  readonly resolved: readonly string[] | null
  readonly connectMs: number | null
  readonly id: string | null
  readonly roundTripMs: number | null
  readonly clockAheadMs: number | null
  readonly shown: {
    readonly cluster: string
    readonly clusterName: string
    readonly epoch: number
    readonly leader: string | null
    readonly degraded: string
    readonly version: string
    readonly refusal: Refusal | null
  } | null
  readonly trouble: Refusal | null
}

export interface Asked {
  readonly token: JoinTokenText | null
  readonly voter: boolean
}

/** The checks of one peer, in the order of a join's steps; it ends with the first step that cannot be taken. */
export function peerChecks (look: PeerLook, asked: Asked): Check[] {
  return steps(look, asked).map(row => ({ ...check('peer', row), peer: look.address }))
}

function steps (look: PeerLook, asked: Asked): Row[] {
  const { address, resolved, connectMs, id, roundTripMs, shown, trouble } = look
  const ends = (name: string): Row =>
    [name, 'failing', trouble === null ? 'no answer' : `${trouble.code}: ${trouble.message}`, trouble?.hint ?? '']
  const rows: Row[] = []
  if (resolved === null) return [ends('name')]
  rows.push(['name', 'ok', `${address} is ${resolved.join(', ')}`])
  if (connectMs === null) return [...rows, ends('connection')]
  rows.push(['connection', 'ok', `TCP in ${millis(connectMs)}`])
  if (shown === null || id === null || roundTripMs === null) return [...rows, ends('agent')]
  rows.push(['agent', 'ok', `${id}, answered in ${millis(roundTripMs)}`])
  return [...rows, ...clusterRows(shown), clockRow(look), ...tokenRows(shown, asked), verdict(shown, asked)]
}

function clusterRows ({ clusterName, cluster, epoch, degraded, version }: NonNullable<PeerLook['shown']>): Row[] {
  const named = `"${clusterName}" (${cluster}), epoch ${epoch}`
  return [
    degraded === ''
      ? ['cluster', 'ok', named]
      : [
          'cluster', 'failing', `${named}, degraded: ${degraded}`,
          'A join waits until the control plane can decide: start the voters that are down.'
        ],
    [
      'version', versionsFit(version, VERSION) ? 'ok' : 'failing', `${VERSION} here, ${version} there`,
      'Install the version of the cluster on this machine.'
    ]
  ]
}

function clockRow ({ clockAheadMs, roundTripMs }: PeerLook): Row {
  const ahead = clockAheadMs ?? 0
  const within = `± ${millis((roundTripMs ?? 0) / 2)}`
  const side = ahead < 0 ? 'behind' : 'ahead of'
  return [
    'clock', Math.abs(ahead) <= SKEW_MOST_MS + (roundTripMs ?? 0) / 2 ? 'ok' : 'warning',
    `the peer is ${showDuration(Math.abs(ahead))} ${side} this machine, ${within}`,
    'Set the clocks by NTP; times in logs and what is left of a token are shown wrong otherwise.'
  ]
}

function tokenRows ({ cluster }: NonNullable<PeerLook['shown']>, { token }: Asked): Row[] {
  if (token === null) return []
  return [[
    'token', token.cluster === cluster ? 'ok' : 'failing', `${token.id}, for cluster ${token.cluster}`,
    'Join a peer of that cluster, or make a token on a member of this one: hivemind join-token create.'
  ]]
}

function verdict ({ refusal }: NonNullable<PeerLook['shown']>, { token, voter }: Asked): Row {
  if (refusal !== null) return ['join', 'failing', `${refusal.code}: ${refusal.message}`, refusal.hint]
  const as = voter ? 'as a voter' : 'as a member'
  if (token !== null) return ['join', 'ok', `would be let in at once, ${as}`]
  return [
    'join', 'warning', `would wait for approval, ${as}`,
    'Bring a token (hivemind join-token create on a member), or have it approved there: hivemind join-request approve.'
  ]
}

/** The code that a join through the best of the peers would end with. */
export function exitOf (looks: readonly PeerLook[]): ExitCode {
  const codes = looks.map(({ shown, trouble }) => {
    if (shown === null) return trouble?.exit ?? EXIT.unreachable
    if (shown.refusal !== null) return shown.refusal.exit
    return shown.degraded === '' ? EXIT.ok : EXIT.degraded
  })
  return codes.find(code => code === EXIT.ok) ?? codes.find(code => code !== EXIT.unreachable) ?? EXIT.unreachable
}

const millis = (ms: number): string => ms < 10 ? `${ms.toFixed(1)} ms` : showDuration(ms)
