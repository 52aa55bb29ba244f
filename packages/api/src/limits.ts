/**
 * Limits and times that both sides of the API keep, each with its reason.
 *
 * Pure.
 */

export const API_LIMITS = {
  /** Events in one request: enough to make a round trip cheap, few enough that one refusal concerns few callers. */
  batchEventsMax: 512,
  /** Bytes of events that a client puts into one request. */
  batchBytesMax: 1024 * 1024,
  /** A request's body: the largest event, or a full batch, with the escapes that JSON may add. */
  bodyBytesMax: 4 * 1024 * 1024,
  /** Bodies that one agent reads at once. */
  bodyBytesPendingMax: 128 * 1024 * 1024,
  /** Streams that one agent serves at once; each costs a socket and a page of rows. */
  streamsMax: 1_024,
  /** Nesting of an event's payload: deeper ones overflow the stack of whoever walks them. */
  payloadDepthMax: 64,
  /** Requests with appends that one client has under way: two hide a round trip, four a slow disk or a lost answer. */
  appendsInFlightMax: 4,
  /** Sequence numbers between a client's oldest unanswered event and its newest: within what a session remembers. */
  sequenceWindow: 2_048,
  /** An answer that a client reads whole. */
  answerBytesMax: 64 * 1024 * 1024,
  /** A line of a connection of calls: a request's body and what names the call. */
  callLineBytesMax: 4 * 1024 * 1024 + 64 * 1024,
  /** After so many calls of one client its next ones go by lines; a command that makes one or two pays nothing. */
  callsBeforeLines: 8,
  /** One row of a stream: an entry as JSON with its escapes. */
  rowBytesMax: 16 * 1024 * 1024
} as const

export const API_TIMES = {
  /** Deadline of a call that brings none. */
  deadlineMs: 10_000,
  /** How long a client waits past its deadline, so that the agent's own words about it still arrive. */
  graceMs: 250,
  /** A quiet stream says so often that it lives. */
  heartbeatMs: 5_000,
  /** After so long without a byte a client takes its stream for dead. */
  silenceMs: 15_000,
  /** While a request with appends is under way, the next one gathers for so long, or until it is full. */
  gatherMs: 25,
  /** First and longest pause between two tries. */
  backoffMs: 25,
  backoffMsMax: 500
} as const

/** Request header: milliseconds that the caller will wait. */
export const DEADLINE_HEADER = 'hivemind-deadline-ms'
/** Header of request and answer: a name for one call, in both sides' logs. */
export const REQUEST_ID_HEADER = 'x-request-id'
/** Where a connection becomes one of calls by lines, and what it is upgraded to (docs/adr/0034-calls-by-lines.md). */
export const CALLS_PATH = '/v1/calls'
export const CALLS_PROTOCOL = 'hivemind-calls'
