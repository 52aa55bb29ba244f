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
import {
  accuser, additionOf, askBody, attemptFact, enableBody, jobBody, listed,
  resourceFact, tagsOf, taskBody, tokenBody, type Wanted, wroteBody
} from './bodies.ts'
import type { Command } from './datadriven.ts'
import { type Around, claimOf, draftOf, entryOf, nextIndex } from './facts.ts'
import { changeText, shown } from './showing.ts'

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
    case 'processes':
      return { type: 'processes-added', body: additionOf(first, rest, settings) }
    case 'wish':
      return { type: 'process-wanted', body: { id: first, from: Number(settings['from'] ?? 1), wanted: rest[0] } }
    case 'end': {
      const { from = '1', as: state = 'OFFLINE', force = 'no' } = settings
      return { type: 'process-removed', body: { id: first, from: Number(from), state, forced: force === 'yes' } }
    }
    case 'drain':
      return { type: 'member-drained', body: { ...member, draining: settings['off'] === undefined } }
    case 'event':
      return event
    case 'entry':
      return { type: first, body: JSON.parse((rest[0] ?? 'null').replaceAll("'", '"')) }
    default:
      throw new Error(`no command "${name}"`)
  }
}
