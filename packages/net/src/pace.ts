/**
 * Every duration and count of the libp2p room, with its reason. Limits that other rooms share are in @hivemind/base.
 *
 * Pure.
 */
export const PACE = {
  /** A stranger's whole visit: handshake done, one join request answered. */
  visitMs: 5_000,
  /** Strangers connected at once; the next ones are turned away after the handshake. */
  strangersMax: 64,
  /** Frames on a bypass before a peer is admitted: it may learn of it before we do. More is hostile. */
  unheardMax: 10_000,
  /** After our own request to join, how long the connection waits for the peer to become admitted. */
  lingerMs: 1_000,
  /** The longest `requestJoin` may last. */
  requestMsMax: 30_000,
  /** One dial of all addresses of a peer. */
  dialMs: 5_000,
  /** How long a pull waits for a line of its own; well within what a silent source is given. */
  lineMs: 1_500,
  /** A knock at the door of a peer whose connection closed; what answers later tells nothing new. */
  knockMs: 1_000,
  /** A door that is open is tried again so soon, and so often in all. */
  knockAgainMs: 30,
  knocksMax: 4,
  /** Negotiating a protocol on a new stream. */
  openMs: 5_000,
  /** Pauses between dials of one peer, and between openings of a stream that the peer resets. */
  retryMsMin: 50,
  retryMsMax: 2_000,
  reopenMsMax: 500,
  /**
   * Whoever comes into a set that was there already is dialled so late, on average: the news of a newcomer reaches
   * everybody first, and most of those who are to be connected to it find that it has dialled them.
   */
  newcomerMs: 250,
  /** A connection that lived so long was a success: the next pause is short again. */
  settledMs: 2_000,
  /** Each connection carries a beat in both directions so often; so many missed ones in a row and it is cut. */
  beatMs: 2_000,
  beatsMissedMax: 5,
  /** A connection that neither end wants, and that has been silent for so many beats, is closed. */
  unwantedBeats: 4,
  /** Bytes handed to a stream before frames wait in our own queue, where they can be counted. */
  writeAheadBytes: 512 * 1024,
  /** Frames of one turn are joined into pieces of about this size. */
  batchBytes: 256 * 1024,
  /** Frames read ahead of a slow reader of bulk. */
  readAheadBytes: 512 * 1024,
  /** A reader of bulk that takes nothing for so long is gone. */
  stalledMs: 60_000,
  /** The largest receive window of a stream: bounds what a paused stream holds, and bulk at 100 ms to 20 MB/s. */
  windowBytes: 2 * 1024 * 1024,
  /** Bulk streams that one connection may have open; the other protocols need one, and one that replaces it. */
  pullsMax: 4,
  replacingMax: 2,
  streamsMax: 32,
  connectionsMax: 4_096,
  /** Connections of one peer: both ends dial at once, bulk has its own, a restart overlaps; more is hostile. */
  connectionsPerPeerMax: 8,
  /** New connections a second from one host: one NAT or one test machine holds many peers. */
  inboundPerSecondMax: 100
} as const
