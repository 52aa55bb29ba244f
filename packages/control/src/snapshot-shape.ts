/**
 * What a stored state must look like before any of it is used: every field, every bound, every order.
 *
 * Pure. The bytes come from a disk or a peer; the hash alone would not tell a state that was made up.
 */
import { LIMITS } from '@hivemind/base'
import { keysOf } from './keys.ts'
import * as registry from './registry-shape.ts'
import { runsOn } from './roles.ts'
import * as roles from './roles-shape.ts'
import { schemaProblem } from './schema.ts'
import * as shape from './shape.ts'
import {
  type Check,
  check,
  either,
  exactly,
  isObject,
  listOf,
  oneOf,
  type Shape,
  shaped,
  text,
  whole,
  wrongField
} from './shape.ts'
import type { ControlSnapshot } from './snapshot.ts'
import type { Grant } from './state.ts'
import { rowKey } from './task-order.ts'
import * as tasks from './tasks-shape.ts'

const count = whole(0)
const position = whole(1)

/** Empty where there is no refusal. */
const codeOrNone = either(exactly(''), shape.code)

const member = shaped({
  ...shape.claim, wanted: oneOf('voter', 'member'), role: shape.role, joinedIndex: position, joinedEpoch: whole(1),
  joinedAt: count, boot: either(exactly(undefined), position), tags: either(exactly(undefined), registry.tags),
  drainedIndex: either(exactly(undefined), position)
}, 'a member')
const tombstone = shaped({
  id: shape.id, name: shape.label, how: oneOf('left', 'removed'), index: position, epoch: whole(1),
  reason: shape.reason
}, 'a tombstone')
const failure = shaped({
  id: shape.id, index: position, at: count, incarnation: count, observers: whole(1, shape.ACCUSERS_MAX),
  accusers: shape.accusers, stopped: shape.marked,
  returned: either(exactly(null), shaped({ index: position, at: count, incarnation: count }, 'a return'))
}, 'a failure')
const token = shaped({
  id: shape.word, secretHash: shape.sha256, role: shape.role, usesLeft: count, uses: whole(1, LIMITS.membersMax),
  expiresAt: shape.wall, voter: shape.flag, revoked: shape.flag, createdIndex: position
}, 'a token')
const request = shaped({
  id: shape.word, claim: shape.claim, voter: shape.flag, token: shape.proof, via: shape.id,
  replaces: shape.marked, status: oneOf('waiting', 'approved', 'denied'), code: codeOrNone, message: shape.reason,
  requestedIndex: position, requestedAt: count, decidedIndex: count, decidedBy: shape.actor
}, 'a join request')
const resource = shaped({
  id: shape.word, kind: registry.kind, name: registry.name, definition: registry.definition, tags: registry.tags,
  parent: either(exactly(''), shape.reference), keys: registry.keys,
  claims: either(exactly(undefined), listOf(registry.key, LIMITS.resourceKeysMax, 1)), version: position,
  createdIndex: position, createdAt: count, changedIndex: position, changedAt: count
}, 'a resource')
const { definition } = registry
const judging = check('a schema', value => definition.holds(value) && schemaProblem(value) === null)
const kind = shaped({
  id: registry.kind, schema: judging, role: either(exactly(undefined), roles.name), revision: position,
  changedIndex: position, changedAt: count
}, 'a kind')
const keyClaim = shaped({
  id: registry.key, resource: either(exactly(''), shape.word), holder: either(exactly(''), registry.holder),
  index: position, at: count
}, 'a unique key')
const setting = shaped({
  id: shape.word, value: shape.bounded(256), index: position, at: count
}, 'a setting')
const epochChange = shaped({
  epoch: whole(1), index: position, at: count, reason: shape.reason, actor: shape.actor
}, 'a change of the epoch')
const answer = shaped({ index: position, term: count, epoch: count, code: codeOrNone }, 'an answer')
const pair: Check = {
  holds: value => Array.isArray(value) && value.length === 2 && position.holds(value[0]) && answer.holds(value[1]),
  expected: 'a number and an answer'
}
const session = shaped({
  name: shape.bounded(LIMITS.sessionBytesMax), lastIndex: position, floor: count,
  answers: listOf(pair, LIMITS.sessionAnswersMax)
}, 'a session')
const cluster = shaped({ id: shape.clusterId, name: shape.clusterName, createdAt: count }, 'a cluster')

const SNAPSHOT: Shape = {
  version: exactly(1),
  cluster: either(exactly(null), cluster),
  epoch: count,
  lineage: count,
  appliedIndex: count,
  appliedTerm: count,
  voters: listOf(shape.id, LIMITS.votersMax),
  learners: listOf(shape.id, LIMITS.membersMax),
  outgoing: shape.outgoing,
  members: listOf(member, LIMITS.membersMax),
  tombstones: listOf(tombstone),
  failures: either(exactly(undefined), listOf(failure, LIMITS.membersMax)),
  tokens: listOf(token, LIMITS.tokensMax),
  requests: listOf(request, LIMITS.joinRequestsMax),
  resources: either(exactly(undefined), listOf(resource, LIMITS.resourcesMax)),
  keys: either(exactly(undefined), listOf(keyClaim, LIMITS.keysMax)),
  settings: either(exactly(undefined), listOf(setting)),
  roles: either(exactly(undefined), listOf(roles.stored, LIMITS.rolesMax)),
  grants: either(exactly(undefined), listOf(roles.storedGrant)),
  tasks: either(exactly(undefined), listOf(tasks.storedTask, LIMITS.tasksMax)),
  ledger: either(exactly(undefined), listOf(tasks.storedRow, LIMITS.taskRowsMax)),
  jobs: either(exactly(undefined), listOf(tasks.storedJob, LIMITS.jobsMax)),
  kinds: either(exactly(undefined), listOf(kind, LIMITS.kindsMax)),
  epochs: listOf(epochChange),
  sessions: listOf(session, LIMITS.sessionsMax),
  eventCount: count,
  unknownCount: count,
  hash: text(/^[0-9a-f]{16}$/, '16 hexadecimal digits')
}

/** What is wrong with a stored state, in words; null when nothing is. */
export function damageOf (value: unknown): string | null {
  if (!isObject(value)) return 'it is no object'
  const wrong = wrongField(SNAPSHOT, value)
  if (wrong !== null) return `${wrong.field} is not ${wrong.expected}`
  return inconsistency(value as unknown as ControlSnapshot)
}

/** What no sequence of entries could have made, although each record alone is well formed. */
function inconsistency (state: ControlSnapshot): string | null {
  const { members, tombstones, failures = [], tokens, requests, epochs, sessions, appliedIndex } = state
  const { resources = [], keys = [], settings = [], roles: enabled = [], grants = [], tasks: wanted = [],
    ledger = [], jobs = [], kinds = [] } = state
  if (!distinct(members.map(({ id }) => id))) return 'two members have one identity'
  if (!distinct(members.map(({ name }) => name))) return 'two members have one name'
  const tables = {
    tombstones, failures, tokens, requests, resources, keys, settings, roles: enabled, grants, tasks: wanted, ledger,
    jobs, kinds
  }
  for (const [what, rows] of Object.entries(tables)) {
    if (!distinct(rows.map(({ id }) => id))) return `two ${what} have one id`
  }
  if (failures.some(failure => !members.some(({ id }) => id === failure.id))) return 'a failure is of no member'
  if (!held(state)) return 'the keys are not those of the resources'
  if (grants.some(grant => !grantFits(enabled, grant))) return 'a grant is of no role, or not for its member'
  if (!kept(state)) return 'the ledger is not that of the tasks'
  if (!distinct(sessions.map(({ name }) => name))) return 'two sessions have one name'
  if (epochs.some((row, at) => row.epoch <= (epochs[at - 1]?.epoch ?? 0))) return 'epochs do not rise'
  if ((epochs.at(-1)?.epoch ?? 0) !== state.epoch) return 'the epoch is not the last of its history'
  if (!rises(sessions.map(({ lastIndex }) => lastIndex), 0)) return 'sessions are not in the order of their last use'
  if (sessions.some(({ lastIndex }) => lastIndex > appliedIndex)) return 'a session was used after the last entry'
  return sessions.map(disorder).find(found => found !== null) ?? null
}

/** Numbers are remembered above the floor, ascending; the last use is the highest entry among the answers. */
function disorder ({ name, lastIndex, floor, answers }: ControlSnapshot['sessions'][number]): string | null {
  if (!rises(answers.map(([sequence]) => sequence), floor)) return `session ${name} has numbers out of order`
  const last = answers.reduce((most, [, { index }]) => Math.max(most, index), 0)
  return last === lastIndex ? null : `session ${name} was used last at ${last}, not at ${lastIndex}`
}

const grantFits = (enabled: NonNullable<ControlSnapshot['roles']>, { id, role: name, member, fence }: Grant): boolean =>
  id === `${name}/${member}` &&
  enabled.some(role => role.id === name && role.holders > 0 && runsOn(role, member) && fence <= role.grantedIndex)

/** Every resource holds its keys, and whatever is held by a resource is held by one that says so. */
function held ({ resources = [], keys = [] }: ControlSnapshot): boolean {
  const wanted = new Map(resources.flatMap(resource => keysOf(resource).map(key => [key, resource.id] as const)))
  const found = keys.filter(({ resource }) => resource !== '')
  if (keys.some(({ resource, holder }) => (resource === '') === (holder === ''))) return false
  return found.length === wanted.size && found.every(({ id, resource }) => wanted.get(id) === resource)
}

/** Every row of the ledger is of a task and a target of it; a task is open as long as one of them is. */
function kept ({ tasks: wanted = [], ledger = [] }: ControlSnapshot): boolean {
  const states = new Map(ledger.map(row => [row.id, row.state] as const))
  const rows = new Set(wanted.flatMap(task => task.targets.map(target => rowKey(task.id, target))))
  if (ledger.some(row => row.id !== rowKey(row.task, row.target) || !rows.has(row.id))) return false
  return wanted.every(({ id, state, targets }) => {
    if (!distinct([...targets])) return false
    const open = targets.some(target => {
      const found = states.get(rowKey(id, target)) ?? 'waiting'
      return found === 'waiting' || found === 'begun'
    })
    return open === (state === 'open') || state === 'cancelled'
  })
}

const rises = (numbers: readonly number[], above: number): boolean =>
  numbers.every((number, at) => number > (numbers[at - 1] ?? above))

const distinct = (keys: readonly string[]): boolean => new Set(keys).size === keys.length
