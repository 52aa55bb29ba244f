/**
 * Every duration and count of a feed, with its reason; what one origin may publish is in `LIMITS` of base.
 *
 * Pure.
 */
import { ticks } from '@hivemind/base'

export const FEED = {
  /** A digest has a sum for each: with 10,000 origins one that differs costs the heads of 160, some 10 KiB. */
  buckets: 64,
  /** Heads in one message, and facts of so many origins in one pull: checking 32 signatures takes 12 ms. */
  headsMax: 512,
  pullMax: 32,
  /** Facts in one message, unless those of a single origin are more. */
  giveBytes: 256 * 1024,
  giveFactsMax: 4_096,
  /** Given to one peer between two rounds: a new holder of 10,000 machines has all in some rounds. */
  givenBytesMax: 16 * 1024 * 1024,
  /** Peers that hear of a change from each that learns it: with three, all of a large group do (Demers et al. 1.3). */
  fanout: 3,
  /** Anti-entropy: 5 s, as shipped, bounds how long a lost message matters. 1 s after a change, then longer. */
  roundTicksMin: ticks(50),
  roundTicksMax: ticks(250),
  /** Facts that were asked for and did not come in 2 s are asked for elsewhere. */
  askTicks: ticks(100),
  /** A peer that promised facts and gave none, or forged ones, is not believed for 10 s. */
  shunTicks: ticks(500),
  /** What somebody looks at is held for 30 s after the last look. */
  lookTicks: ticks(1_500),
  lookedMax: 256,
  /** Facts that were taken back and are remembered; then all of them are forgotten at once. */
  takenBackMax: 64,
  /** Another life of our identity is outbid once in 5 s: two that run at once must not race each other. */
  outbidTicks: ticks(250)
} as const
