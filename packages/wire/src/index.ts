/**
 * Bytes to messages and back. Read in this order:
 * 1. reader.ts: how bytes that nobody vouches for are read; field.ts and bounds.ts: what each kind of field may hold.
 * 2. frame.ts: the four protocols between members, then raft.ts, ask.ts, swim.ts, feed.ts with their messages.
 * 3. envelope.ts and entry.ts: what a log entry carries.
 * 4. join.ts, digest.ts, whereabouts.ts: what strangers may say, what they are told, what is signed; pull.ts: history.
 * 5. state.ts and msgpack.ts: the applied state as a blob; refusal.ts, stamp.ts, errors.ts.
 *
 * The schemas are in proto/; src/generated/ is made from them by generate.ts.
 */
export { BOUNDS } from './bounds.ts'
export { digestBytes } from './digest.ts'
export { configurationOf, type EntryKind, entryOf } from './entry.ts'
export { decodeEnvelope, encodeEnvelope, readEnvelope } from './envelope.ts'
export { errors } from './errors.ts'
export { contentsBytes } from './feed.ts'
export { decodeFrame, encodeFrame } from './frame.ts'
export { decodeJoin, decodeJoinReply, encodeJoin, encodeJoinReply } from './join.ts'
export { decodePull, decodePullFrame, encodePull, encodePullFrame } from './pull.ts'
export { decodeState, encodeState, encodeStateSlices, joinState, joinStateSteps } from './state.ts'
export { whereaboutsBytes } from './whereabouts.ts'
