/**
 * Bounds of fields that only the wire knows; everything a person may run into is in `LIMITS` of base.
 *
 * Pure.
 */
export const BOUNDS = {
  /** A PeerId of an Ed25519 key has 52 characters; other key types have up to about twice as many. */
  idBytesMax: 128,
  clusterBytesMax: 128,
  /** Names that we make ourselves: transactions, requests, tokens, causes, traces. */
  nameBytesMax: 128,
  actorBytesMax: 256,
  versionBytesMax: 64,
  /** A refusal's own words; longer ones are cut when they are sent. */
  refusalCodeBytesMax: 64,
  refusalMessageBytesMax: 4 * 1024,
  refusalHintBytesMax: 1024,
  /** Learners on their way to voters, several at once only while a cluster is rebuilt. */
  learnersMax: 64,
  /** Peers in the digest of an approval: every voter and learner, and the proxy. */
  digestPeersMax: 80,
  /** Members that one observer doubts at once: all of a slice, several times over. */
  accusationsMax: 64,
  /** A reply of the join protocol: the largest digest with eight long addresses for each of a few voters. */
  joinReplyBytesMax: 64 * 1024,
  /** Levels in an envelope's body, so that walking it may recurse: a client's payload has 64, a fact goes around it. */
  bodyDepthMax: 72,
  /** Fields in one frame: the largest append or propose has about 12,000, a bomb of empty fields 2,000,000. */
  fieldsMax: 32 * 1024,
  /** A frame of a feed: 256 KiB of facts, those of one origin more, and what is around them. */
  feedFrameBytesMax: 512 * 1024,
  hashBytes: 32,
  signatureBytes: 64
} as const
