/** Facts as tests write them: short words in, whole envelopes out. Pure. */
import { clusterId, type Index, index, nodeId, term, wallMs } from '@hivemind/base'
import type { Claim, Committed, Control, Draft, Facts, FactType, ProcessTemplate } from '../src/index.ts'
import { start, step } from '../src/index.ts'

/** Who proposes and when, where a test cares. */
export interface Around {
  readonly at?: number
  readonly session?: string
  readonly sequence?: number
  readonly reason?: string
  readonly actor?: string
}

export function draftOf (type: string, body: unknown, around: Around = {}): Draft {
  const { session = '', sequence = 0, reason = '', actor = 'operator' } = around
  return { type, version: 1, txid: '7a', actor, cause: '', reason, trace: '', session, sequence, body }
}

/** Entries change voters by their kind; every other fact is a command. */
const kindOf = (type: string): Committed['kind'] => type === 'voters-changed' ? 'configuration' : 'command'

/** The entry that comes next. */
export function entryOf (control: Control, type: string, body: unknown, around: Around = {}): Committed {
  const envelope = { ...draftOf(type, body, around), at: wallMs(around.at ?? 0) }
  return { index: nextIndex(control), term: term(1), kind: kindOf(type), envelope }
}

export const nextIndex = (control: Control): Index => index(control.appliedIndex + 1)

/** Apply a fact of the shape that its type has. */
export const apply = <Type extends FactType> (control: Control, type: Type, body: Facts[Type], around: Around = {}) =>
  step(control, entryOf(control, type, body, around))

/** What a machine says of itself; its id is its name, for short. */
export const claimOf = (id: string, name: string = id): Claim =>
  ({ id: nodeId(id), name, addresses: [`${name}.example:7400`], version: '0.1.0' })

/** Sixty-four digits that stand for a secret: no test depends on how it is hashed. */
export const secretHash = (secret: string): string => Buffer.from(secret).toString('hex').padEnd(64, '0').slice(0, 64)

/** A cluster of one voter. */
export function founded (founder = 'a'): Control {
  const control = start()
  apply(control, 'cluster-created', { cluster: clusterId('c1'), name: 'prod', founder: claimOf(founder) })
  return control
}

export const token = (id: string, over: Partial<Facts['token-created']> = {}): Facts['token-created'] =>
  ({ id, secretHash: secretHash(id), role: '', uses: 1, expiresAt: wallMs(1_000_000), voter: false, ...over })

/** A request of a machine, with a token when one is named. */
export const asking = (
  request: string,
  id: string,
  tokenId: string | null = null,
  voter = false
): Facts['join-requested'] => ({
  request,
  claim: claimOf(id),
  voter,
  via: nodeId('a'),
  token: tokenId === null ? null : { id: tokenId, secretHash: secretHash(tokenId) }
})

/** A role as it is enabled for the first time, for one holder out of all members. */
export const enabling = (role: string, over: Partial<Facts['role-enabled']> = {}): Facts['role-enabled'] => ({
  role, version: '1.0.0', source: { type: 'path', at: `/roles/${role}` }, holders: 1, members: [], performs: [],
  requires: [], bootstrapRequires: [], degraded: 'stop', watches: { members: false, resources: [] },
  proposes: { events: ['load'], resources: [], keys: ['ip'] }, config: {},
  actions: [
    { name: 'fill', about: '', repeatable: true }, { name: 'pay', about: 'costs money', repeatable: false }
  ],
  processes: [template('site'), template('backup', {
    managed: false, command: [], endpoints: [], opens: [], check: { type: 'pid-file', path: '/run/{{name}}.pid' }
  })],
  from: 0, ...over
})

/** A template of processes: a program with a port of three, of which as many are made as is wished. */
export const template = (name: string, over: Partial<ProcessTemplate> = {}): ProcessTemplate => ({
  name, about: '', multiplicity: 1, opens: ['instances', 'level'], settings: { level: 'info' }, managed: true,
  command: ['/bin/serve', '{{name}}', '{{port.http}}', '{{level}}'], environment: { WHO: '{{member}}/{{instance}}' },
  endpoints: [{ name: 'http', port: 80, most: 3 }], check: { type: 'tcp', endpoint: 'http' }, restarts: 5,
  stop: { signal: 'SIGTERM', ms: 10_000, kills: true }, ...over
})
