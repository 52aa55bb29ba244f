/**
 * What the agent and the process of a role say to each other, version 1, and the check of every word of it.
 *
 * Pure. Rows come in pieces: `rows` change what is known, `now` says that it is complete as of an index. Neither side
 * trusts the other: what is not of these shapes ends the process.
 */
import { z } from 'zod'
import { manifest } from './manifest.ts'

/** Versions of this protocol that this release speaks. */
export const PROTOCOL = { min: 1, max: 1 } as const

/** Why two sides with these versions cannot speak to each other; null when they can. */
export const protocolProblem = ({ min, max }: { readonly min: number, readonly max: number }): string | null =>
  min <= PROTOCOL.max && max >= PROTOCOL.min
    ? null
    : `it speaks protocol ${min} to ${max}, the agent ${PROTOCOL.min} to ${PROTOCOL.max}`

/** Longest line from a role: the largest event that it may write, with room around it. */
export const ROLE_LINE_MAX = 1_200_000
/** Longest line from the agent: a piece of rows with the largest definitions. */
export const AGENT_LINE_MAX = 16 * 1024 * 1024
/** Rows in one piece. */
export const ROWS_MAX = 200

const id = z.string().min(1).max(256)
const index = z.int().min(0)
const text = z.string().max(4_096)
const member = z.object({ id, name: id, addresses: z.array(text), reachable: z.boolean() })
const resource = z.object({
  id, kind: id, name: id, definition: z.record(z.string(), z.unknown()), tags: z.record(z.string(), z.string()),
  parent: z.string().max(256), keys: z.array(z.string()), version: z.int().min(1)
})
const topic = z.string().max(64)
const feed = z.object({
  topic, origin: id, boot: index, seq: index, at: z.number(), facts: z.record(z.string(), z.unknown())
})
const self = z.object({ id, name: id })
const config = z.record(z.string(), z.unknown())
const refusal = z.object({ code: z.string().max(64), message: text })

export const fromAgent = z.discriminatedUnion('type', [
  /** First word: which role this process is. Without a state to come when only the manifest is wanted. */
  z.object({ type: z.literal('begin'), path: text, self, config }),
  z.object({
    type: z.literal('rows'),
    members: z.object({ put: z.array(member), drop: z.array(id) }),
    resources: z.object({ put: z.array(resource), drop: z.array(id) }),
    feeds: z.object({ put: z.array(feed), drop: z.array(z.object({ topic, origin: id })) })
  }),
  z.object({ type: z.literal('now'), index, fence: index.min(1), degraded: z.boolean() }),
  /** The role is not held here: end what runs, and say `revoked`. */
  z.object({ type: z.literal('revoke') }),
  z.object({
    type: z.literal('answer'), id: index, place: z.object({ index, term: index, epoch: index }).nullable(),
    refusal: refusal.nullable()
  }),
  /** Somebody on this machine asks; always answered by `answered`. */
  z.object({ type: z.literal('ask'), id: index, ask: z.string().max(64), input: z.unknown(), readsOnly: z.boolean() }),
  z.object({ type: z.literal('ping'), id: index }),
  /** Do what an action does, and say `acted`. Only asked of a role that declared it, while it works. */
  z.object({ type: z.literal('act'), id: index, task: id, attempt: index.min(1), action: id, input: config }),
  /** What an action does is not wanted any more: end it, and say how it ended. */
  z.object({ type: z.literal('cease'), id: index })
])
export type FromAgent = z.output<typeof fromAgent>

const fact = z.object({ type: z.string().max(64), body: z.record(z.string(), z.unknown()) })

export const fromRole = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'), protocol: z.object({ min: z.int(), max: z.int() }), manifest, config,
    rssBytes: index
  }),
  /** The code cannot be loaded, or its settings are wrong; the process ends. */
  z.object({ type: z.literal('unfit'), refusal }),
  z.object({ type: z.literal('reconciled'), index, ready: z.boolean() }),
  z.object({ type: z.literal('failed'), message: text, tries: index }),
  z.object({ type: z.literal('health'), problem: text.nullable() }),
  z.object({ type: z.literal('report'), text }),
  z.object({
    type: z.literal('log'), level: z.enum(['debug', 'info', 'warn', 'error']), message: text,
    fields: z.record(z.string(), z.unknown())
  }),
  z.object({ type: z.literal('revoked') }),
  z.object({ type: z.literal('propose'), id: index, fence: index.min(1), fact }),
  /** All that holds for this machine on a topic. */
  z.object({ type: z.literal('publish'), topic, facts: z.record(z.string(), z.unknown()) }),
  /** All that is seen now of resources, by their ids. */
  z.object({ type: z.literal('observe'), seen: z.record(id, z.unknown()) }),
  z.object({ type: z.literal('answered'), id: index, value: z.unknown(), refusal: refusal.nullable() }),
  z.object({ type: z.literal('pong'), id: index, rssBytes: index }),
  z.object({
    type: z.literal('acted'), id: index, outcome: z.enum(['done', 'failed', 'interrupted']), result: z.json(),
    problem: text
  })
])
export type FromRole = z.output<typeof fromRole>

/** Read one value. @returns null when it is not of the protocol */
export const readFromRole = (value: unknown): FromRole | null => fromRole.safeParse(value).data ?? null
export const readFromAgent = (value: unknown): FromAgent | null => fromAgent.safeParse(value).data ?? null
export type { Act, Acted } from './acting.ts'
export { errors as roleErrors, refuse as refuseRole } from './errors.ts'
export { Lines } from './lines.ts'
export { fits, holdersCount, type Manifest } from './manifest.ts'
export type { FeedRow, MemberRow, ResourceRow } from './state.ts'
