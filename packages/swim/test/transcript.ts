/**
 * Text tests: a file is a list of cases, each a command, `----`, what is expected, and a blank line.
 *
 * REWRITE=1 writes what was seen instead of comparing; read the difference before committing it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type NodeId, nodeId, prng, ticks } from '@hivemind/base'
import {
  ANSWERS_MAX, type Effect, hasFailed, type Input, type Swim, type SwimMessage, start, step, type Update, type Word
} from '../src/index.ts'

export interface Case {
  /** Comment lines above the command. */
  readonly notes: string
  readonly command: string
  readonly expected: string
}

const RULE = '----'

export function parse (text: string): Case[] {
  return text.split(/\n{2,}/).filter(block => block.trim() !== '').map(block => {
    const rows = block.trimEnd().split('\n')
    const rule = rows.indexOf(RULE)
    const head = rule < 0 ? rows : rows.slice(0, rule)
    return {
      notes: head.filter(row => row.startsWith('#')).join('\n'),
      command: head.filter(row => !row.startsWith('#')).join(' ').trim(),
      expected: rule < 0 ? '' : rows.slice(rule + 1).join('\n')
    }
  })
}

/**
 * Run a file's cases on one member.
 *
 * @param compare - told (found, expected, command) of every case
 */
export function replay (path: string, compare: (found: string, expected: string, command: string) => void): void {
  const member = new Member()
  const seen = parse(readFileSync(path, 'utf8')).map(({ notes, command, expected }) => {
    if (command === '') return notes
    const found = member.run(command)
    if (process.env['REWRITE'] !== '1') compare(found, expected, command)
    return [notes, command, RULE, found].filter(row => row !== '').join('\n')
  })
  if (process.env['REWRITE'] === '1') writeFileSync(path, `${seen.join('\n\n')}\n`)
}

/** One SWIM member that is spoken to in words; it is called a, and this is its third start. */
class Member {
  #swim: Swim = start({ self: nodeId('a'), seed: prng(1), boot: 3 })

  run (line: string): string {
    const all = line.split(/\s+/)
    const words = all.filter(word => !word.includes('='))
    const settings = Object.fromEntries(all.filter(word => word.includes('=')).map(word => word.split('=')))
    const [command = '', name = '', number = '0'] = words
    const id = nodeId(name)
    switch (command) {
      case 'tick': return this.#tick(Number(words[1] ?? 1))
      case 'watch': return this.#watch(words.slice(1).map(nodeId), settings)
      case 'ping': case 'ack': return this.#hear(id, { type: command, sequence: Number(number), ...told(settings) })
      case 'ping-request': case 'ping-answer': return this.#hear(id, asking(command, words, settings))
      case 'heard': case 'closed': case 'opened': case 'gone': return this.#say({ type: command, peer: id })
      case 'stalled': return this.#say({ type: 'stalled', ticks: Number(name) })
      case 'accused': return this.#say({ type: 'accused', incarnation: incarnationOf(name) })
      case 'leave': case 'stop': return this.#say({ type: command })
      case 'show': return this.#show()
      default: throw new Error(`no command ${command}`)
    }
  }

  #tick (count: number): string {
    const rows = Array.from({ length: count }, () => this.#say({ type: 'tick' }))
    return rows.filter(row => row !== '').join('\n')
  }

  /** Everybody watched helps, unless `scouts=` names others; each is observed by all but itself. */
  #watch (peers: readonly NodeId[], { scouts, confirmers }: Settings): string {
    return this.#say({
      type: 'watch', peers,
      scouts: scouts === undefined ? peers : scouts.split(',').filter(one => one !== '').map(nodeId),
      confirmers: Number(confirmers ?? Math.max(0, peers.length - 1))
    })
  }

  #hear (from: NodeId, message: SwimMessage): string { return this.#say({ type: 'message', from, message }) }

  #say (input: Input): string {
    return step(this.#swim, input).map(effect => `${this.#swim.now}: ${shown(effect)}`).join('\n')
  }

  #show (): string {
    const { watched, timed, now, open, incarnation, health, relays } = this.#swim
    const rows = [...watched.values()].map(one => {
      const { id, condition, standing: { word, incarnation }, awaiting, missed, since, accusers } = one
      return `${id} ${condition} for ${ticks(now - since)}, ${word} at ${shownIncarnation(incarnation)}, ` +
        `awaiting=${awaiting} missed=${missed} connected=${open.has(id)} timed=${timed.has(id)} ` +
        `accusers=${[...accusers].join(',') || '-'}${hasFailed(this.#swim, one) ? ' failed' : ''}`
    })
    return [`a at ${shownIncarnation(incarnation)} health=${health} relays=${relays.length}`, ...rows].join('\n')
  }
}

type Settings = Readonly<Record<string, string>>

/** `3+2`: the second answer of the third start. */
function incarnationOf (text: string): number {
  const [boot = '0', answers] = text.split('+')
  return answers === undefined ? Number(boot) : Number(boot) * ANSWERS_MAX + Number(answers)
}

const shownIncarnation = (incarnation: number): string => incarnation < ANSWERS_MAX
  ? String(incarnation)
  : `${Math.floor(incarnation / ANSWERS_MAX)}+${incarnation % ANSWERS_MAX}`

/** `news=c:suspect:7:b` is what b says of c at its incarnation 7; several with `/` between them. */
function told ({ at = '0', news }: Settings): Pick<SwimMessage, 'incarnation' | 'updates'> {
  const updates = (news ?? '').split('/').filter(one => one !== '').map((one): Update => {
    const [subject = '', word, incarnation = '0', witness = ''] = one.split(':')
    return {
      subject: nodeId(subject), word: word as Exclude<Word, 'alive'>, incarnation: incarnationOf(incarnation),
      witness: nodeId(witness)
    }
  })
  return { incarnation: incarnationOf(at), updates }
}

function asking (
  type: 'ping-request' | 'ping-answer', [, , sequence = '0', target = '']: readonly string[], settings: Settings
): SwimMessage {
  const words = { sequence: Number(sequence), target: nodeId(target), ...told(settings) }
  return type === 'ping-request' ? { type, ...words } : { type, ...words, heard: settings['heard'] === 'yes' }
}

function shown (effect: Effect): string {
  switch (effect.type) {
    case 'send': return `-> ${effect.to} ${shownMessage(effect.message)}`
    case 'refuted': return `answers ${effect.by}, now at ${shownIncarnation(effect.incarnation)}`
    case 'condition': {
      const { missed, denied, silentTicks, connected } = effect.evidence
      return `${effect.peer} is ${effect.condition} ` +
        `(missed ${missed}, denied ${denied}, silent ${silentTicks}, connected ${connected})`
    }
  }
}

function shownMessage (message: SwimMessage): string {
  const target = 'target' in message ? ` ${message.target}` : ''
  const heard = 'heard' in message ? ` heard=${message.heard ? 'yes' : 'no'}` : ''
  const news = message.updates.map(({ subject, word, incarnation, witness }) =>
    `${subject}:${word}:${shownIncarnation(incarnation)}:${witness}`)
  return `${message.type} ${message.sequence}${target}${heard}${news.length === 0 ? '' : ` news=${news.join('/')}`}`
}
