/**
 * Making a node: afresh as founder, afresh as newcomer, or from what its disk remembers.
 *
 * Pure.
 */
import {
  type ClusterId,
  draw,
  drawHex,
  type Index,
  type NodeId,
  type Prng,
  prng,
  type Refusal,
  ticks,
  index as toIndex,
  term as toTerm,
  type WallMs,
  wallMs
} from '@hivemind/base'
import { type Claim, type Control, type ControlSnapshot, importState, start as startControl } from '@hivemind/control'
import { start as startFeed } from '@hivemind/feed'
import { type Entry, type HardState, type Raft, type Repair, start as startRaft } from '@hivemind/raft'
import { noRings, start as startSwim } from '@hivemind/swim'
import { applyEntries, fenceWhenGone } from './applying.ts'
import { traceBeginning } from './consensus.ts'
import { appliedPoint } from './counting.ts'
import type { Effect } from './effect.ts'
import { HOST_FACTS, noTopics } from './feeding.ts'
import { isCounted } from './following.ts'
import type { JoinPlan } from './input.ts'
import { joiningTick } from './joining.ts'
import type { Acquainted } from './message.ts'
import { peersChanged } from './peering.ts'
import type { Kernel } from './state.ts'
import { raftTimes } from './times.ts'
import type { Tools } from './tools.ts'

export interface Choices {
  readonly self: NodeId
  readonly name: string
  readonly version: string
  /** `host:port` texts that peers reach this node at. */
  readonly listen: readonly string[]
  /** Seed of all chance in the node. The world draws it from real randomness. */
  readonly seed: Prng
  readonly now: WallMs
  /** Number of this life, kept on its disk: higher than that of any life before. */
  readonly boot: number
  readonly tools: Tools
  /** Durable term and vote; term 0 for a new disk. */
  readonly hard: HardState
  /** The newest durable applied state, or null. */
  readonly snapshot: ControlSnapshot | null
  /** The log after the snapshot, without a gap, to its end. */
  readonly entries: readonly Entry[]
  /** Highest index that the disk knows to be committed; at least the snapshot's. */
  readonly commit: Index
  /** Set when the disk lost entries that may have been acknowledged. */
  readonly repair: Repair | null
  /** Whom this machine knew when its log was whole, from a record beside the log; of use only under repair. */
  readonly acquainted?: Acquainted | null
  /** How to join, when this machine is no member yet. */
  readonly plan: JoinPlan | null
  /** Serve reads on a lease (thesis 6.4.1) instead of a round of heartbeats each; off by default. */
  readonly leaseReads?: boolean
  /** Tell each transition of the Raft machine by `trace` effects; not, when left out. */
  readonly tracing?: boolean
}

export interface Started { readonly kernel: Kernel, readonly effects: readonly Effect[] }

/** The first entries of a new cluster's log, for the founder's disk before its node starts. */
export function foundingEntries (
  tools: Tools,
  chance: { prng: Prng },
  cluster: ClusterId,
  clusterName: string,
  founder: Claim,
  now: WallMs
): readonly Entry[] {
  const payload = tools.encodeEnvelope({
    type: 'cluster-created', version: 1, txid: drawHex(chance, 16), actor: 'operator', cause: '', reason: '', trace: '',
    at: now, session: '', sequence: 0, body: { cluster, name: clusterName, founder }
  })
  return [
    {
      index: toIndex(1),
      term: toTerm(1),
      kind: 'configuration',
      payload,
      configuration: { voters: [founder.id], learners: [] }
    }
  ]
}

/**
 * Make a node from what its disk holds.
 *
 * @returns the node and its first effects, or a refusal when the durable state cannot be used
 */
export function startKernel (choices: Choices): Started | Refusal {
  const control = choices.snapshot === null ? startControl() : importState(choices.snapshot)
  if ('code' in control) return control
  const kernel = blank(choices, control)
  const effects: Effect[] = []
  const { appliedIndex } = control
  applyEntries(
    kernel,
    choices.entries.filter(entry => entry.index > appliedIndex && entry.index <= choices.commit),
    effects
  )
  kernel.counted = isCounted(kernel)
  kernel.mode = kernel.counted ? 'raft' : 'follow'
  if (joins(choices, control)) kernel.phase = 'joining'
  else kernel.joining = null
  traceBeginning(kernel, effects)
  peersChanged(kernel, effects)
  fenceWhenGone(kernel, effects)
  joiningTick(kernel, effects) // Whoever asks to be let in asks at once.
  return { kernel, effects }
}

/**
 * Whether this life begins with asking to be let in. A member whose log is damaged does not: it asks those whom it knew
 * for what it lost. Who knew nobody yet was on its way in, and asks again.
 */
const joins = ({ plan, repair, acquainted, self }: Choices, { members }: Control): boolean =>
  plan !== null && (repair === null || acquainted == null) && !members.has(self)

function blank (choices: Choices, control: Control): Kernel {
  const { self, name, version, listen, boot, seed, tools, plan, now, tracing = false } = choices
  const chance = { prng: seed }
  const session = `n-${drawHex(chance, 24)}`
  // No life numbers its questions like another: a late answer to an earlier one settles nothing.
  const nextAskId = draw({ prng: seed }, 2 ** 30) * 2 ** 20 + 1
  return {
    self,
    name,
    boot,
    listen,
    version,
    tools,
    leaseReads: choices.leaseReads ?? false,
    tracing,
    prng: chance.prng,
    tick: ticks(0),
    now: wallMs(now),
    phase: 'member',
    mode: 'raft',
    raft: raftFrom(choices, control, chance.prng),
    control,
    swim: startSwim({ self, seed: chance.prng, boot }),
    observing: nobodyObserved(),
    joining: plan === null ? null : newcomer(plan),
    acquainted: choices.repair === null ? null : choices.acquainted ?? null,
    snapshotIndex: control.appliedIndex,
    session,
    // A chance of its own, so that it shifts nobody else's.
    feed: startFeed({ self, topic: HOST_FACTS, boot, seed: prng(seed ^ 0x66656564), tools: tools.feed }),
    ...noTopics(),
    refusedFrames: {},
    lineageHeard: 0,
    suspended: null,
    trustAgainAt: ticks(0),
    nextAskId,
    ...nothingAsked(),
    ...nobodyMet()
  }
}

function raftFrom ({ self, hard, entries, commit, repair, leaseReads }: Choices, control: Control, seed: Prng): Raft {
  const snapshot = control.appliedIndex === 0 ? null : appliedPoint(control)
  const times = raftTimes(leaseReads ?? false)
  return startRaft({ self, seed, times, hard, snapshot, entries: [...entries], commit, repair })
}

const nobodyObserved = (): Kernel['observing'] => ({
  rings: noRings(),
  slice: [],
  stale: false,
  reportedTo: null,
  reportedAt: ticks(0),
  reports: new Map(),
  unasked: new Set(),
  followedAt: ticks(0),
  said: new Map(),
  proposedAt: new Map(),
  decidableAt: null
})

/** No request waits here, and as a leader nothing is under way. */
const nothingAsked = () => ({
  waiting: new Map(),
  slots: new Map(),
  inFlight: new Map(),
  held: [],
  reads: new Map(),
  proposing: new Map(),
  nextRaftId: 1,
  transfers: [],
  snapshotting: false,
  appliedAt: ticks(0),
  sequence: 0,
  stopping: null,
  deciding: new Map(),
  admitting: [],
  unjudged: false,
  granting: new Map(),
  parting: new Map()
})

/** No peer is connected, no leader known, no source followed, nobody greeted. */
const nobodyMet = () => ({
  whereabouts: new Map(),
  moved: new Set<NodeId>(),
  open: new Set<NodeId>(),
  conditions: new Map(),
  leadsFrom: toIndex(0),
  leaders: [],
  leaderAt: ticks(0),
  counted: false,
  followed: { leader: null, commit: toIndex(0), degraded: false },
  pulling: null,
  nextPullId: 1,
  nextPullAt: ticks(0),
  shunned: new Map(),
  nextJoinId: 1,
  memberHeardAt: ticks(0),
  welcomed: false,
  doom: null,
  foreign: new Set<NodeId>(),
  nextHelloAt: ticks(0),
  helloAt: 0,
  nextWhereAt: ticks(0)
})

const newcomer = (plan: JoinPlan): Kernel['joining'] => ({
  plan,
  step: 'reach',
  at: 0,
  rounds: 0,
  asked: false,
  nextAt: ticks(0),
  request: '',
  clusterName: '',
  digest: null,
  signer: null,
  compared: false,
  sources: new Set(),
  trail: new Map(),
  lacks: [],
  refusal: null
})
