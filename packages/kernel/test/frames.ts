/** Frames that a text test makes by hand, by the words that name them. Pure. */
import { clusterId, index, nodeId, term } from '@hivemind/base'
import type { Framed, Input } from '../src/index.ts'
import { wordSignature } from './json-tools.ts'

type Settings = Readonly<Record<string, string>>

export const FRAMES: Readonly<Record<string, Framed>> = {
  vote: {
    protocol: 'raft',
    message: {
      type: 'vote-request', term: term(99), lastIndex: index(99), lastTerm: term(99), pre: false, transfer: false,
      commit: index(0)
    }
  },
  raft: {
    protocol: 'raft',
    message: { type: 'heartbeat', term: term(99), commit: index(0), context: 0, transfersOver: 0, lease: 0 }
  },
  append: {
    protocol: 'raft',
    message: {
      type: 'append-request', term: term(2), prevIndex: index(7), prevTerm: term(2), commit: index(7),
      entries: [{ index: index(8), term: term(2), kind: 'noop', payload: new Uint8Array(0) }]
    }
  },
  ask: { protocol: 'ask', message: { type: 'where' } },
  swim: { protocol: 'swim', message: { type: 'ping', sequence: 1, incarnation: 1, updates: [] } }
}

/** Where a member is, in a life of it: of the speaker or of `of=`, signed by whom it is of or by `key=`. */
export function saying (from: string, { of = from, key = of, boot = '1', at = '', cluster = 'c1' }: Settings): Framed {
  const whereabouts = {
    cluster: clusterId(cluster), member: nodeId(of), boot: Number(boot), addresses: [at], version: '0.1.0'
  }
  const signed = { whereabouts, signature: wordSignature(nodeId(key), whereabouts) }
  return { protocol: 'swim', message: { type: 'whereabouts', incarnation: 2 ** 20, signed } }
}

/** What a machine says of itself: a key and a value. */
export const publicationOf = ([key = '', value = '']: readonly string[], topic?: string): Input => ({
  type: 'publish', facts: [{ key, value: value === '' ? null : new TextEncoder().encode(value) }],
  ...topic === undefined ? {} : { topic }
})
