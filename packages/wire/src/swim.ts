/** Messages of failure detection to protobuf and back (proto/swim.proto). Pure. Source: SWIM 3.1, 4.1. */
import type { SwimFrameMessage } from '@hivemind/kernel'
import { type Accusation, INCARNATION_MAX, type SwimMessage, UPDATES_MAX, type Update } from '@hivemind/swim'
import { BOUNDS } from './bounds.ts'
import { malformed } from './errors.ts'
import { count, list, node, oneOf } from './field.ts'
import type { hivemind } from './generated/messages.js'
import { fromSignedWhereabouts, toSignedWhereabouts } from './whereabouts.ts'

type Raw = hivemind.SwimFrame.$Properties

const WORDS = ['suspect', 'dead', 'left', 'stopped'] as const

export function fromSwim (message: SwimFrameMessage): Raw {
  const { incarnation, type } = message
  if (type === 'report') return { incarnation, report: { accusations: [...message.accusations] } }
  if (type === 'whereabouts') return { incarnation, whereabouts: fromSignedWhereabouts(message.signed) }
  const told = {
    incarnation,
    updates: message.updates.map(update => ({ ...update, word: WORDS.indexOf(update.word) }))
  }
  switch (type) {
    case 'ping': return { ...told, ping: { sequence: message.sequence } }
    case 'ack': return { ...told, ack: { sequence: message.sequence } }
    case 'ping-request': return { ...told, pingRequest: { sequence: message.sequence, target: message.target } }
    case 'ping-answer': {
      const { sequence, target, heard } = message
      return { ...told, pingAnswer: { sequence, target, heard } }
    }
  }
}

/** @throws {HivemindError} HIVE_WIRE_MALFORMED, HIVE_WIRE_RANGE, HIVE_WIRE_TOO_LARGE */
export function toSwim (raw: Raw): SwimFrameMessage {
  const incarnation = incarnationField(raw.incarnation)
  if (raw.report != null) {
    const accusations = list(raw.report.accusations, 'accusations', BOUNDS.accusationsMax, toAccusation)
    return { type: 'report', incarnation, accusations }
  }
  if (raw.whereabouts != null)
    return { type: 'whereabouts', incarnation, signed: toSignedWhereabouts(raw.whereabouts) }
  return { ...toWords(raw), incarnation, updates: list(raw.updates, 'updates', UPDATES_MAX, toUpdate) }
}

const incarnationField = (value: number | null | undefined): number => count(value, 'incarnation', INCARNATION_MAX)

type Words = SwimMessage extends infer One
  ? One extends SwimMessage ? Omit<One, 'incarnation' | 'updates'> : never
  : never

function toWords ({ ping, ack, pingRequest, pingAnswer }: Raw): Words {
  if (ping != null) return { type: 'ping', sequence: count(ping.sequence, 'sequence') }
  if (ack != null) return { type: 'ack', sequence: count(ack.sequence, 'sequence') }
  if (pingRequest != null) {
    const { sequence, target } = pingRequest
    return { type: 'ping-request', sequence: count(sequence, 'sequence'), target: node(target, 'target') }
  }
  if (pingAnswer != null) {
    const { sequence, target, heard } = pingAnswer
    return {
      type: 'ping-answer', sequence: count(sequence, 'sequence'), target: node(target, 'target'), heard: heard === true
    }
  }
  throw malformed('swim frame has no message')
}

const toUpdate = ({ subject, word, incarnation, witness }: hivemind.SwimUpdate.$Properties): Update => ({
  subject: node(subject, 'subject'),
  word: oneOf(word, 'word', WORDS),
  incarnation: incarnationField(incarnation),
  witness: node(witness, 'witness')
})

const toAccusation = (raw: hivemind.Accusation.$Properties): Accusation => ({
  subject: node(raw.subject, 'subject'),
  incarnation: incarnationField(raw.incarnation),
  unreachable: raw.unreachable === true,
  missed: count(raw.missed, 'missed probes'),
  denied: count(raw.denied, 'denials'),
  silentTicks: count(raw.silentTicks, 'silent ticks'),
  connected: raw.connected === true,
  ...(raw.stopped === true ? { stopped: true } : {})
})
