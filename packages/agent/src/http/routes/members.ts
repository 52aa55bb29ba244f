/**
 * Members: who there is, who is removed, and how this one leaves.
 *
 * Touches nothing by itself.
 */
import type { Member, MemberWritten, RouteName } from '@hivemind/api'
import type { MemberView } from '@hivemind/kernel'
import { draft, memberHere, memberNamed, proposeOne, unknownMember } from '../proposing.ts'
import { type Call, type Handler, list, one, type Service, timeText } from '../service.ts'

export const listMembers: Handler<'member-list'> = call =>
  list(call, 'MemberList', call.node.view().members.map(memberOf(call)))

export const showMember: Handler<'member-show'> = call => {
  const found = memberHere(call, call.params.name)
  if (found === undefined) throw unknownMember(call, call.params.name)
  return one(call, 'Member', memberOf(call)(found))
}

export const removeMember: Handler<'member-remove'> = async call => {
  const member = await memberNamed(call, call.params.name)
  return one(
    call,
    'MemberRemoved',
    await writeMember(call, 'member-removed', member, call.query.reason),
    'linearizable'
  )
}

export const leave: Handler<'leave'> = async call => {
  const { self } = call.node.view()
  const member = memberHere(call, self)
  if (member === undefined) throw unknownMember(call, self)
  return one(call, 'MemberLeft', await writeMember(call, 'member-left', member, call.body.reason), 'linearizable')
}

/** Propose a fact that names one member. */
export async function writeMember (
  call: Call<RouteName>,
  type: 'member-removed' | 'member-left' | 'voter-wanted' | 'voter-unwanted',
  member: MemberView,
  reason: string | undefined
): Promise<MemberWritten> {
  const written = await proposeOne(call, draft(call, type, { member: member.id }, { reason }))
  return { ...written, member: { id: member.id, name: member.name } }
}

/** Propose that one member votes in the place of another. */
export async function writeReplacement (
  call: Call<RouteName>,
  { id, name }: MemberView,
  by: MemberView,
  reason: string | undefined
): Promise<MemberWritten> {
  const written = await proposeOne(call, draft(call, 'voter-replaced', { member: id, by: by.id }, { reason }))
  return { ...written, member: { id, name } }
}

function memberOf ({ node, tickMs }: Service): (member: MemberView) => Member {
  const peers = new Map(node.facts().peers.map(peer => [peer.id, peer]))
  return member => {
    const {
      id, name, addresses, version, role, wanted, raft, condition, conditionTicks, joinedIndex, joinedEpoch,
      joinedAt
    } = member
    const peer = peers.get(id)
    return {
      id, name, addresses: [...addresses], version, role, wanted, raft, condition, sinceMs: conditionTicks * tickMs,
      connected: peer?.connected ?? false, remoteAddress: peer?.remoteAddress ?? '', rttMs: peer?.rttMs ?? null,
      joinedIndex, joinedEpoch, joinedAt: timeText(joinedAt)
    }
  }
}
