/**
 * What a route is served with: the node, the call, and the envelope around the answer.
 *
 * Touches nothing by itself; routes reach the node through its port.
 */

import type { IncomingHttpHeaders } from 'node:http'
import type { Checked, Meta, Reply, RouteName } from '@hivemind/api'
import { API_VERSION } from '@hivemind/api/contract'
import { TIMES } from '@hivemind/base'
import type { NodePort } from '../node-port.ts'
import type { Caller } from './authentication.ts'
import type { Glance } from './glance.ts'
import type { Pages } from './pages.ts'
import type { ReadRounds } from './read-rounds.ts'

/** The few words of pino that the server uses. */
export interface Log {
  debug (fields: object, message: string): void
  info (fields: object, message: string): void
  warn (fields: object, message: string): void
  error (fields: object, message: string): void
}

/** What lasts as long as the server does. */
export interface Service {
  readonly node: NodePort
  readonly log: Log
  readonly tickMs: number
  readonly glance: Glance
  readonly pages: Pages
  readonly rounds: ReadRounds
  /** Aborted when the server begins to stop: streams end, new calls are refused. */
  readonly stopping: AbortSignal
}

/** One call of one route, checked against the contract. */
export interface Call<Name extends RouteName> extends Service {
  readonly params: Checked<Name, 'params'>
  readonly query: Checked<Name, 'query'>
  readonly body: Checked<Name, 'body'>
  readonly caller: Caller
  /** How long the caller will wait, milliseconds. */
  readonly deadlineMs: number
  readonly request: Asked
  readonly reply: ReplyHead
}

/** What a route may know of a call besides its checked parts; a call by a line brings no headers. */
export interface Asked { readonly id: string, readonly headers: IncomingHttpHeaders }

/** What a route may say about its answer. */
export interface ReplyHead {
  code (status: number): unknown
  header (name: string, value: string): unknown
}

/** Serves one route. A `Streamed` answer is sent as it comes, everything else as JSON or text. */
export type Handler<Name extends RouteName> = (call: Call<Name>) => Answered<Name> | Promise<Answered<Name>>
type Answered<Name extends RouteName> = Reply<Name> | Streamed
export type Handlers = { readonly [Name in RouteName]: Handler<Name> }

/** An answer in pieces of text or bytes; `gone` is aborted when the caller left or the server stops. */
export class Streamed {
  readonly media: string
  readonly pieces: (gone: AbortSignal) => AsyncGenerator<string | Uint8Array, void, void>

  constructor (media: string, pieces: (gone: AbortSignal) => AsyncGenerator<string | Uint8Array, void, void>) {
    this.media = media
    this.pieces = pieces
  }
}

/** Deadline of calls that bring none. */
export const defaultDeadlineMs = (tickMs: number): number => TIMES.requestTicks * tickMs

/** What the agent knows about how good its answer is. */
export function metaOf (
  { node, tickMs }: Pick<Service, 'node' | 'tickMs'>,
  consistency: Meta['consistency'] = 'stale'
): Meta {
  const { epoch, appliedIndex, ageTicks, leader, degraded, phase } = node.bearing()
  const stale = consistency === 'stale' && (degraded || leader === null || phase !== 'member')
  return {
    epoch,
    index: appliedIndex,
    consistency,
    stale,
    ageMs: ageTicks * tickMs,
    leader: leader?.name ?? null,
    degraded
  }
}

/** Envelope of one thing. */
export const one = <Kind extends string, Item>(
  service: Service, kind: Kind, item: Item, consistency?: Meta['consistency']
) => ({ apiVersion: API_VERSION, kind, item, meta: metaOf(service, consistency) } as const)

/** Envelope of a list. */
export const list = <Kind extends string, Item>(
  service: Service, kind: Kind, items: Item[], consistency?: Meta['consistency']
) => ({ apiVersion: API_VERSION, kind, items, meta: metaOf(service, consistency) } as const)

/** The last millisecond that RFC 3339 can write. */
const TIME_MS_MAX = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** RFC 3339. A time beyond what it can write, which only a broken clock stamps, becomes its end. */
export const timeText = (ms: number): string => new Date(Math.min(Math.max(ms, 0), TIME_MS_MAX) || 0).toISOString()
