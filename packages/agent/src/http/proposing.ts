/**
 * From a wish to an entry: a draft with a name of its own, brought to the leader, answered with its place.
 *
 * Touches chance for transaction ids.
 */
import { hash, randomBytes } from 'node:crypto'
import { type RouteName, refuse, type Written } from '@hivemind/api'
import { HivemindError, type Index, invariant } from '@hivemind/base'
import type { Draft, Facts, FactType } from '@hivemind/control'
import type { Answer, MemberView, Proposed, Request } from '@hivemind/kernel'
import type { Call } from './service.ts'

/** Who asks the node, and how long he waits. */
type Asking = Pick<Call<RouteName>, 'node' | 'deadlineMs' | 'stopping'>
type AnyCall = Asking & Pick<Call<RouteName>, 'request' | 'rounds'>

/** Version of the shape of every fact of this release. */
const FACT_VERSION = 1

/** What a draft says besides its fact. */
export interface Wish {
  readonly actor?: string
  readonly reason?: string | undefined
  readonly cause?: string
  readonly session?: string
  readonly sequence?: number
}

/** A fact on its way to the leader. The trace id is the caller's, if it sent one (W3C Trace Context 3.2). */
export function draft<Type extends FactType> (call: AnyCall, type: Type, body: Facts[Type], wish: Wish = {}): Draft {
  const { actor = 'operator', reason = '', cause = '', session = '', sequence = 0 } = wish
  return {
    type,
    version: FACT_VERSION,
    txid: txidOf(session, sequence),
    actor,
    cause,
    reason,
    trace: traceOf(call),
    session,
    sequence,
    body
  }
}

/** Hexadecimal digits of a transaction's name: so many of its session's hash, and a whole number in the rest. */
const SESSION_DIGITS = 18
const SEQUENCE_DIGITS = 14
let lastSession = { session: '', digits: '' }

/** A repeated command keeps its name, so the answer to the second try names the entry that the first one made. */
function txidOf (session: string, sequence: number): string {
  if (session === '') return randomBytes(16).toString('hex')
  if (lastSession.session !== session)
    lastSession = { session, digits: hash('sha256', session, 'hex').slice(0, SESSION_DIGITS) }
  return lastSession.digits + sequence.toString(16).padStart(SEQUENCE_DIGITS, '0')
}

function traceOf ({ request }: AnyCall): string {
  const given = request.headers['traceparent']
  if (given === undefined) return ''
  return /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(String(given))?.[1] ?? ''
}

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
  call: Asking,
  request: Request,
  type: Type
): Promise<Answer & { readonly type: Type }> {
  const { promise: silenced, reject } = Promise.withResolvers<never>()
  const stopped = (): void => silence(call, reject)
  call.stopping.addEventListener('abort', stopped)
  // The signal lives as long as the server: a listener that stayed would be one more for each call there ever was.
  const answer = await Promise.race([call.node.request(request, call.deadlineMs), silenced])
    .finally(() => call.stopping.removeEventListener('abort', stopped))
  if (answer.type === 'refused') throw new HivemindError(answer.refusal)
  invariant(answer.type === type, `a request of type ${request.type} is answered with ${type}, not ${answer.type}`)
  return answer as Answer & { readonly type: Type }
}

/** A fenced node answers nothing any more; one that only stops still does. */
function silence ({ node }: Asking, reject: (error: Error) => void): void {
  const { phase, name } = node.view()
  if (phase === 'fenced')
    reject(new HivemindError(refuse('HIVE_UNKNOWN_OUTCOME', `${name} was fenced before the answer came`)))
}

/** Wait until this node knows whatever was committed before the call (thesis 6.4). */
export const catchUp = ({ rounds, deadlineMs }: AnyCall): Promise<Index> => rounds.join(deadlineMs)

/** One round of those that catch up. @throws {HivemindError} what it was refused with */
export async function readRound (round: Asking): Promise<Index> {
  const { index } = await ask(round, { type: 'read-index' }, 'read-index')
  await round.node.applied(index, round.deadlineMs)
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
