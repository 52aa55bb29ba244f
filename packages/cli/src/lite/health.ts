/** Health as monitoring plugins want it: one line, a level, and an exit code of its own scheme. Pure. */
import type { Meta, Status } from '@hivemind/api'
import { showDuration } from '../duration.ts'

export const LEVELS = ['ok', 'warning', 'critical', 'unknown'] as const
export type Level = (typeof LEVELS)[number]

/** Exit code of a level. Source: Monitoring Plugins guidelines, return codes. */
export const exitOf = (level: Level): 0 | 1 | 2 | 3 => LEVELS.indexOf(level) as 0 | 1 | 2 | 3

export interface Health { readonly level: Level, readonly reasons: readonly string[], readonly line: string }

/** Judge an agent by its status: critical when nothing can be decided, warning when one more failure would hurt. */
export function healthOf (status: Status, meta: Meta): Health {
  const critical = [
    ...(status.phase === 'fenced' ? ['this agent is fenced'] : []),
    ...(status.degraded ? [status.degradedReason || 'no quorum'] : [])
  ]
  const { quorum, members, unmet } = status
  const warning = [
    ...(status.phase === 'joining' ? ['this agent is still joining'] : []),
    ...(status.repair === null ? [] : ['this agent repairs its log']),
    ...unmet.map(({ role, capability }) => `role ${role} lacks ${capability}`),
    ...(members.unreachable > 0 ? [`${members.unreachable} unreachable: ${members.names.join(', ')}`] : []),
    ...(!status.degraded && quorum.voters > 1 && (quorum.tolerates === 0 || quorum.reachable < quorum.voters)
      ? [`${quorum.reachable} of ${quorum.voters} voters, tolerates ${quorum.tolerates}`]
      : []),
    ...(meta.stale && !status.degraded ? [`last sign of a leader ${showDuration(meta.ageMs)} ago`] : [])
  ]
  const level = critical.length > 0 ? 'critical' : warning.length > 0 ? 'warning' : 'ok'
  const leader = status.leader === null ? 'no leader' : `leader ${status.leader.name}`
  const cluster = `${status.cluster?.name ?? 'no cluster'} epoch ${status.epoch}`
  const reasons = [...critical, ...warning]
  const words = [`${cluster}, ${leader}, ${members.alive} of ${members.total} up`, ...reasons].join('; ')
  return { level, reasons, line: `${level.toUpperCase()} - ${words} | ${countsOf(status, meta)}` }
}

/** Performance counts, as monitoring draws them. */
const countsOf = ({ members, quorum, appliedIndex }: Status, meta: Meta): string => Object.entries({
  members: members.total,
  up: members.alive,
  unreachable: members.unreachable,
  voters: quorum.voters,
  applied: appliedIndex,
  age: `${Math.round(meta.ageMs)}ms`
}).map(([name, value]) => `${name}=${value}`).join(' ')

/** The answer when no agent could be asked. */
export const unknownHealth = (why: string): Health => ({ level: 'unknown', reasons: [why], line: `UNKNOWN - ${why}` })
