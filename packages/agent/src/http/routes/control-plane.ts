/**
 * The members that decide: who they are, how far each one's log is, and changes among them.
 *
 * Touches nothing by itself.
 */
import type { ControlPlanePeer } from '@hivemind/api'
import type { MemberView, NodeView } from '@hivemind/kernel'
import { ask, memberNamed } from '../proposing.ts'
import { type Handler, list, one } from '../service.ts'
import { writeMember } from './members.ts'

export const listControlPlane: Handler<'control-plane-list'> = call => {
  const view = call.node.view()
  const counted = view.members.filter(({ raft, wanted }) => raft !== 'none' || wanted === 'voter')
  return list(call, 'ControlPlanePeerList', counted.map(member => peerOf(member, view)))
}

export const addToControlPlane: Handler<'control-plane-add'> = async call => {
  const member = await memberNamed(call, call.params.name)
  return one(call, 'VoterWanted', await writeMember(call, 'voter-wanted', member, call.body.reason), 'linearizable')
}

export const removeFromControlPlane: Handler<'control-plane-remove'> = async call => {
  const member = await memberNamed(call, call.params.name)
  return one(
    call,
    'VoterUnwanted',
    await writeMember(call, 'voter-unwanted', member, call.query.reason),
    'linearizable'
  )
}

export const transferLeadership: Handler<'control-plane-transfer'> = async call => {
  const to = call.body.to === undefined ? null : await memberNamed(call, call.body.to)
  const { leader } = await ask(call, { type: 'transfer', to: to?.id ?? null }, 'transferred')
  const name = call.node.view().members.find(({ id }) => id === leader)?.name ?? ''
  return one(call, 'LeadershipTransferred', { leader: { id: leader, name } }, 'linearizable')
}

function peerOf (member: MemberView, view: NodeView): ControlPlanePeer {
  const { id, name, raft, wanted, condition } = member
  const self = id === view.self
  const leads = view.source.standing === 'leader'
  const match = leads && self ? view.lastIndex : member.match
  return {
    id, name, raft, wanted, condition, self,
    standing: standingOf(member, view),
    match,
    lag: match === null ? null : Math.max(0, view.lastIndex - match)
  }
}

/** What another one's standing must be, as far as this node can tell. */
function standingOf ({ id, raft, condition }: MemberView, view: NodeView): ControlPlanePeer['standing'] {
  const { standing } = view.source
  if (id === view.self && raft === 'voter' && standing !== 'none') return standing
  if (view.leader?.id === id) return 'leader'
  if (raft === 'learner') return 'learner'
  return raft === 'voter' && view.leader !== null && condition !== 'unreachable' ? 'follower' : 'unknown'
}
