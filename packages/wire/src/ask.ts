/** Requests to the leader and their answers, to protobuf and back (proto/ask.proto). Pure. */
import { LIMITS } from '@hivemind/base'
import type { Answer, AskMessage, Proposed, Request } from '@hivemind/kernel'
import { fromDraft, toDraft } from './envelope.ts'
import { malformed } from './errors.ts'
import {
  count, epochField, indexField, learners, list, name, node, nodeOrNull, present, termField
} from './field.ts'
import type { hivemind } from './generated/messages.js'
import { fromJoinReply, fromJoinRequest, toJoinReply, toJoinRequest } from './join.ts'
import { fromRefusal, toRefusal } from './refusal.ts'

type Raw = hivemind.AskFrame.$Properties

/** Longest wait that can be asked for: 2^32 ticks of 20 ms are 2.7 years. */
const DEADLINE_TICKS_MAX = 0xffff_ffff

export function fromAsk (message: AskMessage): Raw {
  switch (message.type) {
    case 'ask': {
      const deadlineTicks = Math.min(message.deadlineTicks, DEADLINE_TICKS_MAX)
      return { ask: { id: message.id, deadlineTicks, ...fromRequest(message.request) } }
    }
    case 'answer': return { answer: { id: message.id, ...fromAnswer(message.answer) } }
    case 'where': return { where: {} }
    case 'here': return { here: { ...message, voters: [...message.voters], learners: [...message.learners] } }
  }
}

/** @throws {HivemindError} HIVE_WIRE_* */
export function toAsk (raw: Raw): AskMessage {
  if (raw.ask != null) {
    const deadlineTicks = count(raw.ask.deadlineTicks, 'deadline', DEADLINE_TICKS_MAX)
    return { type: 'ask', id: count(raw.ask.id, 'ask id'), deadlineTicks, request: toRequest(raw.ask) }
  }
  if (raw.answer != null) return { type: 'answer', id: count(raw.answer.id, 'answer id'), answer: toAnswer(raw.answer) }
  if (raw.where != null) return { type: 'where' }
  if (raw.here != null) return toHere(raw.here)
  throw malformed('ask frame has no message')
}

const toHere = (raw: hivemind.Here.$Properties): AskMessage => ({
  type: 'here',
  leader: nodeOrNull(raw.leader, 'leader'),
  term: termField(raw.term, 'term'),
  appliedIndex: indexField(raw.appliedIndex, 'applied index'),
  // The outgoing ones as well, while several change at once.
  voters: list(raw.voters, 'voters', LIMITS.votersMax * 2, node),
  learners: learners(raw.learners, 'learners')
})

function fromRequest (request: Request): Omit<hivemind.Ask.$Properties, 'id' | 'deadlineTicks'> {
  switch (request.type) {
    case 'propose': return { propose: { drafts: request.drafts.map(fromDraft) } }
    case 'read-index': return { readIndex: {} }
    case 'transfer': return { transfer: { to: request.to } }
    case 'admit': return { admit: { from: request.from, message: fromJoinRequest(request.message) } }
  }
}

function toRequest (raw: hivemind.Ask.$Properties): Request {
  if (raw.propose != null) {
    return { type: 'propose', drafts: list(raw.propose.drafts, 'drafts', LIMITS.appendEntriesMax, toDraft) }
  }
  if (raw.readIndex != null) return { type: 'read-index' }
  if (raw.transfer != null) return { type: 'transfer', to: nodeOrNull(raw.transfer.to, 'transfer target') }
  if (raw.admit != null) {
    const { from, message } = raw.admit
    return { type: 'admit', from: node(from, 'newcomer'), message: toJoinRequest(present(message, 'join request')) }
  }
  throw malformed('ask has no request')
}

function fromAnswer (answer: Answer): Omit<hivemind.Answer.$Properties, 'id'> {
  switch (answer.type) {
    case 'proposed': return { proposed: { results: answer.results.map(fromProposed) } }
    case 'read-index': return { readIndex: { index: answer.index } }
    case 'transferred': return { transferred: { leader: answer.leader } }
    case 'admitted': return { admitted: fromJoinReply(answer.reply) }
    case 'refused': return { refused: fromRefusal(answer.refusal) }
  }
}

function toAnswer (raw: hivemind.Answer.$Properties): Answer {
  if (raw.proposed != null) {
    return { type: 'proposed', results: list(raw.proposed.results, 'results', LIMITS.appendEntriesMax, toProposed) }
  }
  if (raw.readIndex != null) return { type: 'read-index', index: indexField(raw.readIndex.index, 'read index') }
  if (raw.transferred != null) return { type: 'transferred', leader: node(raw.transferred.leader, 'leader') }
  if (raw.admitted != null) return { type: 'admitted', reply: toJoinReply(raw.admitted) }
  if (raw.refused != null) return { type: 'refused', refusal: toRefusal(raw.refused) }
  throw malformed('answer has no answer')
}

const fromProposed = (result: Proposed): hivemind.ProposedDraft.$Properties =>
  result.type === 'applied' ? { applied: result } : { refused: fromRefusal(result.refusal) }

function toProposed (raw: hivemind.ProposedDraft.$Properties): Proposed {
  if (raw.refused != null) return { type: 'refused', refusal: toRefusal(raw.refused) }
  const { index, term, epoch, txid } = present(raw.applied, 'result of a draft')
  return {
    type: 'applied',
    index: indexField(index, 'index'),
    term: termField(term, 'term'),
    epoch: epochField(epoch, 'epoch'),
    txid: name(txid, 'txid')
  }
}
