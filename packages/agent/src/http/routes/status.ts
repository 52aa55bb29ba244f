/**
 * What this agent knows of itself: status, hard facts for checkers, and its own end.
 *
 * Touches nothing by itself.
 */
import type { Status } from '@hivemind/api'
import { unmetOf } from '@hivemind/control'
import type { NodeView } from '@hivemind/kernel'
import type { AgentFacts } from '../../node-port.ts'
import { type Handler, one, type Service, timeText } from '../service.ts'
import { joiningNow } from './joining.ts'

/** Names of unreachable members that a status spells out. */
const NAMES_MAX = 16
/** Capabilities that nobody performs, of which a status tells. */
const UNMET_MAX = 16

export const showStatus: Handler<'status'> = call => one(call, 'Status', statusOf(call))

function statusOf (service: Service): Status {
  const view = service.node.view()
  const {
    self, name, phase, cluster, epoch, lineage, degraded, degradedReason, leader, term, commitIndex, appliedIndex,
    lastIndex, snapshotIndex, stateHash
  } = view
  return {
    id: self, name, phase, health: healthOf(view), cluster, epoch, lineage, degraded, degradedReason, leader,
    term, firstIndex: service.node.firstIndex(), commitIndex, appliedIndex, lastIndex, snapshotIndex, stateHash,
    source: { ...view.source },
    quorum: quorumOf(view),
    members: membersOf(view),
    unmet: unmetNow(service),
    joinsWaiting: view.requests.filter(({ status }) => status === 'waiting').length,
    events: view.eventCount,
    unknownEntries: view.unknownCount,
    sessions: view.sessionCount,
    repair: view.repair && { index: view.repair.index, term: view.repair.term },
    joining: view.joining && joiningNow(service),
    refusedFrames: { ...view.refusedFrames },
    agent: agentOf(service.node.facts())
  }
}

function healthOf ({ phase, degraded, repair, joining }: NodeView): Status['health'] {
  if (phase !== 'member') return phase
  if (degraded) return 'degraded'
  if (joining?.step === 'requires') return 'joining'
  return repair === null ? 'healthy' : 'repairing'
}

function quorumOf ({ voters, members }: NodeView): Status['quorum'] {
  const lost = new Set(members.filter(({ condition }) => condition === 'unreachable').map(({ id }) => id))
  const needed = voters.length === 0 ? 0 : Math.floor(voters.length / 2) + 1
  // A voter that was replaced is no member any more, and votes no more; its successor is on its way.
  const reachable = voters.filter(id => !lost.has(id) && members.some(member => member.id === id)).length
  return { voters: voters.length, needed, reachable, tolerates: Math.max(0, reachable - needed) }
}

function membersOf ({ members }: NodeView): Status['members'] {
  const count = (condition: string): number => members.filter(member => member.condition === condition).length
  const names = members
    .filter(({ condition }) => condition === 'unreachable')
    .slice(0, NAMES_MAX)
    .map(({ name }) => name)
  const draining = members.filter(({ drainedIndex }) => drainedIndex !== undefined).length
  return {
    ...draining === 0 ? {} : { draining },
    total: members.length,
    alive: count('alive') + count('self'),
    suspect: count('suspect'),
    unreachable: count('unreachable'),
    unknown: count('unknown'),
    names
  }
}

/** What enabled roles require, and nobody who can be reached performs. */
function unmetNow ({ node }: Service): Status['unmet'] {
  const control = node.control()
  return [...control.roles.values()].flatMap(role =>
    unmetOf(control, role).map(capability => ({ role: role.id, capability }))).slice(0, UNMET_MAX)
}

function agentOf (facts: AgentFacts): Status['agent'] {
  const {
    version, nodeVersion, pid, startedAt, dataDirectory, listen, tickMs, rssBytes, logBytes, eventLoopDelayMs,
    diskNotes, diskFull
  } = facts
  return {
    version,
    nodeVersion,
    pid,
    startedAt: timeText(startedAt),
    dataDirectory,
    listen: [...listen],
    tickMs, rssBytes, logBytes, eventLoopDelayMs,
    diskNotes: diskFull === null ? [...diskNotes] : [...diskNotes, diskFull]
  }
}

export const showDebugState: Handler<'debug-state'> = async call => {
  const { node } = call
  const view = node.view()
  const {
    self, name, cluster, epoch, lineage, term, commitIndex, appliedIndex, appliedTerm, lastIndex, snapshotIndex,
    stateHash
  } = view
  const kept = appliedIndex > 0 && appliedIndex >= node.firstIndex()
  const [last] = kept ? await node.readLog(appliedIndex, 1) : []
  return one(call, 'DebugState', {
    id: self, name, cluster: cluster?.id ?? null, epoch, lineage, term, firstIndex: node.firstIndex(),
    commitIndex, appliedIndex, appliedTerm, lastIndex, snapshotIndex, stateHash,
    chain: last === undefined ? null : { index: last.index, hash: last.hash },
    standing: view.source.standing,
    voters: [...view.voters],
    learners: [...view.learners],
    outgoing: [...view.outgoing],
    leaders: view.leaders.map(one => ({ term: one.term, leader: one.leader })),
    tombstones: view.tombstones.map(({ id, name, how, index, epoch, reason }) => ({
      id, name, how, index, epoch, reason
    })),
    events: view.eventCount,
    unknownEntries: view.unknownCount,
    sessions: view.sessionCount
  })
}

export const stopAgent: Handler<'agent-stop'> = call => {
  const answer = one(call, 'AgentStopping', { pid: call.node.facts().pid })
  // A clean shutdown finishes what is under way, this answer too.
  call.node.stop(call.body.reason || `asked over the API by ${call.caller.name}`)
  return answer
}
