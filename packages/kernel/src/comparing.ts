/**
 * Whether what a newcomer was given is what the voter has that let it in: the hash of the applied state, signed with
 * the digest, beside the newcomer's own at the same index (docs/adr/0027).
 *
 * Pure. A state that came whole may lie beyond the digest's index. Then a newer digest is asked for, and what the
 * newcomer has applied since is remembered by its hashes until it comes.
 */
import { fingerprintText, type NodeId } from '@hivemind/base'
import { refuseWaiting } from './asking.ts'
import { note } from './consensus.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import type { Digest, PeerAddress, StatePoint } from './message.ts'
import type { Joining, Kernel } from './state.ts'

/** Hashes that are remembered while a digest is asked for: seconds of a busy cluster. */
const TRAIL_MAX = 50_000
/** As many addresses as a newcomer is ever given by hand. */
const ADDRESSES_MAX = 16

/** The applied state of a newcomer moved on: by an entry, or to a state that came whole. */
export function stateReached (kernel: Kernel, effects: Effect[]): void {
  const { joining, pulling, control: { appliedIndex, hash } } = kernel
  if (joining === null || joining.compared || kernel.phase !== 'joining') return
  if (pulling !== null) joining.sources.add(pulling.from)
  const point = joining.digest?.state
  if (point === undefined || appliedIndex < point.index) return
  if (appliedIndex === point.index) return compare(kernel, joining, point, fingerprintText(hash), effects)
  joining.trail.set(appliedIndex, fingerprintText(hash))
  const [oldest] = joining.trail.keys()
  if (joining.trail.size > TRAIL_MAX && oldest !== undefined) joining.trail.delete(oldest)
}

/** A digest came: its index may lie ahead of us, at what we have applied, or behind that. */
export function digestCame (kernel: Kernel, joining: Joining, { state }: Digest, effects: Effect[]): void {
  if (state === undefined) joining.compared = true // Its signer is of a release that says nothing of its state.
  else if (kernel.control.appliedIndex === state.index) stateReached(kernel, effects)
  else {
    const found = joining.trail.get(state.index)
    if (found !== undefined) compare(kernel, joining, state, found, effects)
  }
}

/** Whether nothing that is still to come can be compared with the digest at hand. */
export const needsNewerDigest = ({ control }: Kernel, { compared, digest }: Joining): boolean =>
  !compared && digest?.state !== undefined && control.appliedIndex > digest.state.index

function compare (kernel: Kernel, joining: Joining, point: StatePoint, found: string, effects: Effect[]): void {
  joining.trail.clear()
  joining.compared = found === point.hash
  if (joining.compared) return
  const sources = [...joining.sources].map(id => nameOf(joining, id)).join(', ') || 'an earlier life'
  const why = `the state that ${sources} gave has the hash ${found} at index ${point.index}, and ${nameOf(joining, joining.signer)}, who let this machine in, signed ${point.hash}`
  beginAnew(kernel, joining, why, effects)
}

const nameOf = ({ digest }: Joining, id: NodeId | null): string =>
  digest?.peers.find(peer => peer.id === id)?.name ?? id ?? ''

/**
 * Nothing of this state is used: it is put aside, and the machine asks again, and follows somebody else. Where nobody
 * else is known it stops.
 */
function beginAnew (kernel: Kernel, joining: Joining, why: string, effects: Effect[]): void {
  const avoid = [...new Set([...joining.plan.avoid ?? [], ...joining.sources])]
  const others = joining.digest?.peers.filter(({ id }) => !avoid.includes(id)) ?? []
  const refusal = refuse('HIVE_JOIN_DIVERGED', why)
  joining.step = 'refused'
  joining.refusal = refusal
  kernel.phase = 'fenced'
  refuseWaiting(kernel, refusal, effects)
  effects.push(note('error', 'what this newcomer was given is not what the cluster has', { reason: why, avoid }))
  const again = others.length === 0 ? {} : { rejoin: whomToAsk(joining, others), avoid }
  effects.push({ type: 'fence', lane: 'early', refusal, ...again })
}

const whomToAsk = ({ plan }: Joining, others: readonly PeerAddress[]): readonly string[] =>
  [...new Set([...plan.addresses, ...others.flatMap(({ addresses }) => addresses)])].slice(0, ADDRESSES_MAX)
