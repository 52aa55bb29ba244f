/**
 * Reading facts: every field of every body is checked and bounded before it means anything.
 *
 * Pure. Bodies come from the log, which members wrote; their shape is not trusted.
 */
import { LIMITS, type Refusal } from '@hivemind/base'
import type { Draft, Envelope, FactType, KnownEnvelope } from './envelope.ts'
import { refuse } from './errors.ts'

type Check = (value: unknown) => boolean
type Shape = Readonly<Record<string, Check>>

const text = (form: RegExp): Check => value => typeof value === 'string' && form.test(value)
const bounded = (charactersMax: number): Check => value => typeof value === 'string' && value.length <= charactersMax
const whole = (min: number): Check => value => Number.isSafeInteger(value) && (value as number) >= min
const flag: Check = value => typeof value === 'boolean'
const listOf = (check: Check, max: number): Check => value => Array.isArray(value) && value.length <= max && value.every(check)
const nullOr = (check: Check): Check => value => value === null || check(value)
const oneOf = (...words: readonly string[]): Check => value => words.includes(value as string)
const shaped = (shape: Shape): Check => value => isObject(value) && wrongField(shape, value) === null

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const wrongField = (shape: Shape, body: Record<string, unknown>): string | null =>
  Object.entries(shape).find(([key, check]) => !check(Object.hasOwn(body, key) ? body[key] : undefined))?.[0] ?? null

const id = text(/^[A-Za-z0-9]{1,128}$/)
const label = text(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
const word = text(/^[A-Za-z0-9._-]{1,64}$/)
const sha256 = text(/^[0-9a-f]{64}$/)
const address = text(/^\S{3,256}$/)
const claim = shaped({ id, name: label, addresses: listOf(address, LIMITS.addressesMax), version: bounded(64) })
const proof = nullOr(shaped({ id: word, secretHash: sha256 }))

/** An event's own name: a letter, then letters, digits, dots, slashes, dashes and underscores. */
export const EVENT_NAME = /^[A-Za-z][A-Za-z0-9._/-]{0,127}$/

const SHAPES: { readonly [Type in FactType]: Shape } = {
  'cluster-created': { cluster: text(/^[A-Za-z0-9-]{1,64}$/), name: text(/^[a-z0-9][a-z0-9.-]{0,62}$/), founder: claim },
  'voters-changed': { voters: listOf(id, LIMITS.votersMax), learners: listOf(id, LIMITS.membersMax) },
  'voter-wanted': { member: id },
  'voter-unwanted': { member: id },
  'token-created': { id: word, secretHash: sha256, role: bounded(63), uses: whole(1), expiresAt: whole(0), voter: flag },
  'token-revoked': { id: word },
  'join-requested': { request: word, claim, voter: flag, token: proof, via: id },
  'join-approved': { request: word, by: oneOf('token', 'operator') },
  'join-denied': { request: word, code: bounded(64), message: bounded(LIMITS.reasonBytesMax) },
  'member-left': { member: id },
  'member-removed': { member: id },
  'epoch-bumped': { from: whole(1) },
  'event-appended': { event: text(EVENT_NAME), payload: value => value !== undefined }
}

const isKnown = (type: string): type is FactType => Object.hasOwn(SHAPES, type)

/** What an envelope says: a known fact, a fact of a later release, or nothing that can be read. */
export function readFact (envelope: Envelope): KnownEnvelope | Refusal | 'unknown' {
  if (!isKnown(envelope.type) || envelope.version !== 1) return 'unknown'
  return malformed(envelope.type, envelope.body) ?? (envelope as KnownEnvelope)
}

/** What the leader asks of a draft before anything else: a known type, a readable body, bounded words. */
export function validate (draft: Draft): Refusal | null {
  if (!isKnown(draft.type) || draft.version !== 1) return refuse('HIVE_FACT_MALFORMED', `"${draft.type}" version ${draft.version} is no entry type of this release`)
  const long = Object.entries({ actor: 256, cause: 64, reason: LIMITS.reasonBytesMax, trace: 64, session: LIMITS.sessionBytesMax, txid: 64 }).find(([key, max]) => String(draft[key as keyof Draft]).length > max)
  if (long !== undefined) return refuse('HIVE_FACT_MALFORMED', `${long[0]} is longer than ${long[1]} characters`)
  if (draft.session !== '' && !whole(1)(draft.sequence)) return refuse('HIVE_FACT_MALFORMED', `sequence is ${draft.sequence}, expected a whole number from 1`)
  return malformed(draft.type, draft.body)
}

function malformed (type: FactType, body: unknown): Refusal | null {
  if (!isObject(body)) return refuse('HIVE_FACT_MALFORMED', `the body of ${type} is no object`)
  const field = wrongField(SHAPES[type], body)
  if (field === null) return null
  return refuse('HIVE_FACT_MALFORMED', `${field} of ${type} is ${JSON.stringify(body[field])?.slice(0, 100)}, which it cannot be`)
}
