/**
 * Members: who there is, who is removed, and how this one leaves.
 *
 * Touches nothing by itself.
 */
import type { Member, MemberWhy, MemberWritten, RouteName } from '@hivemind/api'
import { HivemindError, type NodeId, selectorIn, selects } from '@hivemind/base'
import { type Accuser, processesOf } from '@hivemind/control'
import type { AccusationView, MemberView } from '@hivemind/kernel'
import { refuse } from '../../errors.ts'
import { hostFactsOf } from '../../facts/reading.ts'
import { seenBy } from '../observed.ts'
import { draft, memberHere, memberNamed, proposeOne, unknownMember } from '../proposing.ts'
import { type Call, type Handler, list, one, type Service, timeText } from '../service.ts'

export const listMembers: Handler<'member-list'> = call => {
  const selector = selectorIn(call.query.selector)
  const found = call.node.view().members.filter(({ tags = {} }) => selects(selector, tags))
  return list(call, 'MemberList', found.map(memberOf(call)))
}

export const showMember: Handler<'member-show'> = async call => {
  const found = memberHere(call, call.params.name)
  if (found === undefined) throw unknownMember(call, call.params.name)
  const said = await call.node.hostFacts(found.id, call.deadlineMs)
  const facts = said === null ? null : hostFactsOf(said, Date.now())
  return one(call, 'Member', {
    ...memberOf(call)(found), facts: facts === null ? null : { ...facts, at: timeText(facts.at) },
    observed: seenBy(call, said)
  })
}

export const whyMember: Handler<'member-why'> = call => {
  const view = call.node.view()
  const member = memberHere(call, call.params.name)
  if (member === undefined) throw unknownMember(call, call.params.name)
  const { id, name, condition } = member
  const nameOf = (one: NodeId): string => view.members.find(other => other.id === one)?.name ?? one
  const failure = view.failures.find(one => one.id === id)
  return one(call, 'MemberWhy', {
    id, name, condition,
    failure: failure === undefined ? null : {
      index: failure.index, at: timeText(failure.at), observers: failure.observers,
      accusers: failure.accusers.map(accuser => evidenceOf(call, accuser, accuser.id, nameOf)),
      stopped: failure.stopped === true,
      returned: failure.returned === null
        ? null
        : { index: failure.returned.index, at: timeText(failure.returned.at) }
    },
    accusations: view.accusations.filter(({ subject }) => subject === id).map(row => ({
      ...evidenceOf(call, row, row.accuser, nameOf), unreachable: row.unreachable, ageMs: row.ageTicks * call.tickMs
    })),
    complete: view.leader?.id === view.self
  })
}

type EvidenceRow = NonNullable<MemberWhy['failure']>['accusers'][number]

function evidenceOf (
  { tickMs }: Service, { missed, denied, silentTicks, connected }: Accuser | AccusationView, id: NodeId,
  nameOf: (id: NodeId) => string
): EvidenceRow {
  return { id, name: nameOf(id), missed, denied, silentMs: silentTicks * tickMs, connected }
}

export const removeMember: Handler<'member-remove'> = async call => {
  const member = await memberNamed(call, call.params.name)
  const there = processesOf(call.node.control(), member.id)
  // Of one that votes the log says more, and nothing stands in the way of that.
  if (there.length > 0 && member.raft === 'none') {
    const names = there.map(({ resource: { name } }) => name).join(', ').slice(0, 300)
    throw new HivemindError(refuse('HIVE_MEMBER_PROCESSES', `"${member.name}" has ${there.length} processes: ${names}`))
  }
  return one(
    call,
    'MemberRemoved',
    await writeMember(call, 'member-removed', member, call.query.reason),
    'linearizable'
  )
}

export const renameMember: Handler<'member-rename'> = async call => {
  const { params, body: { name, reason } } = call
  const { id, name: before } = await memberNamed(call, params.name)
  const written = await proposeOne(call, draft(call, 'member-renamed', { member: id, name }, { reason }))
  return one(call, 'MemberRenamed', { ...written, member: { id, name }, before }, 'linearizable')
}

export const tagMember: Handler<'member-tag'> = async call => {
  const { params, body: { put, drop, reason } } = call
  const { id, name } = await memberNamed(call, params.name)
  const written = await proposeOne(call, draft(call, 'member-tagged', { member: id, put, drop }, { reason }))
  return one(call, 'MemberTagged', { ...written, member: { id, name } }, 'linearizable')
}

export const drainMember: Handler<'member-drain'> = async call => {
  const { draining, dryRun, reason } = call.body
  const { id, name } = await memberNamed(call, call.params.name)
  const held = [...call.node.control().grants.values()].filter(({ member }) => member === id).map(({ role }) => role)
  const fact = draft(call, 'member-drained', { member: id, draining }, { reason })
  const place = dryRun ? null : await proposeOne(call, fact)
  return one(call, 'MemberDrained', { place, member: { id, name }, draining, roles: held }, 'linearizable')
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
      id, name, addresses, version, role, wanted, raft, condition, stopped, conditionTicks, joinedIndex, joinedEpoch,
      joinedAt, tags = {}, drainedIndex
    } = member
    const peer = peers.get(id)
    return {
      id, name, addresses: [...addresses], version, role,
      ...(Object.keys(tags).length === 0 ? {} : { tags: { ...tags } }),
      ...(drainedIndex === undefined ? {} : { draining: true }), wanted, raft, condition, stopped,
      sinceMs: conditionTicks * tickMs,
      connected: peer?.connected ?? false, remoteAddress: peer?.remoteAddress ?? '', rttMs: peer?.rttMs ?? null,
      joinedIndex, joinedEpoch, joinedAt: timeText(joinedAt)
    }
  }
}
