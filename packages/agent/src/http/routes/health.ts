/**
 * Health for probes: is the process alive, is its state good, is there a quorum; each check says why.
 *
 * Touches nothing by itself.
 */
import type { Health, HealthLevel, RouteName } from '@hivemind/api'
import type { Call, Handler, Service } from '../service.ts'

type Check = Health['checks'][number]

/** Each level includes those before it. */
const LEVELS: readonly HealthLevel[] = ['agent', 'data', 'control']
/** A loop that is late by so much misses heartbeats. */
const EVENT_LOOP_DELAY_MS_MAX = 1_000
/** Entries that may wait to be applied before the state counts as old. */
const APPLY_LAG_MAX = 10_000

export const showLive: Handler<'livez'> = call => health(call, 'agent', call.query.verbose)
export const showReady: Handler<'readyz'> = call => health(call, 'data', call.query.verbose)
export const showHealth: Handler<'healthz'> = call => health(call, call.query.level ?? 'control', call.query.verbose)

function health (call: Call<RouteName>, level: HealthLevel, verbose: string | undefined): Health {
  const asked = LEVELS.slice(0, LEVELS.indexOf(level) + 1)
  const checks = checksOf(call).filter(check => asked.includes(check.level))
  const ok = checks.every(check => check.ok)
  if (!ok) call.reply.code(503)
  call.reply.header('cache-control', 'no-store')
  const all = verbose !== undefined && verbose !== '0' && verbose !== 'false'
  return { status: ok ? 'ok' : 'failing', level, checks: all ? checks : checks.filter(check => !check.ok) }
}

function checksOf ({ node, stopping, tickMs }: Service): readonly Check[] {
  const view = node.view()
  const { phase, repair, leader, degraded } = view
  const { eventLoopDelayMs, diskFull } = node.facts()
  const lag = view.commitIndex - view.appliedIndex
  const late = `p99 delay ${eventLoopDelayMs.toFixed(1)} ms, at most ${EVENT_LOOP_DELAY_MS_MAX} ms is good`
  const rotten = repair === null ? '' : `the log lost entries through index ${repair.index} and is being repaired`
  const heard = `a working leader was heard of ${view.ageTicks * tickMs} ms ago`
  return [
    check('agent', 'event-loop', eventLoopDelayMs <= EVENT_LOOP_DELAY_MS_MAX, late),
    check(
      'data',
      'running',
      !stopping.aborted,
      stopping.aborted ? 'the agent is shutting down' : 'it is not shutting down'
    ),
    check('data', 'membership', phase === 'member', `the agent is ${phase === 'member' ? 'a member' : phase}`),
    check('data', 'log', repair === null, rotten || 'the log is whole'),
    check('data', 'disk', diskFull === null, diskFull ?? 'the disk has room for the log'),
    check('data', 'apply', lag <= APPLY_LAG_MAX, `${lag} committed entries wait to be applied`),
    check('control', 'leader', leader !== null, leader === null ? 'no leader is known' : `${leader.name} leads`),
    check('control', 'quorum', !degraded, degraded ? view.degradedReason : heard)
  ]
}

const check = (level: HealthLevel, name: string, ok: boolean, reason: string): Check => ({ name, level, ok, reason })
