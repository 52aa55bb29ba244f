/**
 * Text tests: a file is a list of cases, each a command, `----`, what is expected, and a blank line.
 *
 * REWRITE=1 writes what was seen instead of comparing; read the difference before committing it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { nodeId, prng, ticks } from '@hivemind/base'
import { type Effect, type Input, type Swim, start, step } from '../src/index.ts'

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

/** One SWIM member that is spoken to in words. */
class Member {
  #swim: Swim = start({ self: nodeId('a'), seed: prng(1) })

  run (line: string): string {
    const [command = '', ...words] = line.split(/\s+/)
    const id = nodeId(words[0] ?? '')
    switch (command) {
      case 'tick': return this.#tick(Number(words[0] ?? 1))
      case 'watch': return this.#say({ type: 'watch', peers: words.map(nodeId) })
      case 'ping': case 'ack':
        return this.#say({ type: 'message', from: id, message: { type: command, sequence: Number(words[1]) } })
      case 'heard': case 'closed': case 'opened': return this.#say({ type: command, peer: id })
      case 'show': return this.#show()
      default: throw new Error(`no command ${command}`)
    }
  }

  #tick (count: number): string {
    const rows = Array.from({ length: count }, () => this.#say({ type: 'tick' }))
    return rows.filter(row => row !== '').join('\n')
  }

  #say (input: Input): string {
    return step(this.#swim, input).map(effect => `${this.#swim.now}: ${told(effect)}`).join('\n')
  }

  #show (): string {
    const { watched, timed, now } = this.#swim
    return [...watched.values()].map(({ id, condition, awaiting, missed, connected, since }) =>
      `${id} ${condition} for ${ticks(now - since)} awaiting=${awaiting} missed=${missed} ` +
      `connected=${connected} timed=${timed.has(id)}`).join('\n')
  }
}

function told (effect: Effect): string {
  if (effect.type === 'send') return `-> ${effect.to} ${effect.message.type} ${effect.message.sequence}`
  const { missed, silentTicks, connected } = effect.evidence
  return `${effect.peer} is ${effect.condition} (missed ${missed}, silent ${silentTicks}, connected ${connected})`
}
