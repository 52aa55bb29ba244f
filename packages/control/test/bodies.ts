/** Commands of the text tests as bodies of facts. Pure. */
import { nodeId } from '@hivemind/base'
import type { Command } from './datadriven.ts'
import { claimOf, enabling, secretHash } from './facts.ts'

export interface Wanted { readonly type: string, readonly body: unknown }

/** `create R1 vm/web on=a tags=zone:ams keys=ip-10.0.0.1`; `alter R1 vm/web from=1`. */
export function resourceFact (name: string, id: string, called: string, settings: Command['settings']): Wanted {
  const [kind, own = ''] = called.split('/')
  const tags = Object.fromEntries(listed(settings['tags'] ?? '').map(tag => tag.split(':')))
  const wanted = { name: own, definition: {}, tags, parent: settings['on'] ?? '', keys: listed(settings['keys'] ?? '') }
  if (name === 'create') return { type: 'resource-created', body: { id, kind, ...wanted } }
  return { type: 'resource-changed', body: { id, from: Number(settings['from'] ?? 1), ...wanted } }
}

/** `enable lead holders=2 on=a,b from=1 performs=x/1 requires=y/1`; one holder out of all unless it says otherwise. */
export function enableBody (role: string, settings: Command['settings']): unknown {
  const { holders = '1', on = '', from = '0', performs = '', requires = '' } = settings
  return enabling(role, {
    holders: Number(holders), members: listed(on).map(nodeId), from: Number(from), performs: listed(performs),
    requires: listed(requires)
  })
}

/** `processes b web/site,other set=instances:2,level:debug enables=web/a/1`: all of a role, or after a slash one. */
export function additionOf (member: string, [roles = '']: readonly string[], settings: Command['settings']): unknown {
  const set = Object.fromEntries(listed(settings['set'] ?? '').map(word => word.split(':')))
  const enables = listed(settings['enables'] ?? '').map(word => {
    const [role = '', on = '', from = '0'] = word.split('/')
    return enabling(role, { holders: 0, members: on.split('+').map(nodeId), from: Number(from) })
  })
  const adds = listed(roles).map(word => {
    const [role, template = ''] = word.split('/')
    return { role, template, settings: set }
  })
  return { member, enables, adds }
}

/** `writes lead a ip-1 fence=3`: a key that a role's holder claims, or the event of that name. */
export function wroteBody (
  role: string, [member = '', what = '']: readonly string[], settings: Command['settings']
): unknown {
  const fact = what.includes('-')
    ? { type: 'key-claimed', body: { key: what, holder: role } }
    : { type: 'event-appended', body: { event: what, payload: null } }
  return { role, member, fence: Number(settings['fence']), fact }
}

/** `task T1 web fill on=a,b queue=q any=yes hold=yes tries=2`. */
export function taskBody (
  id: string, [role = '', action = '']: readonly string[], settings: Command['settings']
): unknown {
  const { on = '', queue = '', any = 'no', hold = 'no', tries = '1' } = settings
  return {
    id, role, action, input: {}, members: listed(on), any: any === 'yes', queue, holds: hold === 'yes',
    triesMax: Number(tries)
  }
}

/** `job nightly web fill any=yes overlaps=yes catch=all`. */
export function jobBody (id: string, words: readonly string[], settings: Command['settings']): unknown {
  const { id: _id, ...added } = taskBody('', words, settings) as Record<string, unknown>
  const { overlaps = 'no', catch: catchUp = 'last', tags } = settings
  const task = { ...added, ...tags === undefined ? {} : { selector: tags } }
  return { id, schedule: '* * * * *', zone: 'UTC', task, catchUp, overlaps: overlaps === 'yes', jitterMs: 0 }
}

/** `begin T1 a attempt=1 fence=4`; `report T1 a attempt=1 failed=why`; `by=b` where the target is *. */
export function attemptFact (
  name: string, task: string, [target = '']: readonly string[], settings: Command['settings']
): Wanted {
  const { attempt = '1', fence = '1', by = target, failed, interrupted } = settings
  const body = { task, target, attempt: Number(attempt), member: by }
  if (name === 'begin') return { type: 'task-begun', body: { ...body, fence: Number(fence) } }
  const outcome = failed !== undefined ? 'failed' : interrupted !== undefined ? 'interrupted' : 'done'
  return { type: 'task-reported', body: { ...body, outcome, result: null, problem: failed ?? interrupted ?? '' } }
}

export const tagsOf = (words = ''): Record<string, string> =>
  Object.fromEntries(listed(words).map(tag => [tag.split(':')[0] ?? '', tag.split(':')[1] ?? '']))

export const accuser = (id: string) => ({ id, missed: 2, denied: 3, silentTicks: 150, connected: true })

export const listed = (words: string): string[] => words.split(',').filter(word => word !== '')

export function tokenBody (
  id: string,
  { uses = '1', for: lasts = '60', role = '', voter = 'no' }: Command['settings'],
  seconds: number
) {
  const expiresAt = (seconds + Number(lasts)) * 1_000
  return { id, secretHash: secretHash(id), role, uses: Number(uses), expiresAt, voter: voter === 'yes' }
}

/** `ask J1 b token=t1 secret=wrong voter=yes name=other`: the secret is the token's own unless another is given. */
export function askBody (request: string, id: string, settings: Command['settings']) {
  const { token, secret = token ?? '', voter = 'no', name = id, replaces } = settings
  const proof = token === undefined ? null : { id: token, secretHash: secretHash(secret) }
  const body = { request, claim: claimOf(id, name), voter: voter === 'yes', token: proof, via: 'a' }
  return replaces === 'yes' ? { ...body, replaces: true } : body
}
