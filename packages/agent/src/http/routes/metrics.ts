/**
 * Measurements as text. Source: OpenMetrics 1.0, "Text format".
 *
 * Touches nothing by itself.
 */
import type { Handler, Service } from '../service.ts'

interface Family {
  /** Without prefix; counters without `_total`. */
  readonly name: string
  readonly type: 'gauge' | 'counter' | 'info'
  readonly about: string
  readonly unit?: 'seconds' | 'bytes'
  /** Values with their labels. */
  readonly samples: ReadonlyArray<readonly [labels: Readonly<Record<string, string>>, value: number]>
}

export const showMetrics: Handler<'metrics'> = call =>
  `${[...ofNode(call), ...ofProcess(call)].map(familyText).join('')}# EOF\n`

function ofNode ({ node, tickMs }: Service): readonly Family[] {
  const view = node.view()
  const members = Map.groupBy(view.members, ({ condition }) => condition === 'self' ? 'alive' : condition)
  const conditions = ['alive', 'suspect', 'unreachable', 'unknown'] as const
  const waiting = view.requests.filter(({ status }) => status === 'waiting').length
  return [
    gauge('raft_term', 'Current Raft term.', view.term),
    gauge('raft_commit_index', 'Highest committed index known.', view.commitIndex),
    gauge('raft_applied_index', 'Highest applied index.', view.appliedIndex),
    gauge('raft_last_index', 'Last index on this disk.', view.lastIndex),
    gauge('raft_snapshot_index', 'Index of the newest snapshot.', view.snapshotIndex),
    gauge('raft_is_leader', 'Whether this agent leads.', Number(view.source.standing === 'leader')),
    gauge('epoch', 'Epoch of the cluster.', view.epoch),
    gauge('degraded', 'Whether the control plane lacks a quorum.', Number(view.degraded)),
    gauge(
      'leader_age_seconds',
      'Time since the last proof of a working leader.',
      view.ageTicks * tickMs / 1_000,
      'seconds'
    ),
    gauge('joins_waiting', 'Requests to join that wait for a decision.', waiting),
    {
      name: 'members', type: 'gauge', about: 'Members by condition.',
      samples: conditions.map(condition => [{ condition }, members.get(condition)?.length ?? 0])
    },
    {
      name: 'refused_frames', type: 'counter', about: 'Frames of peers that were refused.',
      samples: Object.entries(view.refusedFrames).map(([reason, count]) => [{ reason }, count])
    }
  ]
}

function ofProcess ({ node }: Service): readonly Family[] {
  const { version, nodeVersion, logBytes, rssBytes, eventLoopDelayMs, factsHeld, followers } = node.facts()
  const delay = 'p99 of the delay of the event loop since the start.'
  return [
    { name: 'build', type: 'info', about: 'What runs here.', samples: [[{ version, node_version: nodeVersion }, 1]] },
    gauge('feed_origins', 'Machines whose facts are held here.', factsHeld),
    gauge('followers', 'Members that follow the log from here.', followers),
    gauge('log_bytes', 'Bytes of the log on disk.', logBytes, 'bytes'),
    gauge('eventloop_delay_seconds', delay, eventLoopDelayMs / 1_000, 'seconds'),
    gauge('resident_memory_bytes', 'Resident memory of the agent.', rssBytes, 'bytes')
  ]
}

const gauge = (name: string, about: string, value: number, unit?: 'seconds' | 'bytes'): Family =>
  ({ name, type: 'gauge', about, samples: [[{}, value]], ...(unit && { unit }) })

function familyText ({ name, type, about, unit, samples }: Family): string {
  const full = `hivemind_${name}`
  const suffix = type === 'counter' ? '_total' : type === 'info' ? '_info' : ''
  const lines = [`# TYPE ${full} ${type}`, ...(unit ? [`# UNIT ${full} ${unit}`] : []), `# HELP ${full} ${about}`]
  for (const [labels, value] of samples) lines.push(`${full}${suffix}${labelText(labels)} ${value}`)
  return `${lines.join('\n')}\n`
}

function labelText (labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replace(/[\\"\n]/g, found => found === '\n' ? '\\n' : `\\${found}`)}"`
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}
