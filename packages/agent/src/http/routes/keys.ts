/**
 * Unique keys: who holds which.
 *
 * Touches nothing by itself.
 */
import { refuse, type KeyClaim as Shown } from '@hivemind/api'
import { HivemindError, selectorIn, selects } from '@hivemind/base'
import type { KeyClaim } from '@hivemind/control'
import { catchUp, draft, proposeOne } from '../proposing.ts'
import { type Call, type Handler, list, one, timeText } from '../service.ts'
import { appliedHere } from './registry.ts'

export const listKeys: Handler<'key-list'> = call => {
  const { family, holder, selector: text = '' } = call.query
  const selector = selectorIn(text)
  const { resources } = call.node.control()
  const isChosen = ({ resource }: KeyClaim): boolean => {
    const tags = resources.get(resource)?.tags
    return selector.length === 0 || (tags !== undefined && selects(selector, tags))
  }
  const shown = keyOf(call)
  const start = `${family ?? ''}-`
  const found = [...call.node.control().keys.values()]
    .filter(claim => (family === undefined || claim.id.startsWith(start)) && isChosen(claim))
    .map(shown)
  return list(
    call,
    'KeyList',
    found.filter(one => holder === undefined || one.holder === holder || one.resource === holder)
  )
}

export const showKey: Handler<'key-show'> = async call => {
  const { key } = call.params
  if (!call.node.control().keys.has(key)) await catchUp(call)
  const found = call.node.control().keys.get(key)
  if (found !== undefined) return one(call, 'KeyClaim', keyOf(call)(found))
  throw new HivemindError(
    refuse('HIVE_NOT_FOUND', `nobody holds ${key}`, { hint: 'List what is held: hivemind key list.' })
  )
}

export const claimKey: Handler<'key-claim'> = async call => {
  const { key, holder, reason } = call.body
  const written = await proposeOne(call, draft(call, 'key-claimed', { key, holder }, { reason }))
  await appliedHere(call, written.index)
  return one(call, 'KeyClaimed', { ...written, key, holder }, 'linearizable')
}

export const releaseKey: Handler<'key-release'> = async call => {
  const { holder, reason } = call.query
  const { key } = call.params
  const written = await proposeOne(call, draft(call, 'key-released', { key, holder }, { reason }))
  await appliedHere(call, written.index)
  return one(call, 'KeyReleased', { ...written, key, holder }, 'linearizable')
}

function keyOf ({ node }: Pick<Call<'key-list'>, 'node'>): (claim: KeyClaim) => Shown {
  const { resources } = node.control()
  return ({ id, resource, holder, index, at }) => {
    const found = resources.get(resource)
    return {
      key: id, resource: resource === '' ? null : resource, index, at: timeText(at),
      holder: found === undefined ? holder : `${found.kind}/${found.name}`
    }
  }
}
