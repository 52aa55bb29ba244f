/**
 * The members that decide: who they are, how far each one's log is, and changes among them.
 *
 * Touches nothing by itself.
 */
import { setImmediate } from 'node:timers/promises'
import type { ControlPlanePeer } from '@hivemind/api'
import { HivemindError, type Refusal } from '@hivemind/base'
import { refusalOf } from '@hivemind/control'
import { keeperOf, type MemberView, type NodeView } from '@hivemind/kernel'
import { ask, memberNamed } from '../proposing.ts'
import { type Handler, list, one } from '../service.ts'
import { writeMember, writeReplacement } from './members.ts'

export const listControlPlane: Handler<'control-plane-list'> = call => {
  const view = call.node.view()
  const counted = view.members.filter(({ raft, wanted }) => raft !== 'none' || wanted === 'voter')
  return list(call, 'ControlPlanePeerList', counted.map(member => peerOf(member, view)))
}

/** Members whose voter is found in one turn of the event loop: a millisecond of work. */
const AT_ONCE = 500

export const showControlPlaneLoad: Handler<'control-plane-load'> = async call => {
  const { self, voters, members } = call.node.view()
  const isThere = ({ condition }: MemberView): boolean => condition !== 'unreachable'
  const serving = members.filter(member => voters.includes(member.id) && isThere(member))
  const served = new Map(serving.map(({ id }) => [id, 0]))
  const following = members.filter(member => member.raft === 'none' && isThere(member))
  for (const [at, { id }] of following.entries()) {
    const keeper = keeperOf(id, [...served.keys()])
    if (keeper !== null) served.set(keeper, (served.get(keeper) ?? 0) + 1)
    if (at % AT_ONCE === AT_ONCE - 1) await setImmediate()
  }
  const { followers } = call.node.facts()
  return list(call, 'ControlPlaneLoadList', serving.map(({ id, name }) =>
    ({ id, name, members: served.get(id) ?? 0, followers: id === self ? followers : null })))
}

export const addToControlPlane: Handler<'control-plane-add'> = async call => {
  const member = await memberNamed(call, call.params.name)
  return one(call, 'VoterWanted', await writeMember(call, 'voter-wanted', member, call.body.reason), 'linearizable')
}

export const removeFromControlPlane: Handler<'control-plane-remove'> = async call => {
  const member = await memberNamed(call, call.params.name)
  const refusal = quorumLost(member, call.node.view())
  if (refusal !== null) throw new HivemindError(refusal)
  return one(
    call,
    'VoterUnwanted',
    await writeMember(call, 'voter-unwanted', member, call.query.reason),
    'linearizable'
  )
}

export const replaceInControlPlane: Handler<'control-plane-replace'> = async call => {
  const member = await memberNamed(call, call.params.name)
  const by = await memberNamed(call, call.body.by)
  // The leader does not wait for a silent learner for ever, and the voter that goes may be a living one.
  if (by.condition === 'unreachable')
    throw new HivemindError(refusalOf('HIVE_VOTER_UNREACHABLE', `"${by.name}" is unreachable from here`))
  const written = await writeReplacement(call, member, by, call.body.reason)
  return one(call, 'VoterReplaced', { ...written, by: { id: by.id, name: by.name } }, 'linearizable')
}

export const transferLeadership: Handler<'control-plane-transfer'> = async call => {
  const to = call.body.to === undefined ? null : await memberNamed(call, call.body.to)
  const { leader } = await ask(call, { type: 'transfer', to: to?.id ?? null }, 'transferred')
  const name = call.node.view().members.find(({ id }) => id === leader)?.name ?? ''
  return one(call, 'LeadershipTransferred', { leader: { id: leader, name } }, 'linearizable')
}

/** Why a voter must stay: too few of the others are reachable to decide anything without it. */
function quorumLost (member: MemberView, { members, degraded }: NodeView): Refusal | null {
  const others = members.filter(({ id, raft }) => raft === 'voter' && id !== member.id)
  const lost = others.filter(({ condition }) => condition === 'unreachable').map(({ name }) => name)
  const [needed, reachable] = [Math.floor(others.length / 2) + 1, others.length - lost.length]
  if (degraded || member.raft !== 'voter' || lost.length === 0 || reachable >= needed) return null
  const left = `of the other voters ${reachable} of ${others.length} can be reached, ${needed} needed`
  return {
    ...refusalOf('HIVE_VOTER_LAST', `without "${member.name}" nothing could be decided: ${left}`),
    hint: `Bring ${lost.join(', ')} back, or take it out first: hivemind cp remove ${lost[0]}.`
  }
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
