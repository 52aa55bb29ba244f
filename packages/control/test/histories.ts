/**
 * Histories at random: entries of every kind about few machines, tokens and sessions, so that they meet.
 *
 * Pure. What is wrong is as likely as what is right: repeated commands, unknown names, types of a later release.
 */
import { clusterId, epoch, nodeId, term, wallMs } from '@hivemind/base'
import fc from 'fast-check'
import {
  type Committed,
  type Control,
  type Envelope,
  exportState,
  type Facts,
  type FactType,
  start,
  step
} from '../src/index.ts'
import { asking, claimOf, draftOf, enabling, nextIndex, token } from './facts.ts'

/** An entry without its place in the log. */
export interface Written { readonly kind: Committed['kind'], readonly envelope: Envelope | null }

const machine = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const request = fc.constantFrom('J1', 'J2', 'J3', 'J4', 'J5', 'J6')
const tokenId = fc.constantFrom('t1', 't2', 't3')
const member = machine.map(id => ({ member: nodeId(id) }))

const taskId = fc.constantFrom('T1', 'T2', 'T3')
const jobName = fc.constantFrom('nightly', 'hourly')
const roleName = fc.constantFrom('lead', 'web')
const json = fc.jsonValue({ maxDepth: 2 })
/** Ids follow from where processes were added, mostly early or never. */
const processName = fc.integer({ min: 2, max: 20 }).map(index => `p${index}-1`)
const schema = fc.constantFrom(
  {
    type: 'object', properties: { cpus: { type: 'integer', key: 'ip' }, zone: { type: 'string', default: 'ams' } }
  },
  { type: 'object', required: ['cpus'], properties: { cpus: { type: 'integer', minimum: 1 } } }, { type: 'list' }
)
const kinds = fc.option(
  fc.array(fc.record({ kind: fc.constantFrom('vm', 'site'), schema }), { maxLength: 2 }), { nil: undefined }
)
const resource = fc.constantFrom('R1', 'R2', 'R3', 'R4')
const key = fc.constantFrom('ip-10.0.0.1', 'ip-10.0.0.2', 'port-a/80', 'name-vm/w1')
const WANTED = {
  name: fc.constantFrom('w1', 'w2'),
  definition: fc.constantFrom({}, { cpus: 2, disks: [{ gb: 20 }] }),
  tags: fc.dictionary(fc.constantFrom('zone', 'env'), fc.constantFrom('', 'ams')),
  parent: fc.oneof(fc.constant(''), resource, machine),
  keys: fc.uniqueArray(key, { maxLength: 2 })
}

/** A readable body for every type there is. A type without one would not compile. */
const BODIES: { readonly [Type in FactType]: fc.Arbitrary<unknown> } = {
  'cluster-created': machine.map(id => ({ cluster: clusterId('c1'), name: 'prod', founder: claimOf(id) })),
  'voters-changed': fc.record({
    voters: fc.uniqueArray(machine, { minLength: 1, maxLength: 3 }),
    learners: fc.uniqueArray(machine, { maxLength: 2 }),
    outgoing: fc.uniqueArray(machine, { minLength: 1, maxLength: 3 })
  }, { requiredKeys: ['voters', 'learners'] }),
  'voter-wanted': member,
  'voter-unwanted': member,
  'voter-replaced': fc.record({ member: machine, by: machine }),
  'token-created': fc.record({ id: tokenId, uses: fc.integer({ min: 1, max: 3 }), voter: fc.boolean() })
    .map(({ id, ...over }) => token(id, over)),
  'token-revoked': tokenId.map(id => ({ id })),
  'join-requested': fc.tuple(request, machine, fc.option(tokenId), fc.boolean(), machine, fc.boolean())
    .map(([id, who, with_, voter, name, replaces]) => ({
      ...asking(id, who, with_, voter), claim: claimOf(who, name), ...(replaces ? { replaces } : {})
    })),
  'join-approved': fc.record({ request, by: fc.constantFrom('token', 'operator') }),
  'join-denied': fc.record({
    request,
    code: fc.constant('HIVE_JOIN_DENIED'),
    message: fc.string({ unit: 'grapheme' })
  }),
  'member-left': member,
  'member-removed': fc.record({ member: machine, failed: fc.integer({ min: 1, max: 60 }) }, {
    requiredKeys: ['member']
  }),
  'member-moved': fc.record({
    member: machine, boot: fc.integer({ min: 1, max: 4 }), addresses: fc.constantFrom(['b.example:1'], ['c.example:2']),
    version: fc.constant('0.1.0'), signature: fc.constant('ab')
  }),
  'member-renamed': fc.record({ member: machine, name: machine }),
  'member-tagged': fc.record({
    member: machine, put: fc.dictionary(fc.constantFrom('zone', 'env'), fc.constantFrom('', 'ams')),
    drop: fc.subarray(['zone', 'env'])
  }),
  'task-added': fc.record({
    id: taskId, role: roleName, action: fc.constantFrom('fill', 'fill', 'fill', 'empty'), input: fc.constant({}),
    members: fc.uniqueArray(machine, { maxLength: 2 }), any: fc.boolean(), queue: fc.constantFrom('', 'q', 'q'),
    holds: fc.boolean(), triesMax: fc.integer({ min: 1, max: 2 })
  }),
  'task-begun': fc.record({
    task: taskId, target: fc.oneof(machine, fc.constant('*')), attempt: fc.integer({ min: 1, max: 3 }), member: machine,
    fence: fc.integer({ min: 1, max: 30 })
  }),
  'task-reported': fc.record({
    task: taskId, target: fc.oneof(machine, fc.constant('*')), attempt: fc.integer({ min: 1, max: 3 }), member: machine,
    outcome: fc.constantFrom('done', 'failed', 'interrupted'), result: json, problem: fc.constantFrom('', 'no room')
  }),
  'task-cancelled': taskId.map(task => ({ task })),
  'task-retried': taskId.map(task => ({ task })),
  'cron-added': fc.record({
    id: jobName, schedule: fc.constant('* * * * *'), zone: fc.constant('UTC'), catchUp: fc.constantFrom('skip', 'all'),
    overlaps: fc.boolean(), jitterMs: fc.constantFrom(0, 500),
    task: fc.record({
      role: roleName, action: fc.constantFrom('fill', 'fill', 'empty'), input: fc.constant({}),
      members: fc.constant([]),
      any: fc.boolean(), queue: fc.constant(''), holds: fc.constant(false), triesMax: fc.constant(1)
    })
  }),
  'cron-removed': jobName.map(id => ({ id })),
  'cron-paused': fc.record({ id: jobName, paused: fc.boolean() }),
  'cron-ticked': fc.record({
    id: jobName, scheduled: fc.constantFrom(0, 60_000, 120_000, 2_000_000), after: fc.constantFrom(0, 60_000, 120_000),
    missed: fc.nat(3), run: fc.boolean()
  }),
  'tasks-forgotten': fc.integer({ min: 1, max: 60 }).map(through => ({ through })),
  'setting-changed': fc.record({
    key: fc.constantFrom('members.failed', 'members.colour'),
    value: fc.constantFrom(null, 'keep', 'never', 'remove-after=2s', 'sometimes')
  }),
  'cluster-recovered': fc.record({
    how: fc.constantFrom('recovery', 'restore'),
    plan: fc.constant('ab'.repeat(32)),
    from: fc.integer({ min: 1, max: 4 }),
    lineage: fc.integer({ min: 1, max: 3 }),
    survivor: machine.map(id => claimOf(id)),
    voters: fc.uniqueArray(machine, { minLength: 1, maxLength: 3 }),
    lost: fc.uniqueArray(machine, { maxLength: 3 })
  }),
  'member-failed': fc.record({
    member: machine, incarnation: fc.nat(4), observers: fc.integer({ min: 1, max: 4 }),
    accusers: fc.array(fc.record({
      id: machine, missed: fc.nat(4), denied: fc.nat(3), silentTicks: fc.nat(400), connected: fc.boolean()
    }), { minLength: 1, maxLength: 4 }),
    stopped: fc.constant(true)
  }, { requiredKeys: ['member', 'incarnation', 'observers', 'accusers'] }),
  'member-returned': fc.record({ member: machine, incarnation: fc.nat(5) }),
  'epoch-bumped': fc.integer({ min: 1, max: 4 }).map(from => ({ from: epoch(from) })),
  'resource-created': fc.record({ id: resource, kind: fc.constantFrom('vm', 'site'), ...WANTED }),
  'resource-changed': fc.record({ id: resource, from: fc.integer({ min: 1, max: 3 }), ...WANTED }),
  'resource-removed': fc.record({ id: resource, from: fc.integer({ min: 1, max: 3 }) }),
  'kind-defined': fc.record({
    kind: fc.constantFrom('vm', 'site'), from: fc.nat(2),
    schema
  }),
  'kind-removed': fc.record({ kind: fc.constantFrom('vm', 'site'), from: fc.integer({ min: 1, max: 2 }) }),
  'key-claimed': fc.record({ key, holder: machine }),
  'key-released': fc.record({ key, holder: machine }),
  'role-enabled': fc.record({
    role: roleName, from: fc.nat(3), holders: fc.nat(2), members: fc.uniqueArray(machine, { maxLength: 3 }),
    kinds
  }).map(({ role, ...over }) => enabling(role, over as unknown as Partial<Facts['role-enabled']>)),
  'role-update-begun': fc.record({ role: roleName, from: fc.integer({ min: 1, max: 3 }), holders: fc.nat(2), kinds })
    .map(({ role, ...over }) =>
      enabling(role, { version: '1.1.0', ...over } as unknown as Partial<Facts['role-enabled']>)),
  'role-update-reported': fc.record({
    role: roleName, member: machine, revision: fc.integer({ min: 2, max: 4 }),
    problem: fc.constantFrom('', '', 'it fell')
  }),
  'role-update-decided': fc.record({ role: roleName, revision: fc.integer({ min: 2, max: 4 }), go: fc.boolean() }),
  'role-disabled': fc.record({ role: roleName, from: fc.integer({ min: 1, max: 3 }) }),
  'role-granted': fc.record({
    role: roleName,
    member: machine,
    replaces: fc.oneof(fc.constant(''), machine),
    after: fc.integer({ min: 1, max: 30 })
  }),
  'role-wrote': fc.record({
    role: roleName, member: machine, fence: fc.integer({ min: 1, max: 30 }),
    fact: fc.oneof(
      fc.record({ type: fc.constant('key-claimed'), body: fc.record({ key, holder: machine }) }),
      fc.record({ type: fc.constant('event-appended'), body: fc.record({ event: fc.constant('load'), payload: json }) })
    )
  }),
  'processes-added': fc.record({
    member: machine, enables: fc.constantFrom([], [], [enabling('web', { members: [nodeId('a')], from: 0 })]),
    adds: fc.array(fc.record({
      role: roleName, template: fc.constantFrom('', 'site', 'none'),
      settings: fc.constantFrom({}, { instances: '2' }, { instances: '0' }, { level: 'debug' }, { colour: 'red' })
    }), { maxLength: 2 })
  }),
  'process-wanted': fc.record({
    id: processName, from: fc.integer({ min: 1, max: 3 }), wanted: fc.constantFrom('online', 'offline', 'restarted')
  }),
  'process-removed': fc.record({
    id: processName, from: fc.integer({ min: 1, max: 3 }), forced: fc.boolean(),
    state: fc.constantFrom('OFFLINE', 'FAILED', 'ONLINE', 'UNKNOWN')
  }),
  'member-drained': fc.record({ member: machine, draining: fc.boolean() }),
  'event-appended': fc.record({ event: fc.constantFrom('load', 'net/up'), payload: fc.jsonValue() })
}
export const TYPES = Object.keys(BODIES) as FactType[]
export const bodyOf = (type: FactType): fc.Arbitrary<unknown> => BODIES[type]

/** Half of all commands belong to one of two sessions, with numbers so few that they are repeated. */
const around = fc.record({
  session: fc.constantFrom('', '', 's1', 's2'), sequence: fc.integer({ min: 1, max: 12 }),
  at: fc.integer({ min: 0, max: 2_000_000 }), reason: fc.constantFrom('', 'a disk was swapped')
})

/** An entry of a type with some body; voters change mostly in entries of their own kind, as Raft writes them. */
export const written = (type: string, body: fc.Arbitrary<unknown>, version = 1): fc.Arbitrary<Written> =>
  fc.tuple(body, around, fc.integer({ min: 0, max: 9 })).map(([found, { at, ...rest }, luck]) => {
    const configures = (type === 'voters-changed') !== (luck === 0)
    return {
      kind: configures ? 'configuration' : 'command',
      envelope: { ...draftOf(type, found, rest), version, at: wallMs(at) }
    }
  })

const entry: fc.Arbitrary<Written> = fc.oneof(
  ...TYPES.map(type => ({ arbitrary: written(type, bodyOf(type)), weight: type.startsWith('join') ? 4 : 2 })),
  { arbitrary: written('machine-painted', fc.jsonValue()), weight: 1 },
  { arbitrary: written('member-left', member, 2), weight: 1 },
  {
    arbitrary: fc.constantFrom<Written>({ kind: 'noop', envelope: null }, { kind: 'command', envelope: null }),
    weight: 1
  }
)

const founding: Written = {
  kind: 'configuration',
  envelope: {
    ...draftOf('cluster-created', { cluster: clusterId('c1'), name: 'prod', founder: claimOf('a') }), at: wallMs(0)
  }
}

export const history = (entriesMax = 60): fc.Arbitrary<readonly Written[]> =>
  fc.array(entry, { maxLength: entriesMax, size: 'max' }).map(rest => [founding, ...rest])

/** Append to the log of a state. */
export const write = (control: Control, { kind, envelope }: Written) =>
  step(control, { index: nextIndex(control), term: term(1), kind, envelope })

export function writeAll (entries: readonly Written[], control: Control = start()): Control {
  for (const one of entries) write(control, one)
  return control
}

/** All of a state as text, in which equal states are equal. */
export const textOf = (control: Control): string => JSON.stringify(exportState(control))
