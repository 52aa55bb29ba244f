/** Messages of consensus to protobuf and back (proto/raft.proto). Pure. Source: Raft figure 2; thesis 3.10, 6.4. */
import { invariant } from '@hivemind/base'
import type { Message } from '@hivemind/raft'
import { entryOf, fromEntry, toParts } from './entry.ts'
import { malformed, outOfRange } from './errors.ts'
import { count, indexField, termField } from './field.ts'
import type { hivemind } from './generated/messages.js'

type Raw = hivemind.RaftFrame.$Properties
type Of<Type extends Message['type']> = Extract<Message, { readonly type: Type }>

export function fromRaft (message: Message): Raw {
  switch (message.type) {
    case 'append-request': return { appendRequest: { ...fromFollowing(message), commit: message.commit } }
    case 'log-tail': return { logTail: fromFollowing(message) }
    case 'append-reply': return { appendReply: message }
    case 'heartbeat': return { heartbeat: message }
    case 'heartbeat-reply': return { heartbeatReply: message }
    case 'vote-request': return { voteRequest: message }
    case 'vote-reply': return { voteReply: message }
    case 'snapshot-offer': return { snapshotOffer: message }
    case 'timeout-now': return { timeoutNow: message }
  }
}

/** @throws {HivemindError} HIVE_WIRE_* */
export function toRaft (raw: Raw): Message {
  if (raw.appendRequest != null) {
    const commit = indexField(raw.appendRequest.commit, 'commit')
    return { type: 'append-request', ...toFollowing(raw.appendRequest), commit }
  }
  if (raw.appendReply != null) return toAppendReply(raw.appendReply)
  if (raw.heartbeat != null) {
    const { term, commit, context, transfersOver, lease, next, unanswered } = raw.heartbeat
    return {
      type: 'heartbeat',
      term: termField(term, 'term'),
      commit: indexField(commit, 'commit'),
      context: count(context, 'context'),
      transfersOver: count(transfersOver, 'transfers over'),
      lease: count(lease, 'lease'),
      ...(next == null ? {} : { next }),
      ...(unanswered === true ? { unanswered } : {})
    }
  }
  if (raw.heartbeatReply != null) {
    const { context, lease } = raw.heartbeatReply
    const term = termField(raw.heartbeatReply.term, 'term')
    return { type: 'heartbeat-reply', term, context: count(context, 'context'), lease: count(lease, 'lease') }
  }
  return toRare(raw)
}

function toRare (raw: Raw): Message {
  if (raw.voteRequest != null) {
    const { term, lastIndex, lastTerm, pre, transfer, commit } = raw.voteRequest
    return {
      type: 'vote-request',
      term: termField(term, 'term'),
      lastIndex: indexField(lastIndex, 'last index'),
      lastTerm: termField(lastTerm, 'last term'),
      pre: pre ?? false,
      transfer: transfer ?? false,
      commit: indexField(commit, 'commit')
    }
  }
  if (raw.voteReply != null) {
    const { term, granted, pre } = raw.voteReply
    return { type: 'vote-reply', term: termField(term, 'term'), granted: granted ?? false, pre: pre ?? false }
  }
  if (raw.logTail != null) return { type: 'log-tail', ...toFollowing(raw.logTail) }
  if (raw.snapshotOffer != null) {
    const term = termField(raw.snapshotOffer.term, 'term')
    const lastTerm = termField(raw.snapshotOffer.lastTerm, 'last term')
    return { type: 'snapshot-offer', term, index: indexField(raw.snapshotOffer.index, 'index'), lastTerm }
  }
  if (raw.timeoutNow != null) {
    const { term, number } = raw.timeoutNow
    return { type: 'timeout-now', term: termField(term, 'term'), number: count(number, 'number of a transfer') }
  }
  throw malformed('raft frame has no message')
}

function fromFollowing (message: Of<'append-request' | 'log-tail'>): hivemind.LogTail.$Properties {
  const { term, prevIndex, prevTerm, entries } = inOrder(message)
  return { term, prevIndex, prevTerm, entries: entries.map(fromEntry) }
}

/** The same message; only its first index is sent, the others follow from it. */
export function inOrder<Told extends Of<'append-request' | 'log-tail'>> (message: Told): Told {
  const { prevIndex, entries } = message
  const follow = entries.every((entry, place) => entry.index === prevIndex + 1 + place)
  invariant(follow, 'entries follow their previous index one by one')
  return message
}

type Following = Omit<Of<'log-tail'>, 'type'>

/** Entries and the one before them. */
function toFollowing (raw: hivemind.LogTail.$Properties): Following {
  const term = termField(raw.term, 'term')
  const prevIndex = indexField(raw.prevIndex, 'previous index')
  const prevTerm = termField(raw.prevTerm, 'previous term')
  const parts = toParts(raw.entries, prevIndex + 1, prevTerm)
  const entries = parts.map(part => entryOf(part.index, part.term, part.kind, part.payload))
  const last = entries.at(-1)?.term ?? prevTerm
  if (last > term) throw outOfRange('term of an entry', last, `at most the leader's ${term}`)
  return { term, prevIndex, prevTerm, entries }
}

function toAppendReply (raw: hivemind.AppendReply.$Properties): Of<'append-reply'> {
  const { term, success, index, rejected, hintTerm } = raw
  return {
    type: 'append-reply',
    term: termField(term, 'term'),
    success: success ?? false,
    index: indexField(index, 'index'),
    rejected: indexField(rejected, 'rejected'),
    hintTerm: termField(hintTerm, 'hint term')
  }
}
