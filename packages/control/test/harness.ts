/**
 * One applied state that is spoken to in words, for the text tests. Its clock is seconds that the file lets pass.
 *
 * After every command the kept hash is compared with one made from scratch. Pure.
 */
import { clusterId, epoch, fingerprintText, nodeId, term, wallMs } from '@hivemind/base'
import {
  answered, type Control, exportState, importState, judge, type Outcome, precheck, recomputeHash, start,
  step, validate
} from '../src/index.ts'
import type { Command } from './datadriven.ts'
import { type Around, claimOf, draftOf, enabling, entryOf, nextIndex, secretHash } from './facts.ts'
import { changeText, shown } from './showing.ts'

interface Wanted { readonly type: string, readonly body: unknown }

export class Harness {
  #control: Control = start()
  #seconds = 0

  perform (command: Command): string {
    const said = this.#perform(command)
    const kept = fingerprintText(this.#control.hash)
    const whole = fingerprintText(recomputeHash(this.#control))
    if (kept !== whole) throw new Error(`the hash is ${kept} and should be ${whole} after "${command.name}"`)
    return said
  }

  #perform (command: Command): string {
    const { name, words: [first = '', second = ''], settings } = command
    switch (name) {
      case 'wait': this.#seconds += Number(first); return `it is ${this.#seconds} s`
      case 'noop': return this.#told(step(this.#control, { ...this.#blank(), kind: 'noop' }))
      case 'garbage': return this.#told(step(this.#control, { ...this.#blank(), kind: 'command' }))
      case 'show': return shown(this.#control, first)
      case 'judge': return this.#judge(first)
      case 'answered': return this.#answered(first, Number(second))
      case 'restart': return this.#restart()
      case 'check': return this.#check(parsed(command))
      case 'events': return this.#events(settings)
      default: return this.#apply(factOf(command, this.#seconds), settings)
    }
  }

  #blank () { return { index: nextIndex(this.#control), term: term(1), envelope: null } }

  #around ({ session = '', sequence = '0', reason = '', actor = 'operator' }: Command['settings']): Around {
    return { session, sequence: Number(sequence), reason, actor, at: this.#seconds * 1_000 }
  }

  #apply ({ type, body }: Wanted, settings: Command['settings']): string {
    const { version = '1', kind } = settings
    const { envelope, ...entry } = entryOf(this.#control, type, body, this.#around(settings))
    const found = envelope === null ? null : { ...envelope, version: Number(version) }
    const committed = {
      ...entry,
      envelope: found,
      kind: kind === 'command' || kind === 'configuration' ? kind : entry.kind
    }
    return this.#told(step(this.#control, committed))
  }

  #told ({ index, refusal, repeats, changes }: Outcome): string {
    const first = repeats === null ? '' : ` repeats ${repeats.index}`
    const end = refusal === null ? 'ok' : `refused ${refusal.code}: ${refusal.message}`
    return [`${index}:${first} ${end}`, ...changes.map(change => `  ${changeText(change)}`)].join('\n')
  }

  #check (command: Command): string {
    const { type, body } = factOf(command, this.#seconds)
    const draft = draftOf(type, body, this.#around(command.settings))
    const refusal = validate(draft) ?? precheck(this.#control, draft)
    return refusal === null ? 'may be proposed' : `refused ${refusal.code}: ${refusal.message}`
  }

  #judge (id: string): string {
    const request = this.#control.requests.get(id)
    if (request === undefined) return 'no such request'
    const refusal = judge(this.#control, request, wallMs(this.#seconds * 1_000))
    return refusal === null ? 'to be approved' : `to be denied ${refusal.code}: ${refusal.message}`
  }

  #answered (session: string, sequence: number): string {
    const answer = answered(this.#control, session, sequence)
    return answer === null ? 'not known' : `at ${answer.index} in epoch ${answer.epoch} ${answer.code || 'ok'}`
  }

  /** Many events of one session, of which the last line is told. */
  #events ({ session = '', from = '1', to = '1' }: Command['settings']): string {
    let last = ''
    for (let sequence = Number(from); sequence <= Number(to); sequence++) {
      last = this.#apply(event, { session, sequence: String(sequence) })
    }
    return last
  }

  /** Through a snapshot, as a machine that was off: what follows must not be able to tell. */
  #restart (): string {
    const back = importState(JSON.parse(JSON.stringify(exportState(this.#control))))
    if ('code' in back) return `refused ${back.code}: ${back.message}`
    this.#control = back
    return `at ${back.appliedIndex}`
  }
}

const event: Wanted = { type: 'event-appended', body: { event: 'load', payload: {} } }

/** `check leave b`: the command after the word. */
const parsed = ({ words: [name = '', ...words], settings }: Command): Command => ({ name, words, settings })

function factOf ({ name, words: [first = '', ...rest], settings }: Command, seconds: number): Wanted {
  const member = { member: nodeId(first) }
  switch (name) {
    case 'init':
      return { type: 'cluster-created', body: { cluster: clusterId('c1'), name: 'prod', founder: claimOf(first) } }
    case 'token':
      return { type: 'token-created', body: tokenBody(first, settings, seconds) }
    case 'revoke':
      return { type: 'token-revoked', body: { id: first } }
    case 'ask':
      return { type: 'join-requested', body: askBody(first, rest[0] ?? '', settings) }
    case 'approve':
      return { type: 'join-approved', body: { request: first, by: settings['by'] ?? 'token' } }
    case 'deny':
      return {
        type: 'join-denied',
        body: { request: first, code: 'HIVE_JOIN_DENIED', message: settings['reason'] ?? '' }
      }
    case 'leave':
      return { type: 'member-left', body: member }
    case 'remove': {
      const { failed } = settings
      return { type: 'member-removed', body: failed === undefined ? member : { ...member, failed: Number(failed) } }
    }
    case 'move':
      return {
        type: 'member-moved',
        body: {
          ...member, boot: Number(settings['boot']), addresses: [rest[0]], version: '0.2.0', signature: 'ab'.repeat(64)
        }
      }
    case 'rename':
      return { type: 'member-renamed', body: { ...member, name: rest[0] } }
    case 'set':
      return { type: 'setting-changed', body: { key: first, value: settings['to'] ?? null } }
    case 'fail':
      return {
        type: 'member-failed',
        body: { ...member, incarnation: Number(settings['at'] ?? 0), observers: 2, accusers: rest.map(accuser) }
      }
    case 'back':
      return { type: 'member-returned', body: { ...member, incarnation: Number(settings['at'] ?? 0) } }
    case 'want':
      return { type: 'voter-wanted', body: member }
    case 'unwant':
      return { type: 'voter-unwanted', body: member }
    case 'replace':
      return { type: 'voter-replaced', body: { member: first, by: rest[0] ?? '' } }
    case 'voters': {
      const body = { voters: listed(first), learners: listed(settings['learners'] ?? '') }
      const { outgoing } = settings
      return { type: 'voters-changed', body: outgoing === undefined ? body : { ...body, outgoing: listed(outgoing) } }
    }
    case 'bump':
      return { type: 'epoch-bumped', body: { from: epoch(Number(settings['from'])) } }
    case 'create':
    case 'alter':
      return resourceFact(name, first, rest[0] ?? '', settings)
    case 'destroy':
      return { type: 'resource-removed', body: { id: first, from: Number(settings['from'] ?? 1) } }
    case 'claim':
      return { type: 'key-claimed', body: { key: first, holder: settings['for'] ?? 'me' } }
    case 'release':
      return { type: 'key-released', body: { key: first, holder: settings['for'] ?? 'me' } }
    case 'enable':
      return { type: 'role-enabled', body: enableBody(first, settings) }
    case 'disable':
      return { type: 'role-disabled', body: { role: first, from: Number(settings['from'] ?? 1) } }
    case 'grant':
      return {
        type: 'role-granted',
        body: { role: first, member: rest[0], replaces: settings['for'] ?? '', after: Number(settings['after']) }
      }
    case 'tag':
      return {
        type: 'member-tagged', body: { ...member, put: tagsOf(settings['put']), drop: listed(settings['drop'] ?? '') }
      }
    case 'task':
      return { type: 'task-added', body: taskBody(first, rest, settings) }
    case 'begin':
    case 'report':
      return attemptFact(name, first, rest, settings)
    case 'cancel':
      return { type: 'task-cancelled', body: { task: first } }
    case 'retry':
      return { type: 'task-retried', body: { task: first } }
    case 'forget':
      return { type: 'tasks-forgotten', body: { through: Number(first) } }
    case 'job':
      return { type: 'cron-added', body: jobBody(first, rest, settings) }
    case 'unjob':
      return { type: 'cron-removed', body: { id: first } }
    case 'pause':
      return { type: 'cron-paused', body: { id: first, paused: settings['off'] === undefined } }
    case 'tick': {
      const { after = '0', missed = '0', run = 'yes' } = settings
      const body = { id: first, after: Number(after), missed: Number(missed), run: run === 'yes' }
      return { type: 'cron-ticked', body: { ...body, scheduled: Number(rest[0]) } }
    }
    case 'writes':
      return { type: 'role-wrote', body: wroteBody(first, rest, settings) }
    case 'event':
      return event
    case 'entry':
      return { type: first, body: JSON.parse((rest[0] ?? 'null').replaceAll("'", '"')) }
    default:
      throw new Error(`no command "${name}"`)
  }
}

/** `create R1 vm/web on=a tags=zone:ams keys=ip-10.0.0.1`; `alter R1 vm/web from=1`. */
function resourceFact (name: string, id: string, called: string, settings: Command['settings']): Wanted {
  const [kind, own = ''] = called.split('/')
  const tags = Object.fromEntries(listed(settings['tags'] ?? '').map(tag => tag.split(':')))
  const wanted = { name: own, definition: {}, tags, parent: settings['on'] ?? '', keys: listed(settings['keys'] ?? '') }
  if (name === 'create') return { type: 'resource-created', body: { id, kind, ...wanted } }
  return { type: 'resource-changed', body: { id, from: Number(settings['from'] ?? 1), ...wanted } }
}

/** `enable lead holders=2 on=a,b from=1 performs=x/1 requires=y/1`; one holder out of all unless it says otherwise. */
function enableBody (role: string, settings: Command['settings']): unknown {
  const { holders = '1', on = '', from = '0', performs = '', requires = '' } = settings
  return enabling(role, {
    holders: Number(holders), members: listed(on).map(nodeId), from: Number(from), performs: listed(performs),
    requires: listed(requires)
  })
}

/** `writes lead a ip-1 fence=3`: a key that a role's holder claims, or the event of that name. */
function wroteBody (role: string, [member = '', what = '']: readonly string[], settings: Command['settings']): unknown {
  const fact = what.includes('-')
    ? { type: 'key-claimed', body: { key: what, holder: role } }
    : { type: 'event-appended', body: { event: what, payload: null } }
  return { role, member, fence: Number(settings['fence']), fact }
}

/** `task T1 web fill on=a,b queue=q any=yes hold=yes tries=2`. */
function taskBody (id: string, [role = '', action = '']: readonly string[], settings: Command['settings']): unknown {
  const { on = '', queue = '', any = 'no', hold = 'no', tries = '1' } = settings
  return {
    id, role, action, input: {}, members: listed(on), any: any === 'yes', queue, holds: hold === 'yes',
    triesMax: Number(tries)
  }
}

/** `job nightly web fill any=yes overlaps=yes catch=all`. */
function jobBody (id: string, words: readonly string[], settings: Command['settings']): unknown {
  const { id: _id, ...task } = taskBody('', words, settings) as Record<string, unknown>
  const { overlaps = 'no', catch: catchUp = 'last' } = settings
  return { id, schedule: '* * * * *', zone: 'UTC', task, catchUp, overlaps: overlaps === 'yes', jitterMs: 0 }
}

/** `begin T1 a attempt=1 fence=4`; `report T1 a attempt=1 failed=why`; `by=b` where the target is *. */
function attemptFact (
  name: string, task: string, [target = '']: readonly string[], settings: Command['settings']
): Wanted {
  const { attempt = '1', fence = '1', by = target, failed, interrupted } = settings
  const body = { task, target, attempt: Number(attempt), member: by }
  if (name === 'begin') return { type: 'task-begun', body: { ...body, fence: Number(fence) } }
  const outcome = failed !== undefined ? 'failed' : interrupted !== undefined ? 'interrupted' : 'done'
  return { type: 'task-reported', body: { ...body, outcome, result: null, problem: failed ?? interrupted ?? '' } }
}

const tagsOf = (words = ''): Record<string, string> =>
  Object.fromEntries(listed(words).map(tag => [tag.split(':')[0] ?? '', tag.split(':')[1] ?? '']))

const accuser = (id: string) => ({ id, missed: 2, denied: 3, silentTicks: 150, connected: true })

const listed = (words: string): string[] => words.split(',').filter(word => word !== '')

function tokenBody (
  id: string,
  { uses = '1', for: lasts = '60', role = '', voter = 'no' }: Command['settings'],
  seconds: number
) {
  const expiresAt = (seconds + Number(lasts)) * 1_000
  return { id, secretHash: secretHash(id), role, uses: Number(uses), expiresAt, voter: voter === 'yes' }
}

/** `ask J1 b token=t1 secret=wrong voter=yes name=other`: the secret is the token's own unless another is given. */
function askBody (request: string, id: string, settings: Command['settings']) {
  const { token, secret = token ?? '', voter = 'no', name = id, replaces } = settings
  const proof = token === undefined ? null : { id: token, secretHash: secretHash(secret) }
  const body = { request, claim: claimOf(id, name), voter: voter === 'yes', token: proof, via: 'a' }
  return replaces === 'yes' ? { ...body, replaces: true } : body
}
