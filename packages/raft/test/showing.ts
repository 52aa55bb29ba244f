/**
 * How text tests show entries, messages, effects and nodes. Pure.
 *
 * An entry is `index/term`, then its kind or its payload: `3/2"x"`, `4/2noop`, `5/2[a b c +d]` with learners after `+`
 * and, while joint, `[a d | a b c]` with the outgoing voters after the bar.
 * A send in the log lane is `a -> b`, one in the early lane `a ~> b`.
 */
import { type Configuration, type Effect, type Entry, type Message, type Raft, status } from '../src/index.ts'

export const showConfiguration = ({ voters, learners, outgoing }: Configuration): string =>
  `[${[...voters, ...learners.map(id => `+${id}`), ...outgoing === undefined ? [] : ['|', ...outgoing]].join(' ')}]`

export function showEntry (entry: Entry): string {
  const at = `${entry.index}/${entry.term}`
  if (entry.configuration !== undefined) return at + showConfiguration(entry.configuration)
  return entry.kind === 'noop' ? `${at}noop` : `${at}"${Buffer.from(entry.payload).toString()}"`
}

const showEntries = (entries: readonly Entry[]): string =>
  entries.length === 0 ? '' : ` ${entries.map(showEntry).join(' ')}`

export function showMessage (message: Message): string {
  const head = `${message.type} term=${message.term}`
  switch (message.type) {
    case 'vote-request':
      return `${message.pre ? 'pre-' : ''}${head} last=${message.lastIndex}/${message.lastTerm}${message.transfer ? ' transfer' : ''}`
    case 'vote-reply':
      return `${message.pre ? 'pre-' : ''}${head} ${message.granted ? 'granted' : 'refused'}`
    case 'append-request':
      return `${head} prev=${message.prevIndex}/${message.prevTerm} commit=${message.commit}${showEntries(message.entries)}`
    case 'log-tail':
      return `${head} prev=${message.prevIndex}/${message.prevTerm}${showEntries(message.entries)}`
    case 'append-reply':
      return message.success
        ? `${head} holds=${message.index}`
        : `${head} rejects=${message.rejected} hint=${message.index}/${message.hintTerm}`
    case 'heartbeat':
      return `${head} commit=${message.commit}${unless0('round', message.context)}` +
        `${unless0('over', message.transfersOver)}${unless0('lease', message.lease)}` +
        `${unless0('next', message.next ?? 0)}${message.unanswered === true ? ' unanswered' : ''}`
    case 'heartbeat-reply':
      return `${head}${unless0('round', message.context)}${unless0('lease', message.lease)}`
    case 'snapshot-offer':
      return `${head} through=${message.index}/${message.lastTerm}`
    case 'timeout-now':
      return `${head}${message.number === 1 ? '' : ` number=${message.number}`}`
  }
}

const unless0 = (name: string, count: number): string => count === 0 ? '' : ` ${name}=${count}`

export function showEffect (self: string, effect: Effect): string {
  switch (effect.type) {
    case 'send': return `${self} ${effect.lane === 'log' ? '->' : '~>'} ${effect.to} ${showMessage(effect.message)}`
    case 'persist': {
      const hard = effect.hard === null ? '' : ` term=${effect.hard.term} voted=${effect.hard.votedFor ?? '-'}`
      const dropped = effect.truncateFrom === null ? '' : ` drop>=${effect.truncateFrom}`
      return `${self} writes${hard}${dropped}${showEntries(effect.entries)}`
    }
    case 'commit': return `${self} commits ${effect.index}`
    case 'accepted':
      return `${self} accepted #${effect.id} at ${effect.firstIndex}..${effect.lastIndex} term=${effect.term}`
    case 'refused': return `${self} refused #${effect.id} ${effect.code}`
    case 'leave-joint': return `${self} wants to leave joint for ${showConfiguration(effect.configuration)}`
    case 'read-ready': return `${self} may serve read #${effect.id} at ${effect.index}`
    case 'standing': return `${self} is ${effect.standing} term=${effect.term} leader=${effect.leader ?? '-'}`
    case 'fetch-snapshot': return `${self} fetches through ${effect.index}/${effect.term} from ${effect.from}`
    case 'repaired': return `${self} is repaired at ${effect.index}`
  }
}

/** One line of who a node is, and with `logs` a second one of what it holds. */
export function showNode (raft: Raft, logs: boolean): string {
  const { self, standing, term, votedFor, leader, commit, lastIndex, lastTerm, firstIndex, repair } = status(raft)
  const who = `${self} ${standing} term=${term} voted=${votedFor ?? '-'} leader=${leader ?? '-'}`
  const head = `${who} commit=${commit} last=${lastIndex}/${lastTerm}${repair === null ? '' : ' under repair'}`
  if (!logs) return head
  const base = firstIndex > 1 ? ` (${firstIndex - 1}/${raft.log.base.term})` : ''
  return `${head}\n  ${showConfiguration(status(raft).configuration)}${base}${showEntries(raft.log.entries)}`
}
