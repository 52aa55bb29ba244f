/**
 * The contract between a local program and the agent: one table, from which the server, the client's types, the
 * OpenAPI document and the tests are made.
 *
 * Pure. Where each route is stands in paths.ts; here is what goes in and what comes out.
 */
import { z } from 'zod'
import type { ApiErrorCode } from './errors.ts'
import { PATHS, type RouteName } from './paths.ts'
import { processContract } from './process-contract.ts'
import { registryContract } from './registry-contract.ts'
import { roleContract } from './role-contract.ts'
import { found, waits } from './route-codes.ts'
import * as config from './schemas/config.ts'
import { API_VERSION, list, meta, one } from './schemas/envelope.ts'
import { epochBumpBody, epochBumped, epochState } from './schemas/epoch.ts'
import { health, healthQuery } from './schemas/health.ts'
import * as joins from './schemas/joins.ts'
import * as log from './schemas/log.ts'
import * as members from './schemas/members.ts'
import { label } from './schemas/primitive.ts'
import { debugState, exportedState, status } from './schemas/status.ts'
import { taskContract } from './task-contract.ts'

export interface RouteContract {
  readonly about: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly response: z.ZodType
  /** Media type of `response` when it is not JSON. */
  readonly media?: string
  /** What the route sends instead of one answer: always, or when the caller accepts that media type. */
  readonly stream?: {
    readonly media: 'text/event-stream' | 'application/x-ndjson' | 'application/octet-stream'
    readonly row: z.ZodType
    readonly when: 'always' | 'accepted'
  }
  /** Codes besides those that any route can answer with. */
  readonly errors: readonly ApiErrorCode[]
}

const byName = z.strictObject({ name: label })
const byId = z.strictObject({ id: label })
const read: readonly ApiErrorCode[] = [...waits, 'HIVE_LOG_COMPACTED']

export const contract = {
  'status': { about: 'What this agent knows of itself and its cluster.', response: one('Status', status), errors: [] },

  'member-list': {
    about: 'Every member of the cluster, or those with some tags.',
    query: members.memberQuery, response: list('MemberList', members.member), errors: []
  },
  'member-show': {
    about: 'One member, by name or id, and what its machine says of itself.',
    params: byName,
    response: one('Member', members.memberShown),
    errors: found
  },
  'member-why': {
    about: 'Who accuses a member of being unreachable, when, and with what evidence.',
    params: byName,
    response: one('MemberWhy', members.memberWhy),
    errors: found
  },
  'member-rename': {
    about: 'Call a member by another name.',
    params: byName, body: members.renameBody, response: one('MemberRenamed', members.renamed),
    errors: [...waits, ...found]
  },
  'member-tag': {
    about: 'Put tags on a member, and drop some; the others stay.',
    params: byName, body: members.tagBody, response: one('MemberTagged', members.memberWritten),
    errors: [...waits, ...found]
  },
  'member-remove': {
    about: 'Remove a member for good; its identity never comes back.',
    params: byName,
    query: members.reasonQuery,
    response: one('MemberRemoved', members.memberWritten),
    errors: [...waits, ...found]
  },
  'leave': {
    about: 'This agent leaves the cluster.',
    body: members.reasonBody, response: one('MemberLeft', members.memberWritten), errors: waits
  },

  'control-plane-list': {
    about: 'The members that decide, and those on their way in or out.',
    response: list('ControlPlanePeerList', members.controlPlanePeer), errors: []
  },
  'control-plane-load': {
    about: 'How many members keep alive with which voter.',
    response: list('ControlPlaneLoadList', members.controlPlaneLoad), errors: []
  },
  'control-plane-add': {
    about: 'Want a member in the control plane; it becomes a voter once it has caught up.',
    params: byName,
    body: members.reasonBody,
    response: one('VoterWanted', members.memberWritten),
    errors: [...waits, ...found]
  },
  'control-plane-remove': {
    about: 'Want a member out of the control plane; it remains a member.',
    params: byName,
    query: members.reasonQuery,
    response: one('VoterUnwanted', members.memberWritten),
    errors: [...waits, ...found]
  },
  'control-plane-replace': {
    about: 'Want another member in a voter\'s place: it begins to vote in the step in which the voter stops.',
    params: byName,
    body: members.replaceBody,
    response: one('VoterReplaced', members.replaced),
    errors: [...waits, ...found]
  },
  'control-plane-transfer': {
    about: 'Hand leadership to a voter, or to whichever is furthest along.',
    body: members.transferBody,
    response: one('LeadershipTransferred', members.transferred),
    errors: [...waits, ...found]
  },

  'join-token-list': {
    about: 'Join tokens, without their secrets.',
    response: list('JoinTokenList', joins.joinToken),
    errors: []
  },
  'join-token-create': {
    about: 'Make a join token; its text is in this answer and nowhere else.',
    body: joins.joinTokenBody, response: one('JoinTokenCreated', joins.joinTokenCreated), errors: waits
  },
  'join-token-revoke': {
    about: 'Make a join token worthless.',
    params: byId, query: members.reasonQuery, response: one('JoinTokenRevoked', joins.tokenWritten),
    errors: [...waits, ...found]
  },

  'join-request-list': {
    about: 'Machines that asked to join.',
    query: joins.joinRequestQuery,
    response: list('JoinRequestList', joins.joinRequest),
    errors: []
  },
  'join-request-show': {
    about: 'One request to join.',
    params: byId,
    response: one('JoinRequest', joins.joinRequest),
    errors: found
  },
  'join-request-approve': {
    about: 'Let a waiting machine in.',
    params: byId, body: members.reasonBody, response: one('JoinApproved', joins.decided), errors: [...waits, ...found]
  },
  'join-request-deny': {
    about: 'Turn a waiting machine away; it is told the reason.',
    params: byId, body: joins.denyBody, response: one('JoinDenied', joins.decided), errors: [...waits, ...found]
  },

  ...registryContract,
  ...roleContract,
  ...taskContract,
  ...processContract,

  'epoch-show': { about: 'The epoch and its history.', response: one('Epoch', epochState), errors: [] },
  'epoch-bump': {
    about: 'Raise the epoch by one.',
    body: epochBumpBody,
    response: one('EpochBumped', epochBumped),
    errors: waits
  },

  'config-list': {
    about: 'Settings of the whole cluster, set or standard.',
    response: list('SettingList', config.setting), errors: []
  },
  'config-set': {
    about: 'Set a setting of the whole cluster.',
    params: byName, body: config.settingBody, response: one('SettingChanged', config.settingWritten), errors: waits
  },
  'config-unset': {
    about: 'Bring back the standard of a setting.',
    params: byName, query: members.reasonQuery, response: one('SettingChanged', config.settingWritten), errors: waits
  },

  'log-append': {
    about: 'Append events; each is answered with its place or its refusal, in the order given.',
    body: log.appendBody, response: list('AppendResultList', log.appendResult), errors: [...waits, 'HIVE_API_TOO_LARGE']
  },
  'log-read': {
    about: 'A page of the log; with Accept: application/x-ndjson all rows from an index to the applied end.',
    query: log.logQuery,
    response: log.logPage,
    stream: { media: 'application/x-ndjson', row: log.logRow, when: 'accepted' },
    errors: read
  },
  'log-follow': {
    about: 'Rows as they are applied. The event id is the index; Last-Event-ID resumes after it.',
    query: log.followQuery,
    response: log.logRow,
    stream: { media: 'text/event-stream', row: log.logRow, when: 'always' },
    errors: read
  },
  'log-show': {
    about: 'One entry of the log.',
    params: log.indexParams, query: log.showQuery, response: one('LogRow', log.logRow), errors: [...read, ...found]
  },

  'joining-show': {
    about: 'How far this agent has come in joining.', response: one('Joining', joins.joining), errors: []
  },
  'joining-follow': {
    about: 'The steps of joining as they happen; ends when it is ready or refused.',
    response: joins.joining, stream: { media: 'text/event-stream', row: joins.joining, when: 'always' }, errors: []
  },

  'state-export': {
    about: 'The applied state as it is, with the hash chain through its last entry. It holds the hashes of join tokens.',
    response: one('State', exportedState),
    errors: waits
  },
  'backup-save': {
    about: 'History and applied state of this agent as one checksummed file, as docs/recovery.md describes it.',
    response: z.string(),
    stream: { media: 'application/octet-stream', row: z.string(), when: 'always' },
    errors: waits
  },

  'debug-state': { about: 'Hard facts for outside checkers.', response: one('DebugState', debugState), errors: [] },
  'agent-stop': {
    about: 'Stop this agent cleanly, as SIGTERM does. It remains a member.',
    body: members.reasonBody, response: one('AgentStopping', z.object({ pid: z.int() })), errors: []
  },
  'openapi': { about: 'This contract as OpenAPI 3.1.', response: z.looseObject({ openapi: z.string() }), errors: [] },

  'livez': {
    about: 'Whether the process is alive and its event loop turns.',
    query: healthQuery,
    response: health,
    errors: []
  },
  'readyz': { about: 'Whether the agent is a working member.', query: healthQuery, response: health, errors: [] },
  'healthz': {
    about: 'Every check of a level, with its reason; 503 when one fails.',
    query: healthQuery,
    response: health,
    errors: []
  },
  'metrics': {
    about: 'Measurements in the OpenMetrics text format.',
    response: z.string(),
    media: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    errors: []
  }
} as const satisfies Record<RouteName, RouteContract>

export type Contract = typeof contract
export { problem } from './schemas/envelope.ts'
export { factShapes } from './schemas/facts.ts'
export { API_VERSION, meta, PATHS, type RouteName }
