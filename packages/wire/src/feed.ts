/** Messages of feeds to protobuf and back (proto/feed.proto), and the bytes that an origin signs. Pure. */
import { LIMITS } from '@hivemind/base'
import {
  type Contents,
  type Fact,
  FEED,
  type FeedMessage,
  type Given,
  type OriginHead,
  type Scope
} from '@hivemind/feed'
import { BOUNDS } from './bounds.ts'
import { malformed, outOfRange } from './errors.ts'
import { atMost, count, exactly, list, node, present, text, wallField } from './field.ts'
import { hivemind } from './generated/messages.js'
import { written } from './reader.ts'

const U32_MAX = 2 ** 32 - 1

/** Keeps a signature of contents from ever being one of anything else. */
const DOMAIN = new TextEncoder().encode('hivemind feed 1\n')

/**
 * The bytes a signature is made over: the same for equal contents of the same cluster and topic, and for no others.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE
 */
export function contentsBytes (scope: Scope, contents: Contents): Uint8Array {
  const signed = hivemind.FeedSigned.encode({ ...scope, contents: fromContents(contents) })
  const body = written('feed contents', signed, BOUNDS.feedFrameBytesMax)
  const bytes = new Uint8Array(DOMAIN.length + body.length)
  bytes.set(DOMAIN)
  bytes.set(body, DOMAIN.length)
  return bytes
}

export function fromFeed (message: FeedMessage): hivemind.FeedFrame.$Properties {
  switch (message.type) {
    case 'digest': return { digest: { sums: [...message.sums] } }
    case 'heads': return { heads: { heads: [...message.heads], buckets: [...message.buckets] } }
    case 'pull': return { pull: { wants: [...message.wants] } }
    case 'give': return { give: { feeds: message.feeds.map(fromGiven) } }
  }
}

const fromGiven = (given: Given): hivemind.FeedGiven.$Properties =>
  ({ contents: fromContents(given), after: given.after, signature: given.signature })

const fromContents = ({ origin, boot, seq, floor, at, facts }: Contents): hivemind.FeedContents.$Properties =>
  ({ origin, boot, seq, floor, at, facts: facts.map(fromFact) })

const fromFact = ({ key, seq, value }: Fact): hivemind.FeedFact.$Properties =>
  value === null ? { key, seq, takenBack: true } : { key, seq, value }

/** @throws {HivemindError} HIVE_WIRE_* */
export function toFeed (raw: hivemind.FeedFrame.$Properties): FeedMessage {
  if (raw.digest != null) return { type: 'digest', sums: sums(raw.digest.sums) }
  if (raw.heads != null) {
    const { heads, buckets } = raw.heads
    const bucket = (value: number): number => count(value, 'bucket', FEED.buckets - 1)
    return {
      type: 'heads',
      heads: list(heads, 'heads', FEED.headsMax, toHead),
      buckets: list(buckets, 'buckets', FEED.buckets, bucket)
    }
  }
  if (raw.pull != null) return { type: 'pull', wants: list(raw.pull.wants, 'wants', FEED.pullMax, toHead) }
  if (raw.give != null) return { type: 'give', feeds: list(raw.give.feeds, 'feeds', FEED.pullMax, toGiven) }
  throw malformed('feed frame has no message')
}

function sums (raw: readonly number[] | null | undefined): number[] {
  const found = list(raw, 'sums', FEED.buckets, value => count(value, 'sum', U32_MAX))
  if (found.length !== FEED.buckets) throw outOfRange('number of sums', found.length, `${FEED.buckets}`)
  return found
}

const toHead = (raw: hivemind.FeedHead.$Properties): OriginHead => ({
  origin: node(raw.origin, 'origin'),
  boot: count(raw.boot, 'boot'),
  seq: count(raw.seq, 'seq'),
  tag: count(raw.tag, 'tag', U32_MAX)
})

const toGiven = (raw: hivemind.FeedGiven.$Properties): Given => ({
  ...toContents(present(raw.contents, 'contents')),
  after: count(raw.after, 'after'),
  signature: exactly(raw.signature, 'signature', BOUNDS.signatureBytes)
})

const toContents = (raw: hivemind.FeedContents.$Properties): Contents => ({
  origin: node(raw.origin, 'origin'),
  boot: count(raw.boot, 'boot'),
  seq: count(raw.seq, 'seq'),
  floor: count(raw.floor, 'floor'),
  at: wallField(raw.at, 'at'),
  facts: list(raw.facts, 'facts', LIMITS.feedFactsMax, toFact)
})

/** Values are copied: they outlive the frame that they came in. */
const toFact = (raw: hivemind.FeedFact.$Properties): Fact => ({
  key: text(raw.key, 'key', LIMITS.feedKeyBytesMax, 1),
  seq: count(raw.seq, 'seq'),
  value: raw.takenBack === true ? null : atMost(raw.value, 'value', LIMITS.feedValueBytesMax).slice()
})
