/**
 * One room in a test of the contract, with everything it was told, and a bell that rings at each word.
 *
 * Touches what the room under test touches. Nothing here sleeps: a test waits for a fact, the bell says when to look.
 */
import type { NodeId } from '@hivemind/base'
import {
  type BulkWriter, createIdentity, type FrameProtocol, type Identity, type MakeNet, type Net, type NetChoices,
  type PeerChoice
} from '@hivemind/net'
import type { Test } from 'tap'

/** An implementation under test. */
export interface Subject {
  readonly make: MakeNet
  /** A text to listen on that picks a free port. */
  readonly listen: string
  /** An address where nobody listens. */
  readonly deadAddress: string
}

export interface Arrival { readonly from: NodeId, readonly protocol: FrameProtocol, readonly frame: Uint8Array }

export interface Actor {
  readonly net: Net
  readonly id: NodeId
  readonly identity: Identity
  /** `opened <id>` and `closed <id>`, in order. */
  readonly told: string[]
  /** Who was said to be gone. */
  readonly gone: NodeId[]
  readonly arrivals: Arrival[]
  /** Addresses that join requests came from. */
  readonly visitors: Array<{ readonly from: NodeId, readonly frame: Uint8Array, readonly address: string }>
  /** How it answers; a test replaces these. */
  onJoin: (frame: Uint8Array) => Promise<Uint8Array>
  onPull: (frame: Uint8Array, stream: BulkWriter) => Promise<void>
}

export interface Scene {
  /** Start a room. */
  actor (choices?: Partial<NetChoices>): Promise<Actor>
  /** Make a room that is not started. */
  unborn (choices?: Partial<NetChoices>): Promise<Actor>
  /** Wait until something is true; looks again whenever any room said something. */
  until (what: () => boolean): Promise<void>
}

/** Set a scene that ends with the test. */
export function scene (t: Test, subject: Subject): Scene {
  const actors: Actor[] = []
  let bell = Promise.withResolvers<void>()
  const ring = (): void => {
    bell.resolve()
    bell = Promise.withResolvers()
  }
  t.teardown(async () => { await Promise.all(actors.map(async ({ net }) => await net.stop())) })
  const unborn: Scene['unborn'] = async (choices = {}) => {
    const actor = makeActor(subject, { identity: await createIdentity(), listen: [subject.listen], ...choices }, ring)
    actors.push(actor)
    return actor
  }
  return {
    unborn,
    async actor (choices) {
      const actor = await unborn(choices)
      await actor.net.start()
      return actor
    },
    async until (what) { while (!what()) await bell.promise }
  }
}

function makeActor (subject: Subject, choices: NetChoices, ring: () => void): Actor {
  const parts: Omit<Actor, 'net'> = {
    id: choices.identity.id,
    identity: choices.identity,
    told: [],
    gone: [],
    arrivals: [],
    visitors: [],
    onJoin: async frame => frame,
    onPull: async () => undefined
  }
  const net = subject.make(choices)({
    onFrame (from, protocol, frame) {
      parts.arrivals.push({ from, protocol, frame })
      ring()
    },
    onOpened (peer) {
      parts.told.push(`opened ${peer}`)
      ring()
    },
    onGone (peer) {
      parts.gone.push(peer)
      ring()
    },
    onClosed (peer) {
      parts.told.push(`closed ${peer}`)
      ring()
    },
    async onJoinRequest (from, frame, address) {
      parts.visitors.push({ from, frame, address })
      ring()
      return await actor.onJoin(frame)
    },
    onPull: async (_from, frame, stream) => await actor.onPull(frame, stream),
    onNote: ring
  })
  const actor: Actor = Object.assign(parts, { net })
  return actor
}

/** How one actor knows another: admitted and kept, unless said otherwise. */
export const peer = (other: Actor, over: Partial<PeerChoice> = {}): PeerChoice =>
  ({ id: other.id, addresses: other.net.addresses(), admitted: true, keep: true, ...over })

/** Let two rooms know and admit each other; the first one keeps the connection. */
export async function introduce ({ until }: Scene, a: Actor, b: Actor): Promise<void> {
  b.net.setPeers([peer(a, { keep: false })])
  a.net.setPeers([peer(b)])
  await until(() => isOpen(a, b) && isOpen(b, a))
}

/** Whether the last word that one had about the other was `opened`. */
export const isOpen = (a: Actor, b: Actor): boolean =>
  a.told.findLast(line => line.endsWith(b.id))?.startsWith('opened') === true

/** A frame whose bytes tell where in it they are. */
export const frameOf = (size: number, mark = 0): Uint8Array =>
  new Uint8Array(size).map((_, at) => (at * 31 + mark) & 0xff)

/** The code that a promise is refused with, or what it was instead. */
export async function codeOf (work: Promise<unknown>): Promise<string> {
  return await work.then(() => 'it went well', error => (error as { code?: string }).code ?? String(error))
}

/** Everything an iterable yields. */
export async function all (frames: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const whole: Uint8Array[] = []
  for await (const frame of frames) whole.push(frame)
  return whole
}
