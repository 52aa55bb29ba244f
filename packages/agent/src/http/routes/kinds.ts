/**
 * Kinds of resources: which have a schema, and what it says.
 *
 * Touches nothing by itself.
 */
import { refuse, type Kind as Shown } from '@hivemind/api'
import { HivemindError } from '@hivemind/base'
import type { Kind } from '@hivemind/control'
import { catchUp, draft, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'
import { appliedHere } from './registry.ts'

type AnyCall = Pick<Call<'kind-show'>, 'node'>

export const listKinds: Handler<'kind-list'> = call =>
  list(call, 'KindList', [...call.node.control().kinds.values()].map(kind => kindOf(call, kind)))

export const showKind: Handler<'kind-show'> = async call => {
  const { name } = call.params
  if (!call.node.control().kinds.has(name)) await catchUp(call)
  return one(call, 'Kind', kindOf(call, known(call, name)))
}

export const defineKind: Handler<'kind-define'> = async call => {
  const { name: kind, schema, revision, reason } = call.body
  await catchUp(call)
  const from = revision ?? call.node.control().kinds.get(kind)?.revision ?? 0
  const written = await proposeOne(call, draft(call, 'kind-defined', { kind, schema, from }, { reason }))
  await appliedHere(call, written.index)
  return one(call, 'KindDefined', { ...written, kind: { name: kind, revision: from + 1 } }, 'linearizable')
}

export const removeKind: Handler<'kind-remove'> = async call => {
  const { name: kind } = call.params
  await catchUp(call)
  const { revision: from } = known(call, kind)
  const written = await proposeOne(call, draft(call, 'kind-removed', { kind, from }, { reason: call.query.reason }))
  await appliedHere(call, written.index)
  return one(call, 'KindRemoved', { ...written, kind: { name: kind, revision: from } }, 'linearizable')
}

function known ({ node }: AnyCall, name: string): Kind {
  const found = node.control().kinds.get(name)
  if (found !== undefined) return found
  throw new HivemindError(
    refuse('HIVE_NOT_FOUND', `kind ${name} has no schema`, { hint: 'List those that have one: hivemind kind list.' })
  )
}

function kindOf ({ node }: AnyCall, { id, role, schema, revision, changedIndex, changedAt }: Kind): Shown {
  const resources = [...node.control().resources.values()].filter(({ kind }) => kind === id).length
  return {
    name: id, schema: schema as unknown as Shown['schema'], role: role ?? null, revision, resources, changedIndex,
    changedAt: timeText(changedAt)
  }
}
