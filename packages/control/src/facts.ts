/**
 * Reading facts: every field of every body is checked and bounded before it means anything.
 *
 * Pure. Bodies come from the log, which members wrote; their shape is not trusted. The size and depth of a body as a
 * whole, and with them those of an event's payload, are bounded where bytes become entries (`wire`).
 */
import { LIMITS, type Refusal, wallMs } from '@hivemind/base'
import type { Draft, Envelope, Facts, FactType, KnownEnvelope } from './envelope.ts'
import { refuse } from './errors.ts'
import { EVENT_NAME } from './events.ts'
import * as processes from './processes-shape.ts'
import * as registry from './registry-shape.ts'
import * as roles from './roles-shape.ts'
import * as shape from './shape.ts'
import {
  ACCUSERS_MAX, either, exactly, isObject, listOf, oneOf, type Shape, text, type Wrong, whole, wrongField
} from './shape.ts'
import * as tasks from './tasks-shape.ts'

/** Version of all shapes below. */
const VERSION = 1

/** A parent is named by its id: a member's has other letters than a resource's, and both are words. */
const WANTED: Shape = {
  name: registry.name, definition: registry.definition, tags: registry.tags,
  parent: either(exactly(''), shape.reference), keys: registry.keys
}

const SHAPES: { readonly [Type in FactType]: Shape } = {
  'cluster-created': { cluster: shape.clusterId, name: shape.clusterName, founder: shape.claim },
  'voters-changed': {
    voters: listOf(shape.id, LIMITS.votersMax, 1), learners: listOf(shape.id, LIMITS.membersMax),
    outgoing: shape.outgoing
  },
  'voter-wanted': { member: shape.id },
  'voter-unwanted': { member: shape.id },
  'voter-replaced': { member: shape.id, by: shape.id },
  'token-created': {
    id: shape.word, secretHash: shape.sha256, role: shape.role, uses: whole(1, LIMITS.membersMax),
    expiresAt: shape.wall, voter: shape.flag
  },
  'token-revoked': { id: shape.word },
  'join-requested': {
    request: shape.word, claim: shape.claim, voter: shape.flag, token: shape.proof, via: shape.id,
    replaces: shape.marked
  },
  'join-approved': { request: shape.word, by: oneOf('token', 'operator') },
  'join-denied': { request: shape.word, code: shape.code, message: shape.reason },
  'member-left': { member: shape.id },
  'member-removed': { member: shape.id, failed: either(exactly(undefined), whole(1)) },
  'member-failed': {
    member: shape.id, incarnation: whole(0), observers: whole(1, ACCUSERS_MAX), accusers: shape.accusers,
    stopped: shape.marked
  },
  'member-returned': { member: shape.id, incarnation: whole(0) },
  'member-moved': {
    member: shape.id, boot: whole(1), addresses: shape.addresses, version: shape.version, signature: shape.signature
  },
  'member-renamed': { member: shape.id, name: shape.label },
  'member-tagged': { member: shape.id, put: registry.tags, drop: listOf(registry.tagKey, LIMITS.resourceTagsMax) },
  'setting-changed': { key: shape.word, value: either(exactly(null), shape.bounded(256)) },
  'epoch-bumped': { from: whole(1) },
  'cluster-recovered': {
    how: oneOf('recovery', 'restore'), plan: shape.sha256, from: whole(1), lineage: whole(1), survivor: shape.claim,
    voters: listOf(shape.id, LIMITS.votersMax, 1), lost: listOf(shape.id, LIMITS.membersMax)
  },
  'resource-created': { id: shape.word, kind: registry.kind, ...WANTED },
  'resource-changed': { id: shape.word, from: whole(1), ...WANTED },
  'resource-removed': { id: shape.word, from: whole(1) },
  'kind-defined': { kind: registry.kind, schema: registry.definition, from: whole(0) },
  'kind-removed': { kind: registry.kind, from: whole(1) },
  'key-claimed': { key: registry.key, holder: registry.holder },
  'key-released': { key: registry.key, holder: registry.holder },
  'role-enabled': roles.enabled,
  'role-disabled': roles.disabled,
  'role-granted': roles.granted,
  'role-wrote': roles.wrote,
  'processes-added': processes.added(roles.enabled),
  'process-wanted': processes.wish,
  'process-removed': processes.removed,
  'member-drained': processes.drained,
  'role-update-begun': roles.updateBegun,
  'role-update-reported': roles.updateReported,
  'role-update-decided': roles.updateDecided,
  'task-added': tasks.added,
  'task-begun': tasks.begun,
  'task-reported': tasks.reported,
  'task-cancelled': tasks.named,
  'task-retried': tasks.named,
  'tasks-forgotten': tasks.forgotten,
  'cron-added': tasks.cronAdded,
  'cron-removed': tasks.cronRemoved,
  'cron-paused': tasks.cronPaused,
  'cron-ticked': tasks.cronTicked,
  'event-appended': {
    event: text(EVENT_NAME, 'a letter, and up to 127 letters, digits, dots, slashes, dashes and underscores'),
    payload: shape.present
  }
}

/** Fields around the body. The wire bounds them too; here the leader learns it before it encodes anything. */
const AROUND: Shape = {
  txid: shape.bounded(128),
  actor: shape.actor,
  cause: shape.bounded(128),
  reason: shape.reason,
  trace: shape.bounded(128),
  at: whole(0),
  session: shape.bounded(LIMITS.sessionBytesMax),
  sequence: whole(0)
}

/** What an envelope says: a known fact, a fact of a later release, or nothing that can be read. */
export function readFact (envelope: Envelope): KnownEnvelope | Refusal | 'unknown' {
  if (!Object.hasOwn(SHAPES, envelope.type) || envelope.version !== VERSION) return 'unknown'
  const fact = envelope as KnownEnvelope
  return framed(fact) ?? malformed(fact.type, fact.body) ?? fact
}

/** The fact of a draft, which has a known type: nobody proposes what nobody here understands. */
export function readDraft (draft: Draft): KnownEnvelope | Refusal {
  const fact = readFact({ ...draft, at: wallMs(0) })
  if (fact !== 'unknown') return fact
  const { type, version } = draft
  return refuse('HIVE_FACT_MALFORMED', `${shown(type)} version ${version} is no entry type of this release`)
}

/** What the leader asks of a draft before anything else: a known type, a readable body, bounded words. */
export function validate (draft: Draft): Refusal | null {
  const fact = readDraft(draft)
  return 'code' in fact ? fact : null
}

function framed (envelope: Envelope): Refusal | null {
  const { type, session, sequence } = envelope
  const wrong = wrongField(AROUND, envelope as unknown as Record<string, unknown>)
  if (wrong !== null) return unlike(type, wrong)
  return session === '' || sequence > 0 ? null : unlike(type, NUMBERED)
}

const NUMBERED: Wrong = { field: 'sequence', found: 0, expected: 'a whole number from 1 in a session' }

function malformed (type: FactType, body: unknown): Refusal | null {
  if (!isObject(body)) return unlike(type, { field: 'body', found: body, expected: 'an object' })
  const wrong = wrongField(SHAPES[type], body)
  if (wrong !== null) return unlike(type, wrong)
  if (type !== 'role-wrote') return null
  const { fact } = body as unknown as Facts['role-wrote'] // Its type is one of those that roles write, by the shape.
  return malformed(fact.type, fact.body)
}

const unlike = (type: string, { field, found, expected }: Wrong): Refusal =>
  refuse('HIVE_FACT_MALFORMED', `${field} of ${type} is ${shown(found)}, expected ${expected}`)

/** A value from outside as part of a message, cut to what a person would read. */
const shown = (value: unknown): string => (JSON.stringify(value) ?? 'missing').slice(0, 100).toWellFormed()
