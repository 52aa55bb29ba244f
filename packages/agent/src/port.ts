/**
 * The node as the HTTP server sees it.
 *
 * Touches the log on disk for reads, and the process for its own facts.
 */
import { type Epoch, HivemindError, type Index, type NodeId, index as toIndex } from '@hivemind/base'
import type { ControlSnapshot } from '@hivemind/control'
import { type FactsView, type Feed, factsOf, isHolder } from '@hivemind/feed'
import { bearing, type Kernel, type NodeView } from '@hivemind/kernel'
import type { StoredEntry } from '@hivemind/wal'
import { decodeEnvelope } from '@hivemind/wire'
import { backupOf, chainAt } from './backup/saving.ts'
import type { Body } from './body.ts'
import type { CronSide } from './cron-side.ts'
import type { Directory } from './directory.ts'
import { refuse } from './errors.ts'
import type { AgentFacts, LogRow, NodePort } from './node-port.ts'
import type { Opened } from './opening.ts'
import type { ProcessSide } from './process-side.ts'
import type { RoleSide } from './role-side.ts'
import type { Settings } from './settings.ts'
import { VERSION } from './version.ts'

const READ_BYTES = 8 * 1024 * 1024
const CHANGED_MS = 100
/** Facts of another machine are a round trip away, or nobody has them. */
const FACTS_MS = 1_000

export interface PortNeeds {
  readonly kernel: Readonly<Kernel>
  readonly body: Body
  readonly opened: Opened
  readonly directory: Directory
  readonly settings: Settings
  /** What machines say of themselves, as it is known here. */
  readonly said: Readonly<Feed>
  readonly roles: RoleSide
  readonly processes: ProcessSide
  readonly cron: CronSide
  readonly stop: (reason: string) => void
}

export function portOf (needs: PortNeeds): NodePort {
  const { kernel, body, opened: { wal, db } } = needs
  const startedAt = Date.now()
  return {
    view: () => body.view(),
    bearing: () => ({ ...bearing(kernel), appliedIndex: kernel.control.appliedIndex, phase: kernel.phase }),
    control: () => body.control(),
    roleHere: name => needs.roles.here(name), examineRole: role => needs.roles.examine(role),
    describeRole: async (...given) => await needs.roles.describe(...given),
    askRole: async (...given) => await needs.roles.ask(...given),
    processLines: (id, lines) => needs.processes.printed(id, lines),
    jobNext: async job => await needs.cron.nextOf(job),
    facts: () => facts(needs, startedAt, body.clock.lateMs),
    hostFacts: (id, deadlineMs) => hostFacts(needs, id, Math.min(deadlineMs, FACTS_MS)),
    request: (request, deadlineMs) => body.request(request, deadlineMs),
    readLog: (from, limit, where) => readLog(needs, from, limit, where),
    firstIndex: () => wal.first(),
    async exportState (deadlineMs) {
      const state = await durableState(body, deadlineMs)
      return { chain: await chainAt(wal, state.appliedIndex), state }
    },
    async backup (deadlineMs) {
      const { self: id, name } = body.view()
      return backupOf({ wal, state: await durableState(body, deadlineMs), from: { id, name } })
    },
    readableIndex: () => body.waiters.applied,
    findEvents: (type, from, limit) => db.eventsByType(type, from, limit),
    async applied (index, deadlineMs) {
      if (!(await body.waiters.reached(index, deadlineMs))) {
        throw new HivemindError(
          refuse('HIVE_READ_TIMEOUT', `index ${index} is not applied here yet; applied are ${body.waiters.applied}`)
        )
      }
    },
    onApplied: listener => body.waiters.on(listener),
    onChanged: listener => throttled(body, listener),
    stop: reason => needs.stop(reason)
  }
}

async function hostFacts ({ body, said }: PortNeeds, id: NodeId, waitMs: number): Promise<FactsView | null> {
  body.feed({ type: 'look', member: id }) // A holder has them already, and pays no attention.
  const known = factsOf(said, id)
  if (known !== null || isHolder(said)) return known
  return await new Promise(resolve => {
    const settle = (): void => {
      off()
      clearTimeout(timer)
      resolve(factsOf(said, id))
    }
    const timer = setTimeout(settle, waitMs)
    const off = body.onChanged(() => { if (said.held.has(id)) settle() })
  })
}

/** What is applied may be on its way to the disk still, and only the disk is read. */
async function durableState (body: Body, deadlineMs: number): Promise<ControlSnapshot> {
  const state = body.state()
  if (state.cluster === null)
    throw new HivemindError(refuse('HIVE_RECOVER_UNUSABLE', 'this agent belongs to no cluster yet'))
  if (await body.waiters.reached(state.appliedIndex, deadlineMs)) return state
  throw new HivemindError(refuse('HIVE_READ_TIMEOUT', `index ${state.appliedIndex} is not durable here yet`))
}

function facts (
  { body, opened, directory, settings, said }: PortNeeds,
  startedAt: number,
  eventLoopDelayMs: number
): AgentFacts {
  return {
    version: VERSION,
    nodeVersion: process.versions.node,
    pid: process.pid,
    startedAt,
    dataDirectory: directory.path,
    listen: body.net.addresses(),
    tickMs: settings.tickMs,
    rssBytes: process.memoryUsage.rss(),
    logBytes: opened.wal.sizeBytes(),
    eventLoopDelayMs,
    diskNotes: opened.notes,
    diskFull: opened.wal.full()?.message ?? null,
    factsHeld: said.held.size,
    followers: body.pulls.served,
    peers: body.net
      .peers()
      .map(({ id, connected, remoteAddress, rttMs }) => ({
        id,
        connected,
        remoteAddress: remoteAddress ?? '',
        rttMs: rttMs ?? null
      }))
  }
}

async function readLog (
  { body, opened: { wal } }: PortNeeds, from: Index, limit: number, where: 'anywhere' | 'disk' = 'anywhere'
): Promise<readonly LogRow[]> {
  const through = toIndex(Math.min(body.waiters.applied, from + limit - 1))
  if (from > through) return []
  const recent = where === 'disk' ? null : wal.recent(from, through)
  const { epochs } = body.control()
  return (recent ?? await wal.read(from, through, READ_BYTES)).map(entry => rowOf(entry, epochs))
}

/** Rows of entries that are in memory anyway: applied, they never change, and are asked for again. */
const rows = new WeakMap<StoredEntry, LogRow>()

function rowOf (entry: StoredEntry, epochs: NodeView['epochs']): LogRow {
  const known = rows.get(entry)
  if (known !== undefined) return known
  const { index, term, kind, payload, chain } = entry
  const row: LogRow = {
    index, term, kind, epoch: epochAt(epochs, index), hash: Buffer.from(chain).toString('hex'),
    envelope: kind === 'noop' ? null : decodeEnvelope(payload)
  }
  rows.set(entry, row)
  return row
}

function epochAt (epochs: NodeView['epochs'], index: Index): Epoch {
  return epochs.findLast(change => change.index <= index)?.epoch ?? (0 as Epoch)
}

/** Tell of changes at once, then at most every 100 ms. */
function throttled (body: Body, listener: () => void): () => void {
  let timer: NodeJS.Timeout | null = null
  const off = body.onChanged(() => {
    timer ??= setTimeout(() => { timer = null; listener() }, CHANGED_MS)
  })
  return () => {
    off()
    if (timer !== null) clearTimeout(timer)
  }
}
