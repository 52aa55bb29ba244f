/**
 * How text tests write what they give to a node: positions, configurations, messages. Pure.
 */
import { type Index, index, type NodeId, nodeId, type Term, term } from '@hivemind/base'
import type { Configuration, Entry, Message } from '../src/index.ts'
import { showConfiguration } from './showing.ts'

export const ids = (list: string | undefined): NodeId[] => (list ?? '').split(',').filter(Boolean).map(nodeId)

/** `3/2` as an index and a term. */
export function position (text: string | undefined): { index: Index, term: Term } {
  const [at = 0, of = 0] = (text ?? '').split('/').map(Number)
  return { index: index(at), term: term(of) }
}

/** `1,1,2` as entries of these terms. */
export const entriesOf = (terms: string | undefined, first: number): Entry[] =>
  (terms ?? '').split(',').filter(Boolean).map((text, at) =>
    ({ index: index(first + at), term: term(Number(text)), kind: 'command', payload: Buffer.from(`t${text}`) }))

/** `voters=a,b learners=c`, and `outgoing=a,d` when joint. */
export function configurationFrom (settings: Readonly<Record<string, string>>): Configuration {
  const counts = { voters: ids(settings['voters']), learners: ids(settings['learners']) }
  return settings['outgoing'] === undefined ? counts : { ...counts, outgoing: ids(settings['outgoing']) }
}

export const change = (settings: Readonly<Record<string, string>>) => {
  const configuration = configurationFrom(settings)
  return { kind: 'configuration' as const, payload: Buffer.from(showConfiguration(configuration)), configuration }
}

/** A message as a test writes it: `append-request term=2 prev=3/1 commit=3 log=2,2`. */
export function parseMessage (type: string, settings: Readonly<Record<string, string>>): Message {
  const at = term(Number(settings['term']))
  const prev = position(settings['prev'])
  const last = position(settings['last'] ?? settings['through'] ?? settings['hint'])
  const [firstAt = prev.index + 1] = (settings['at'] ?? '').split(',').filter(Boolean).map(Number)
  const entries = entriesOf(settings['log'], firstAt)
  switch (type) {
    case 'vote-request':
    case 'pre-vote-request':
      return {
        type: 'vote-request',
        term: at,
        lastIndex: last.index,
        lastTerm: last.term,
        pre: type === 'pre-vote-request',
        transfer: settings['transfer'] === 'yes',
        commit: index(Number(settings['commit'] ?? 0))
      }
    case 'vote-reply':
      return { type, term: at, granted: settings['granted'] === 'yes', pre: false }
    case 'pre-vote-reply':
      return { type: 'vote-reply', term: at, granted: settings['granted'] === 'yes', pre: true }
    case 'append-request':
      return {
        type,
        term: at,
        prevIndex: prev.index,
        prevTerm: prev.term,
        commit: index(Number(settings['commit'] ?? 0)),
        entries
      }
    case 'log-tail':
      return { type, term: at, prevIndex: prev.index, prevTerm: prev.term, entries }
    case 'append-reply':
      return settings['rejects'] === undefined
        ? {
            type,
            term: at,
            success: true,
            index: index(Number(settings['holds'])),
            rejected: index(0),
            hintTerm: term(0)
          }
        : {
            type,
            term: at,
            success: false,
            index: last.index,
            rejected: index(Number(settings['rejects'])),
            hintTerm: last.term
          }
    case 'heartbeat':
      return {
        type,
        term: at,
        commit: index(Number(settings['commit'] ?? 0)),
        context: Number(settings['round'] ?? 0),
        transfersOver: Number(settings['over'] ?? 0),
        lease: Number(settings['lease'] ?? 0),
        ...(settings['next'] === undefined ? {} : { next: Number(settings['next']) }),
        ...(settings['unanswered'] === undefined ? {} : { unanswered: true })
      }
    case 'heartbeat-reply':
      return { type, term: at, context: Number(settings['round'] ?? 0), lease: Number(settings['lease'] ?? 0) }
    case 'snapshot-offer':
      return { type, term: at, index: last.index, lastTerm: last.term }
    case 'timeout-now':
      return { type, term: at, number: Number(settings['number'] ?? 1) }
    default:
      throw new Error(`unknown message "${type}"`)
  }
}
