/**
 * The log: appending events, reading pages, exporting all of it.
 *
 * Touches nothing by itself.
 */
import {
  type AppendResult,
  type Consistency,
  checkEvent,
  type LogPage,
  type LogRow,
  type RouteName,
  refuse
} from '@hivemind/api'
import { API_VERSION } from '@hivemind/api/contract'
import { HivemindError, type Index, index } from '@hivemind/base'
import type { Proposed } from '@hivemind/kernel'
import type { NodePort } from '../../node-port.ts'
import { problemOf } from '../problem.ts'
import { catchUp, draft, propose } from '../proposing.ts'
import { type Call, type Handler, list, Streamed } from '../service.ts'
import { rowOf } from './log-rows.ts'

const PAGE_ROWS = 100
/** Rows that an export or a follower reads from disk at once. */
export const CHUNK_ROWS = 256
/** How often one page goes to disk when a filter leaves little of what it reads; the page says where to go on. */
const READS_MAX = 4
const FILTER_READ_ROWS = 2_500

export const appendEvents: Handler<'log-append'> = async call => {
  const { events, session = '', sequence = 0, reason } = call.body
  // All are looked at before any is proposed, so a refused request has changed nothing.
  for (const { type, payload } of events) checkEvent(type, payload)
  const actor = `client:${session === '' ? call.caller.name : session}`
  const drafts = events.map(({ type, payload }, at) =>
    draft(
      call,
      'event-appended',
      { event: type, payload },
      { actor, reason, session, sequence: session === '' ? 0 : sequence + at }
    )
  )
  const results = await propose(call, drafts)
  const items = results.map(result => resultOf(result, call.request.id))
  return { apiVersion: API_VERSION, kind: 'AppendResultList', items, meta: call.glance.confirmed() }
}

function resultOf (result: Proposed, requestId: string): AppendResult {
  if (result.type === 'refused') return { type: 'refused', problem: problemOf(result.refusal, requestId) }
  const { index, term, epoch, txid } = result
  return { type: 'appended', index, term, epoch, txid }
}

export const readLog: Handler<'log-read'> = async call => {
  const whole = accepts(call, 'application/x-ndjson')
  // An export shows this very disk to checkers, so it must not need a quorum unless it is asked to.
  const consistency = await consistent(call, call.query.consistency ?? (whole ? 'stale' : 'linearizable'))
  if (whole) return exported(call, call.query.from)
  const { node, query } = call
  const [first, end] = [node.firstIndex(), node.readableIndex()]
  const from = query.tail === undefined ? query.from ?? first : Math.max(first, end - query.tail + 1)
  checkKept(node, from)
  const limit = query.limit ?? query.tail ?? PAGE_ROWS
  const { rows, next } = await rowsFrom(node, from, end, limit, query.type)
  return { ...list(call, 'LogRowList', rows, consistency), page: { first, next, end } } satisfies LogPage
}

async function rowsFrom (
  node: NodePort,
  from: number,
  end: number,
  limit: number,
  type: string | undefined
): Promise<{ rows: LogRow[], next: number }> {
  const rows: LogRow[] = []
  let next = from
  const reads = type === undefined ? 1 : READS_MAX
  for (let read = 0; read < reads && next <= end && rows.length < limit; read++) {
    const wanted = type === undefined ? limit : FILTER_READ_ROWS
    for (const stored of await node.readLog(index(next), Math.min(wanted, end - next + 1))) {
      if (rows.length === limit) break
      const row = rowOf(stored)
      if (type === undefined || row.type === type) rows.push(row)
      next = stored.index + 1
    }
  }
  return { rows, next }
}

export const showEntry: Handler<'log-show'> = async call => {
  const consistency = await consistent(call, call.query.consistency)
  const at = call.params.index
  checkKept(call.node, at)
  const end = call.node.readableIndex()
  const [stored] = at <= end ? await call.node.readLog(index(at), 1) : []
  if (stored === undefined) {
    throw new HivemindError(refuse('HIVE_NOT_FOUND', `the log has no entry ${at}; its last applied one is ${end}`))
  }
  return { apiVersion: API_VERSION, kind: 'LogRow', item: rowOf(stored), meta: call.glance.meta(consistency) }
}

/** Rows through the applied end of now, one JSON a line. */
function exported ({ node }: Call<'log-read'>, given: number | undefined): Streamed {
  const from = given ?? node.firstIndex()
  checkKept(node, from)
  const end = node.readableIndex()
  return new Streamed('application/x-ndjson', async function * (gone) {
    for (let next = from; next <= end && !gone.aborted;) {
      const rows = await node.readLog(index(next), Math.min(CHUNK_ROWS, end - next + 1), 'disk')
      if (rows.length === 0) throw new Error(`the log ends before ${next}, and ${end} was applied`)
      yield rows.map(row => `${JSON.stringify(rowOf(row))}\n`).join('')
      next += rows.length
    }
    // A caller must see that an export was cut short, so it does not end as a whole one does.
    if (gone.aborted) throw new Error('the export was cut short')
  })
}

/** Wait for what a linearizable read must see. Linearizable is the default; stale has to be asked for. */
async function consistent (call: Call<RouteName>, wanted: Consistency = 'linearizable'): Promise<Consistency> {
  if (wanted === 'linearizable') await catchUp(call)
  return wanted
}

/** @throws {HivemindError} HIVE_LOG_COMPACTED */
export function checkKept (node: NodePort, from: number): Index {
  const first = node.firstIndex()
  if (from >= first) return index(from)
  throw new HivemindError(
    refuse('HIVE_LOG_COMPACTED', `entry ${from} is not kept here any more; the first kept one is ${first}`, {
      hint: `Start from ${first}, or ask a member that keeps more history.`
    })
  )
}

const accepts = ({ request }: Call<RouteName>, media: string): boolean => (request.headers.accept ?? '').includes(media)
