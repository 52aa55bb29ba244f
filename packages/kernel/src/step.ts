/**
 * The only door of a node, and its only branching on input.
 *
 * Pure. World -> input -> step -> effects -> world (docs/architecture.md).
 */
import { invariant, LIMITS, type NodeId, ticks } from '@hivemind/base'
import type { Message as RaftMessage } from '@hivemind/raft'
import { joinAsked } from './admitting.ts'
import { answeredBy, askedBy, askedClosed, requested, sweepWaiting } from './asking.ts'
import { consensus } from './consensus.ts'
import type { Effect } from './effect.ts'
import { feed, feedAll, HOST_FACTS, hearFeed, publish } from './feeding.ts'
import { followTick, isCounted, isFetching, pullEnded, pulled, stateInstalled, toRaft } from './following.ts'
import type { Input } from './input.ts'
import { joinAnswered, joinFailed, joiningTick } from './joining.ts'
import { releaseHeld } from './leading.ts'
import { lineageHeard, lineageTick } from './lineage.ts'
import { greeted, greetTick, hereTold, locateTick, placeChanged, whereAsked } from './locating.ts'
import type { AskMessage, Framed, SwimFrameMessage } from './message.ts'
import { incarnationHeard, observeTick, reported } from './observing.ts'
import { countRefused, frameRefused, partTick, swim } from './peering.ts'
import { pass, quietFor } from './quiet.ts'
import { snapshotTick } from './saving.ts'
import { settle, settlesNow } from './settling.ts'
import { beaten, pullHeard } from './sources.ts'
import type { Kernel } from './state.ts'
import { stopping, stoppingTick } from './stopping.ts'
import { tellWhereabouts, whereaboutsHeard } from './whereabouts.ts'

/** Give the node an input; perform its effects in order, each in its lane. */
export function step (kernel: Kernel, input: Input): readonly Effect[] {
  const effects: Effect[] = []
  if (kernel.phase === 'fenced' && !ANSWERED_ALWAYS.has(input.type)) return effects
  dispatch(kernel, input, effects)
  if (kernel.phase === 'fenced') return effects
  placeChanged(kernel, effects)
  releaseHeld(kernel, effects)
  return effects
}

/** A node that is fenced hears nothing, but whoever asks it is refused and not left waiting. */
const ANSWERED_ALWAYS: ReadonlySet<Input['type']> = new Set(['request', 'join-asked'])

function dispatch (kernel: Kernel, input: Input, effects: Effect[]): void {
  switch (input.type) {
    case 'tick': return tick(kernel, input, effects)
    case 'lull': return lull(kernel, input)
    case 'lapse': return consensus(kernel, input, effects)
    case 'frame': return frame(kernel, input, effects)
    case 'opened':
      return opened(kernel, input.peer, effects)
    case 'closed':
      return closed(kernel, input.peer, effects)
    case 'gone':
      return gone(kernel, input.peer, effects)
    case 'request':
      return requested(kernel, { type: 'client', id: input.id }, input.deadlineTicks, input.request, effects)
    case 'join-asked':
      return joinAsked(kernel, input.id, input.from, input.message, effects)
    case 'join-answered':
      return kernel.phase === 'joining'
        ? joinAnswered(kernel, input.from, input.reply, effects)
        : greeted(kernel, input.from, input.reply, effects)
    case 'join-failed':
      return kernel.phase === 'joining' ? joinFailed(kernel, input.refusal, effects) : undefined
    case 'persisted':
      return kernel.mode === 'raft' ? consensus(kernel, input, effects) : undefined
    case 'pulled':
      return pulled(kernel, input.pull, input.entries, effects)
    case 'beaten':
      return beaten(kernel, input, effects)
    case 'state-installed':
      return stateInstalled(kernel, input.pull, input.snapshot, input.index, input.term, effects)
    case 'pull-heard': return pullHeard(kernel, input.pull)
    case 'pull-ended': return pullEnded(kernel, input.pull, input.refusal, effects)
    case 'snapshot-taken':
      return snapshotTaken(kernel, input, effects)
    case 'publish': return publish(kernel, input.topic ?? HOST_FACTS, input.facts, effects)
    case 'look': return feed(kernel, kernel.feed, { type: 'look', origin: input.member }, effects)
    case 'stopping':
      return stopping(kernel, effects)
  }
}

/** A clock that is late by so many ticks was stalled; a little late it always is. */
const STALL_TICKS = 5

function tick (kernel: Kernel, input: Input & { type: 'tick' }, effects: Effect[]): void {
  kernel.tick = ticks(kernel.tick + 1)
  kernel.now = input.now
  lineageTick(kernel, effects)
  const missed = input.missed ?? 0
  if (kernel.mode === 'raft') consensus(kernel, { type: 'tick', missed, awake: settlesNow(kernel) }, effects)
  if (missed >= STALL_TICKS) swim(kernel, { type: 'stalled', ticks: missed }, effects)
  swim(kernel, { type: 'tick' }, effects)
  joiningTick(kernel, effects)
  greetTick(kernel, effects)
  followTick(kernel, effects)
  locateTick(kernel, effects)
  settle(kernel, effects)
  observeTick(kernel, effects)
  feedAll(kernel, { type: 'tick' }, effects)
  partTick(kernel, effects)
  sweepWaiting(kernel, effects)
  stoppingTick(kernel, effects)
  snapshotTick(kernel, effects)
}

function lull (kernel: Kernel, { ticks: count, now }: Input & { type: 'lull' }): void {
  invariant(count > 0 && count <= quietFor(kernel), `${count} ticks went by at once only where nothing was due`)
  pass(kernel, count, now)
}

function frame (kernel: Kernel, { from, stamp, framed }: Input & { type: 'frame' }, effects: Effect[]): void {
  lineageHeard(kernel, from, stamp, effects)
  const refused = frameRefused(kernel, from, stamp, framed.protocol)
  if (refused === null || refused === 'old-epoch') kernel.memberHeardAt = kernel.tick
  // Who has not heard of the new epoch yet has no word in it, but lives.
  if (refused === 'old-epoch') swim(kernel, { type: 'heard', peer: from }, effects)
  if (refused !== null) return countRefused(kernel, refused)
  swim(kernel, { type: 'heard', peer: from }, effects)
  hear(kernel, from, framed, effects)
}

function hear (kernel: Kernel, from: NodeId, framed: Framed, effects: Effect[]): void {
  switch (framed.protocol) {
    case 'raft': return hearRaft(kernel, from, framed.message, effects)
    case 'swim': return hearSwim(kernel, from, framed.message, effects)
    case 'ask': return hearAsk(kernel, from, framed.message, effects)
    case 'feed': return hearFeed(kernel, from, framed.topic, framed.message, effects)
  }
}

/** Words by which others write into our log. */
const CHANGES_LOG: ReadonlySet<RaftMessage['type']> = new Set(['append-request', 'log-tail', 'snapshot-offer'])

function hearRaft (kernel: Kernel, from: NodeId, message: RaftMessage, effects: Effect[]): void {
  if (kernel.mode === 'follow') {
    // A newcomer first gets its state whole: nobody's quorum needs it, and half a history serves nobody.
    if (!countsUs(kernel, message) || kernel.phase === 'joining' || kernel.suspended !== null)
      return countRefused(kernel, 'not-counted')
    toRaft(kernel, effects)
  }
  // While history is being fetched the log belongs to the fetch; the leader's heartbeats still count.
  if (isFetching(kernel) && CHANGES_LOG.has(message.type)) return
  consensus(kernel, { type: 'message', from, message }, effects)
}

/**
 * Whether who sent this counts us: leaders speak to whom they count; candidates do too, but we believe it only if the
 * log says the same. It does after a damaged voter has its history back, and its vote may be what all wait for.
 */
function countsUs (kernel: Kernel, { type }: RaftMessage): boolean {
  if (type === 'vote-request') return isCounted(kernel)
  return type === 'append-request' || type === 'heartbeat' || type === 'snapshot-offer'
}

function hearSwim (kernel: Kernel, from: NodeId, message: SwimFrameMessage, effects: Effect[]): void {
  incarnationHeard(kernel, from, message.incarnation)
  if (message.type === 'report') return reported(kernel, from, message)
  if (message.type === 'whereabouts') return whereaboutsHeard(kernel, from, message.signed, effects)
  swim(kernel, { type: 'message', from, message }, effects)
}

function hearAsk (kernel: Kernel, from: NodeId, message: AskMessage, effects: Effect[]): void {
  switch (message.type) {
    case 'ask': return askedBy(kernel, from, message, effects)
    case 'answer': return answeredBy(kernel, from, message, effects)
    case 'where': return whereAsked(kernel, from, effects)
    case 'here': return hereTold(kernel, from, message, effects)
  }
}

function opened (kernel: Kernel, peer: NodeId, effects: Effect[]): void {
  kernel.open.add(peer)
  swim(kernel, { type: 'opened', peer }, effects)
  feedAll(kernel, { type: 'opened', peer }, effects)
  tellWhereabouts(kernel, peer, effects)
  if (kernel.mode === 'raft') consensus(kernel, { type: 'peer-opened', peer }, effects)
}

function closed (kernel: Kernel, peer: NodeId, effects: Effect[]): void {
  kernel.open.delete(peer)
  askedClosed(kernel, peer)
  swim(kernel, { type: 'closed', peer }, effects)
  feedAll(kernel, { type: 'closed', peer }, effects)
  if (kernel.mode === 'raft') consensus(kernel, { type: 'peer-closed', peer }, effects)
}

function gone (kernel: Kernel, peer: NodeId, effects: Effect[]): void {
  swim(kernel, { type: 'gone', peer }, effects)
  if (kernel.mode === 'raft') consensus(kernel, { type: 'peer-gone', peer }, effects)
}

function snapshotTaken (kernel: Kernel, { index }: Input & { type: 'snapshot-taken' }, effects: Effect[]): void {
  kernel.snapshotting = false
  if (index <= kernel.snapshotIndex) return // A newer state came from elsewhere meanwhile.
  kernel.snapshotIndex = index
  if (kernel.mode === 'raft')
    consensus(kernel, { type: 'compact', index, trailing: LIMITS.logTrailingEntries }, effects)
}
