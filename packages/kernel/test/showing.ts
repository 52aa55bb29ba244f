/** Effects, messages and nodes as short lines of text. Pure. */
import type { Refusal } from '@hivemind/base'
import type { Draft } from '@hivemind/control'
import { factsOf } from '@hivemind/feed'
import type { Entry, Message as RaftMessage } from '@hivemind/raft'
import {
  type Answer,
  type AskMessage,
  type Effect,
  type Framed,
  type JoinMessage,
  type JoinReply,
  type Kernel,
  type Proposed,
  type Request,
  view
} from '../src/index.ts'
import { decodeEnvelope } from './json-tools.ts'

export function showEffect (effect: Effect): string {
  switch (effect.type) {
    case 'persist': return showPersist(effect)
    case 'send': return `-> ${effect.to} ${showFramed(effect.framed)}`
    case 'answer': return `answer #${effect.id} ${showAnswer(effect.answer)}`
    case 'applied': return showApplied(effect)
    case 'take-snapshot': return `take-snapshot ${effect.index}`
    case 'peers': return `peers ${list(effect.peers.map(peer => peer.keep ? `${peer.id}+` : peer.id))}`
    case 'join-request': return `join-request ${effect.address} ${showJoin(effect.message)}`
    case 'join-reply': return `join-reply ${showReply(effect.reply)}`
    case 'pull': return `pull ${effect.pull} from ${effect.from} after=${effect.after} through=${effect.through}`
    case 'stop-pull': return `stop-pull ${effect.pull}`
    case 'repaired': return `repaired ${effect.index}`
    case 'fence':
      return `fence ${showRefusal(effect.refusal)}${effect.rejoin === undefined ? '' : ` rejoin=${list(effect.rejoin)}`}` +
        (effect.avoid === undefined ? '' : ` avoid=${list(effect.avoid)}`)
    case 'handed-over': return 'handed-over'
    case 'trace': return `trace ${list(effect.rows.map(({ event }) => event))}`
    case 'note': return `note ${effect.level}: ${effect.message}${showFields(effect.fields)}`
  }
}

/** Many in a row are shown by the first and the last. */
function showApplied ({ rows }: Effect & { type: 'applied' }): string {
  const shown = rows.map(({ entry, outcome }) => `${showEntry(entry)}${refusedBy(outcome.refusal)}`)
  return `applied ${shown.length > 30 ? `${shown[0]} to ${shown.at(-1)}` : shown.join(', ')}`
}

const refusedBy = (refusal: Refusal | null): string => refusal === null ? '' : ` (${refusal.code})`
export const list = (words: readonly string[]): string => words.length === 0 ? '-' : words.join(' ')

function showFields (fields: Readonly<Record<string, unknown>>): string {
  const shown = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '')
  return shown.map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join('')
}

function showPersist ({ hard, truncateFrom, entries, commit }: Effect & { type: 'persist' }): string {
  const vote = hard === null ? '' : ` term=${hard.term} vote=${hard.votedFor ?? '-'}`
  const cut = truncateFrom === null ? '' : ` truncate=${truncateFrom}`
  return `persist${vote}${cut} ${list(entries.map(showEntry))} commit=${commit}`
}

/** `7/2:event-appended`: index, term and what it says. */
export function showEntry (entry: Entry): string {
  const envelope = entry.kind === 'noop' ? null : decodeEnvelope(entry.payload)
  return `${entry.index}/${entry.term}:${envelope?.type ?? entry.kind}`
}

function showFramed ({ protocol, message }: Framed): string {
  if (protocol === 'raft') return `raft ${showRaft(message)}`
  return protocol === 'ask' ? showAsk(message) : `${protocol} ${message.type}`
}

function showRaft (message: RaftMessage): string {
  const fields = Object.entries(message).filter(([name]) => name !== 'type')
  const text = (value: unknown): string =>
    Array.isArray(value) ? value.map(entry => showEntry(entry as Entry)).join(',') || '-' : String(value)
  return `${message.type} ${fields.map(([name, value]) => `${name}=${text(value)}`).join(' ')}`
}

function showAsk (message: AskMessage): string {
  switch (message.type) {
    case 'ask': return `ask ${shortId(message.id)} ${showRequest(message.request)} for ${message.deadlineTicks}`
    case 'answer': return `answer ${shortId(message.id)} ${showAnswer(message.answer)}`
    case 'where': return 'where'
    case 'here':
      return `here leader=${message.leader ?? '-'} applied=${message.appliedIndex} voters=${message.voters.join(',')}`
  }
}

function showRequest (request: Request): string {
  switch (request.type) {
    case 'propose': return `propose ${list(request.drafts.map(showDraft))}`
    case 'read-index': return 'read-index'
    case 'transfer': return `transfer ${request.to ?? 'anybody'}`
    case 'admit': return `admit ${request.from} ${showJoin(request.message)}`
  }
}

const showDraft = ({ type, session, sequence }: Draft): string =>
  session.startsWith('n-') ? type : `${type} ${session}#${sequence}`

export function showAnswer (answer: Answer): string {
  switch (answer.type) {
    case 'proposed': return answer.results.map(showProposed).join('; ')
    case 'read-index': return `read-index ${answer.index}`
    case 'transferred': return `transferred to ${answer.leader}`
    case 'admitted': return `admitted ${showReply(answer.reply)}`
    case 'refused': return showRefusal(answer.refusal)
  }
}

const showProposed = (result: Proposed): string => result.type === 'refused'
  ? showRefusal(result.refusal)
  : `applied index=${result.index} term=${result.term} epoch=${result.epoch}`

const showRefusal = ({ code, message, changed }: Refusal): string => `${code} changed=${changed}: ${message}`

function showJoin (message: JoinMessage): string {
  if (message.type === 'hello')
    return `hello cluster=${message.cluster} epoch=${message.epoch}${message.booting ? ' booting' : ''}`
  const { claim, voter, token, cluster } = message
  return `${message.type} ${claim.name}${voter ? ' voter' : ''} cluster=${cluster || '-'} token=${token?.id ?? '-'}`
}

function showReply (reply: JoinReply): string {
  switch (reply.type) {
    case 'welcome':
      return `welcome to ${reply.clusterName} epoch=${reply.epoch} ${reply.standing} leader=${reply.leader ?? '-'}`
    case 'shown': {
      const { clusterName, epoch, leader, degraded, at, version, refusal } = reply
      const verdict = refusal === null ? '' : ` but ${showRefusal(refusal)}`
      return `shown ${clusterName} epoch=${epoch} leader=${leader ?? '-'} at=${at} version=${version}` +
        `${degraded === '' ? '' : ` degraded: ${degraded}`}${verdict}`
    }
    case 'pending': return `pending ${reply.request || '-'} in ${reply.clusterName}`
    case 'refused': return `refused ${reply.request || '-'} ${showRefusal(reply.refusal)}`
    case 'approved': {
      const { digest, signer } = reply.signed
      const { member, index, epoch, voters, peers } = digest
      const known = `voters=${voters.join(',')} peers=${peers.map(({ id }) => id).join(',')}`
      return `approved ${member} at ${index} epoch=${epoch} ${known} signed by ${signer}`
    }
  }
}

/** What a node knows that others say of themselves: `b 1.2 os=linux`. */
export function showFacts ({ feed: own, topics }: Kernel, topic = own.topic): readonly string[] {
  const feed = topic === own.topic ? own : topics.get(topic)
  if (feed === undefined) return ['no such topic here']
  return [...feed.held.keys()].sort().map(id => {
    const { boot, seq, facts } = factsOf(feed, id) ?? { boot: 0, seq: 0, facts: new Map() }
    return `${id} ${boot}.${seq} ${list([...facts].map(([key, value]) => `${key}=${Buffer.from(value).toString()}`))}`
  })
}

/** `c member follow from=a applied=8 epoch=1 leader=a hash=12`. */
export function showNode (kernel: Kernel): string {
  const { self, phase, source, term, appliedIndex, epoch, leader, degraded, joining, stateHash } = view(kernel)
  const standing = source.mode === 'raft' ? source.standing : `follow from=${source.from ?? '-'}`
  const log = `term=${term} applied=${appliedIndex} epoch=${epoch}`
  const at = `${log} leader=${leader?.id ?? '-'} hash=${stateHash.slice(0, 4)}`
  const waits = joining !== null && (phase === 'joining' || joining.step === 'requires')
  const lacks = joining?.lacks.map(({ role, capability }) => ` ${role} lacks ${capability}`).join('') ?? ''
  const step = waits ? ` step=${joining.step}${lacks}` : ''
  return `${self} ${phase}${step} ${standing} ${at}${degraded ? ' degraded' : ''}`
}

/** Questions are numbered from a chance beginning in each life; here from one. */
const shortId = (id: number): number => id % 2 ** 20

/** Who holds which role, and its fence. */
export const showGrants = ({ control }: Kernel): readonly string[] =>
  [...control.grants.values()].map(({ id, fence }) => `${id} fence=${fence}`)
