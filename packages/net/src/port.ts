/**
 * The seam of the network room: how frames reach peers and come from them, whatever carries them.
 *
 * Types only. `libp2p.ts` is the real thing, `memory.ts` its twin without sockets, `faulty.ts` wraps either with
 * faults; `suite/` is the contract as tests, and all of them pass it. Architecture section 8.
 *
 * What a user of the seam may rely on:
 * 1. Frames of one peer on one protocol arrive in the order they were sent while the link lives; when it is lost, what
 *    was on its way is lost too, and never arrives later.
 * 2. A peer that is not admitted reaches `join` and nothing else; a peer that stops being admitted is cut at once.
 * 3. `onOpened` and `onClosed` alternate for a peer, beginning with `onOpened`; every frame comes between the two.
 *    `onGone` comes at most once after an `onClosed`, before the next `onOpened`.
 * 4. Nothing here grows without bound: frames beyond a budget are dropped and counted, bulk waits for its reader.
 */
import type { NodeId } from '@hivemind/base'
import type { Identity } from './identity.ts'

/** Every protocol by its short name; on the wire it is `/hivemind/<name>/1`. */
export type Protocol = 'join' | 'raft' | 'ask' | 'swim' | 'feed' | 'log'

/** The protocols of small messages: long-lived streams, fire and forget. */
export type FrameProtocol = 'raft' | 'ask' | 'swim' | 'feed'

export const FRAME_PROTOCOLS: readonly FrameProtocol[] = ['raft', 'ask', 'swim', 'feed']

export type Encryption = 'tls' | 'noise'

export interface NetChoices {
  readonly identity: Identity
  /** Where to listen: `127.0.0.1:7400`, `[::1]:7400`, `host.name:7400` or multiaddr text; port 0 picks a free one. */
  readonly listen: readonly string[]
  /** Encryptions offered, the preferred one first. Default: `tls`, then `noise` (docs/adr/0003-tls-before-noise.md). */
  readonly encryption?: readonly Encryption[]
  /** How often each connection carries a beat; five missed ones and it is cut. In milliseconds, default 2000. */
  readonly beatMs?: number
  /** A stranger's whole visit: handshake done, one join request answered. In milliseconds, default 5000. */
  readonly visitMs?: number
}

export type NoteLevel = 'debug' | 'info' | 'warn'

/** What the room tells its owner. The callbacks of one peer come in order; none comes after `stop()` is done. */
export interface NetEvents {
  /** A frame of an admitted peer; the receiver owns the bytes. */
  onFrame (from: NodeId, protocol: FrameProtocol, frame: Uint8Array): void
  /** The first connection of an admitted peer is usable. */
  onOpened (peer: NodeId): void
  /** No connection of the peer remains, or it is no longer admitted. */
  onClosed (peer: NodeId): void
  /**
   * Since it closed, every address of the peer refused a connection: its process is gone. Of a silent one nothing is
   * said.
   */
  onGone (peer: NodeId): void
  /**
   * Anybody asks to join: one frame in, one frame out, at most LIMITS.joinFrameBytesMax each, within 5 seconds.
   * A rejection resets the stream; the caller learns only that it was refused.
   */
  onJoinRequest (from: NodeId, frame: Uint8Array, remoteAddress: string): Promise<Uint8Array>
  /** An admitted peer pulls bulk: answer by writing; the stream ends when the promise does, in error if it rejects. */
  onPull (from: NodeId, frame: Uint8Array, stream: BulkWriter): Promise<void>
  /** Something a person may want to read; never needed to work. */
  onNote (level: NoteLevel, message: string, fields: Readonly<Record<string, unknown>>): void
}

/** The writing end of a bulk stream. */
export interface BulkWriter {
  /**
   * Send one frame.
   *
   * @returns when there is room for the next one
   * @throws {HivemindError} HIVE_NET_FRAME_SIZE; HIVE_NET_CUT when the reader went away or does not read
   */
  write (frame: Uint8Array): Promise<void>
  /** Aborted when the reader went away. */
  readonly signal: AbortSignal
}

/** One peer as the owner wants it. */
export interface PeerChoice {
  readonly id: NodeId
  /** Addresses to dial, in order of preference; same texts as `listen`. */
  readonly addresses: readonly string[]
  /** Whether it reaches more than `join`. */
  readonly admitted: boolean
  /** Keep a connection up, dialling for ever with a growing pause (50 ms to 2 s). Only for admitted peers. */
  readonly keep: boolean
  /**
   * Whether the other end keeps one. Of a peer that neither does, the connection is closed when it has been silent for
   * a while. Left out: it may.
   */
  readonly kept?: boolean
}

/** Counts since the start, by peer. A number here is the only trace that some refusals leave. */
export interface PeerCounters {
  framesSent: number
  bytesSent: number
  framesReceived: number
  bytesReceived: number
  /** Frames refused by `send`: not connected, over budget, or of a wrong size. */
  framesDropped: number
  /** Inbound streams reset because the peer is not admitted, or opened too many. */
  streamsRefused: number
  /** Inbound streams reset because of a frame of a wrong size. */
  framesRefused: number
  dialsFailed: number
}

export interface PeerStatus {
  readonly id: NodeId
  readonly admitted: boolean
  readonly connected: boolean
  readonly remoteAddress?: string
  /** Last measured round trip, in milliseconds. */
  readonly rttMs?: number
  /** Why the last dial failed, until one succeeds. */
  readonly dialError?: string
  readonly counters: Readonly<PeerCounters>
}

export interface JoinAnswer {
  /** Who answered; proven by the handshake. */
  readonly from: NodeId
  readonly reply: Uint8Array
}

export interface Net {
  readonly self: NodeId
  /**
   * Listen and dial; a room lives once.
   *
   * @throws {HivemindError} HIVE_NET_LISTEN, HIVE_NET_ADDRESS; nothing listens then
   */
  start (): Promise<void>
  stop (): Promise<void>
  /** Addresses really listened on, as `host:port`; empty before `start`. */
  addresses (): readonly string[]
  /** Replace the whole set of peers. A peer that is not admitted any more is cut before this returns. */
  setPeers (peers: readonly PeerChoice[]): void
  /**
   * Queue a frame for a peer; the room owns the bytes from here on.
   *
   * @returns false when it was dropped: not connected, over LIMITS.sendQueueBytesMax, or of a wrong size (counted)
   */
  send (to: NodeId, protocol: FrameProtocol, frame: Uint8Array): boolean
  /**
   * Ask whoever listens at an address to let us join.
   *
   * @throws {HivemindError} HIVE_NET_UNREACHABLE, HIVE_NET_HANDSHAKE, HIVE_NET_REFUSED, HIVE_NET_TIMEOUT,
   *   HIVE_NET_ADDRESS, HIVE_NET_FRAME_SIZE
   */
  requestJoin (address: string, frame: Uint8Array, deadlineMs: number): Promise<JoinAnswer>
  /**
   * Pull bulk from a connected peer; a slow reader slows the writer, nothing piles up. Ending the loop ends the stream.
   *
   * @throws {HivemindError} HIVE_NET_NOT_CONNECTED; HIVE_NET_CUT when the stream ended in error. Frames yielded before
   *   are whole and in order.
   */
  pull (from: NodeId, frame: Uint8Array, signal: AbortSignal): AsyncIterable<Uint8Array>
  /** Peers of the set, ordered as given. */
  peers (): readonly PeerStatus[]
  /** Counts of all peers outside the set together. */
  strangers (): Readonly<PeerCounters>
}

/** How a network room is made, by every implementation. */
export type MakeNet = (choices: NetChoices) => (events: NetEvents) => Net
