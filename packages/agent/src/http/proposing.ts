/**
 * From a wish to an entry: a draft with a name of its own, brought to the leader, answered with its place.
 *
 * Touches chance for transaction ids.
 */
import { createHash, randomBytes } from 'node:crypto'
import { type RouteName, refuse, type Written } from '@hivemind/api'
import { HivemindError, type Index, invariant } from '@hivemind/base'
import type { Draft, Facts, FactType } from '@hivemind/control'
import type { Answer, MemberView, Proposed, Request } from '@hivemind/kernel'
import type { Call } from './service.ts'

type AnyCall = Pick<Call<RouteName>, 'node' | 'deadlineMs' | 'request' | 'stopping'>

/** Version of the shape of every fact of this release. */
const FACT_VERSION = 1

/** What a draft says besides its fact. */
export interface Wish {
  readonly actor?: string
  readonly reason?: string | undefined
  readonly session?: string
  readonly sequence?: number
}

/** A fact on its way to the leader. The trace id is the caller's, if it sent one (W3C Trace Context 3.2). */
export function draft<Type extends FactType> (call: AnyCall, type: Type, body: Facts[Type], wish: Wish = {}): Draft {
  const { actor = 'operator', reason = '', session = '', sequence = 0 } = wish
  return {
    type,
    version: FACT_VERSION,
    txid: txidOf(session, sequence),
    actor,
    cause: '',
    reason,
    trace: traceOf(call),
    session,
    sequence,
    body
  }
}

/** A repeated command keeps its name, so the answer to the second try names the entry that the first one made. */
function txidOf (session: string, sequence: number): string {
  if (session === '') return randomBytes(16).toString('hex')
  return createHash('sha256').update(`${session}/${sequence}`).digest('hex').slice(0, 32)
}

const traceOf = ({ request }: AnyCall): string =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(String(request.headers['traceparent'] ?? ''))?.[1] ?? ''

/**
 * Bring drafts to the leader.
 *
 * @returns one result a draft, in order
 * @throws {HivemindError} what the whole request was refused with
 */
export async function propose (call: AnyCall, drafts: readonly Draft[]): Promise<readonly Proposed[]> {
  const { results } = await ask(call, { type: 'propose', drafts }, 'proposed')
  invariant(results.length === drafts.length, 'every draft has one result')
  return results
}

/** Bring one draft to the leader. @throws {HivemindError} what it was refused with */
export async function proposeOne (call: AnyCall, one: Draft): Promise<Written> {
  const [result] = await propose(call, [one])
  invariant(result !== undefined, 'one draft has one result')
  if (result.type === 'refused') throw new HivemindError(result.refusal)
  const { index, term, epoch, txid } = result
  return { index, term, epoch, txid }
}

/** Ask the node for an answer of one type. @throws {HivemindError} what it refused with */
export async function ask<Type extends Answer['type']> (
  call: AnyCall,
  request: Request,
  type: Type
): Promise<Answer & { readonly type: Type }> {
  const answer = await Promise.race([call.node.request(request, call.deadlineMs), silenced(call)])
  if (answer.type === 'refused') throw new HivemindError(answer.refusal)
  invariant(answer.type === type, `a request of type ${request.type} is answered with ${type}, not ${answer.type}`)
  return answer as Answer & { readonly type: Type }
}

/** A fenced node answers nothing any more; one that only stops still does. */
function silenced ({ node, stopping }: AnyCall): Promise<never> {
  return new Promise((_resolve, reject) => {
    stopping.addEventListener('abort', () => {
      const { phase, name } = node.view()
      if (phase !== 'fenced') return
      reject(new HivemindError(refuse('HIVE_UNKNOWN_OUTCOME', `${name} was fenced before the answer came`)))
    }, { once: true })
  })
}

/** Wait until this node knows whatever was committed before the call (thesis 6.4). */
export async function catchUp (call: AnyCall): Promise<Index> {
  const { index } = await ask(call, { type: 'read-index' }, 'read-index')
  await call.node.applied(index, call.deadlineMs)
  return index
}

/**
 * Find a member by name or id. One that is not known here is looked for again after catching up.
 *
 * @throws {HivemindError} HIVE_NOT_FOUND, or what the reading was refused with
 */
export async function memberNamed (call: AnyCall, name: string): Promise<MemberView> {
  const known = memberHere(call, name)
  if (known !== undefined) return known
  await catchUp(call)
  const found = memberHere(call, name)
  if (found !== undefined) return found
  throw unknownMember(call, name)
}

export const memberHere = ({ node }: Pick<AnyCall, 'node'>, name: string): MemberView | undefined =>
  node.view().members.find(member => member.name === name) ?? node.view().members.find(member => member.id === name)

export function unknownMember ({ node }: Pick<AnyCall, 'node'>, name: string): HivemindError {
  const gone = node.view().tombstones.findLast(tombstone => tombstone.name === name || tombstone.id === name)
  const was =
    gone === undefined
      ? ''
      : `; one of that name ${gone.how === 'left' ? 'left' : 'was removed'} at index ${gone.index}`
  return new HivemindError(
    refuse('HIVE_NOT_FOUND', `no member is called "${name}"${was}`, {
      hint: 'See who there is: hivemind member list.'
    })
  )
}
