/**
 * Where members are reached, as each says of itself in every life: signed, and numbered by the life (its boot).
 *
 * Said to every peer when a connection opens. Who hears it dials the new addresses from then on, and the leader writes
 * them into the log if they are others than it has. The same words show that an identity lives twice: whoever knows a
 * later life of a speaker answers with that one's words, and a life that hears a later one of itself ends. Nobody can
 * make up either, since only the identity's own key signs them.
 *
 * Pure. docs/adr/0024, docs/adr/0025.
 */
import { type NodeId, ticks } from '@hivemind/base'
import type { Member } from '@hivemind/control'
import { fence } from './applying.ts'
import type { Effect } from './effect.ts'
import { refuse } from './errors.ts'
import { proposeOwn } from './leading.ts'
import type { SignedWhereabouts, Whereabouts } from './message.ts'
import { admitted, countRefused } from './peering.ts'
import type { Kernel } from './state.ts'

/** A proposal that was not applied by then is made again. */
const AGAIN_TICKS = 50

/** Our own, once we belong to a cluster; signed once a life. */
function own (kernel: Kernel): SignedWhereabouts | null {
  const { self, control, boot, listen: addresses, version, whereabouts } = kernel
  const known = whereabouts.get(self)
  if (known !== undefined) return known
  const me = control.members.get(self)
  if (control.cluster === null || me === undefined || kernel.phase !== 'member') return null
  const signed = kernel.tools.signWhereabouts({ cluster: control.cluster.id, member: self, boot, addresses, version })
  whereabouts.set(self, signed)
  if (differs(me, signed.whereabouts)) kernel.moved.add(self)
  return signed
}

const differs = ({ addresses, version, boot = 0 }: Member, said: Whereabouts): boolean =>
  said.boot > boot && (said.addresses.join() !== addresses.join() || said.version !== version)

/** Tell a peer where we are. */
export function tellWhereabouts (kernel: Kernel, to: NodeId, effects: Effect[]): void {
  const signed = own(kernel)
  if (signed !== null) say(kernel, to, signed, effects)
}

/** Tell everybody whom we are connected to: we have just become a member, or frames of our epoch are heard now. */
export function tellAllWhereabouts (kernel: Kernel, effects: Effect[]): void {
  for (const peer of kernel.open) tellWhereabouts(kernel, peer, effects)
}

function say ({ swim: { incarnation } }: Kernel, to: NodeId, signed: SignedWhereabouts, effects: Effect[]): void {
  const message = { type: 'whereabouts', incarnation, signed } as const
  effects.push({ type: 'send', lane: 'early', to, framed: { protocol: 'swim', message } })
}

/** A member says where it is, or what it has heard of us. */
export function whereaboutsHeard (kernel: Kernel, from: NodeId, signed: SignedWhereabouts, effects: Effect[]): void {
  const said = signed.whereabouts
  if (said.cluster !== kernel.control.cluster?.id) return countRefused(kernel, 'wrong-cluster')
  if (said.member === kernel.self) return laterLifeHeard(kernel, signed, effects)
  const member = kernel.control.members.get(from)
  if (said.member !== from || member === undefined) return countRefused(kernel, 'not-its-own')
  const known = kernel.whereabouts.get(from)
  if (known !== undefined && known.whereabouts.boot > said.boot) return say(kernel, from, known, effects)
  if (known?.whereabouts.boot === said.boot) return
  if (!kernel.tools.verifyWhereabouts(signed)) return countRefused(kernel, 'forged')
  kernel.whereabouts.set(from, signed)
  // The life before may live still, on a connection that is older than this one: it is answered as well.
  if (known !== undefined) say(kernel, from, signed, effects)
  if (!differs(member, said)) return
  kernel.moved.add(from)
  effects.push({ type: 'peers', lane: 'early', peers: admitted(kernel) })
}

/** A peer shows words of ours. Those of a later life are proof that our identity lives a second time. */
export function laterLifeHeard (kernel: Kernel, signed: SignedWhereabouts, effects: Effect[]): void {
  const { member, boot, addresses } = signed.whereabouts
  if (member !== kernel.self || boot <= kernel.boot) return
  if (!kernel.tools.verifyWhereabouts(signed)) return countRefused(kernel, 'forged')
  const where = addresses[0] ?? 'an address that it does not say'
  const why = `the identity of "${kernel.name}" lives again in boot ${boot} at ${where}; this one is boot ${kernel.boot}`
  fence(kernel, refuse('HIVE_AGENT_CLONED', why), effects, boot)
}

/** What we know of the last life of a machine that greets us. */
export const lastLifeOf = ({ whereabouts }: Kernel, id: NodeId): SignedWhereabouts | null => whereabouts.get(id) ?? null

/** Leader: what members say of themselves, and the log does not have yet. */
export function settleMoved (kernel: Kernel, effects: Effect[]): void {
  own(kernel)
  for (const id of kernel.moved) {
    const signed = kernel.whereabouts.get(id)
    const member = kernel.control.members.get(id)
    if (signed === undefined || member === undefined || !differs(member, signed.whereabouts)) {
      kernel.moved.delete(id)
      continue
    }
    const { proposedAt } = kernel.observing
    if (proposedAt.has(`moved ${id}`)) continue
    proposedAt.set(`moved ${id}`, ticks(kernel.tick + AGAIN_TICKS))
    const { boot, addresses, version } = signed.whereabouts
    const signature = [...signed.signature].map(byte => byte.toString(16).padStart(2, '0')).join('')
    proposeOwn(kernel, 'member-moved', { member: id, boot, addresses, version, signature }, '', '', effects)
  }
}

/** A member went: nothing is kept of it. */
export function forgetWhereabouts (kernel: Kernel, id: NodeId): void {
  kernel.whereabouts.delete(id)
  kernel.moved.delete(id)
}
