/**
 * Planning a recovery from disks and reports, and applying the plan that was agreed to.
 *
 * Touches the data directories that are named: reads all of them under their locks, and writes one, once.
 */
import { hash } from 'node:crypto'
import { statSync } from 'node:fs'
import { canonical, HivemindError, type NodeId, nodeId, wallMs } from '@hivemind/base'
import { planRecovery, type RecoveryPlan, type SurvivorReport } from '@hivemind/kernel'
import { decodeEnvelope } from '@hivemind/wire'
import { refuse } from '../errors.ts'
import { VERSION } from '../version.ts'
import { type Written, writeDecree } from './decree.ts'
import { readReport } from './report-file.ts'
import { openSurvivor, rowsOf, type Survivor } from './survivor.ts'

/** A plan and its name: SHA-256 of its canonical JSON, hexadecimal. */
export interface NamedPlan {
  readonly hash: string
  readonly plan: RecoveryPlan
  readonly directories: Readonly<Record<string, string>>
}

export interface Applied {
  readonly hash: string
  readonly survivor: string
  readonly directory: string
  readonly already: boolean
  readonly written: Written | null
}

/** Short forms of a plan's hash are taken too, as long as nobody could mean another by them. */
const PREFIX_MIN = 12
/** How far back an applied decree is looked for. */
const LOOK_BACK = 1_000

/** @param sources - data directories of stopped agents, and report files of others */
export async function planFrom (sources: readonly string[], progress: (step: string) => void): Promise<NamedPlan> {
  return await withSurvivors(sources, progress, async (survivors, reports) => named(reports, survivors))
}

/** What one directory says. */
export async function inspected (path: string): Promise<SurvivorReport> {
  return await withSurvivors([path], () => {}, async (_survivors, [report]) => {
    if (report === undefined) throw new Error('a directory was read and said nothing')
    return report
  })
}

/**
 * Apply a plan: everything is compared again, and one disk is written.
 *
 * @throws {HivemindError} HIVE_RECOVER_MOVED, HIVE_RECOVER_ELSEWHERE and whatever planning refuses: nothing was written
 */
export async function applyPlan (
  sources: readonly string[],
  { plan: wanted, reason, actor }: { readonly plan: string, readonly reason: string, readonly actor: string },
  progress: (step: string) => void
): Promise<Applied> {
  return await withSurvivors(sources, progress, async (survivors, reports) => {
    const before = await appliedBefore(survivors, wanted)
    if (before !== null) return before
    const { hash, plan } = named(reports, survivors)
    if (wanted.length < PREFIX_MIN || !hash.startsWith(wanted.toLowerCase()))
      throw new HivemindError(
        refuse('HIVE_RECOVER_MOVED', `the plan ${wanted} was named, and what the survivors hold now gives ${hash}`)
      )
    const survivor = survivors.find(({ identity }) => identity.id === plan.survivor.id)
    if (survivor === undefined)
      throw new HivemindError(
        refuse('HIVE_RECOVER_ELSEWHERE', `the plan goes on with ${plan.survivor.name}, whose directory is not here`)
      )
    progress(`writing the recovery into the log of ${plan.survivor.name}`)
    const written = await decreed(survivor, plan, hash, reason, actor)
    return { hash, survivor: plan.survivor.name, directory: survivor.directory.path, already: false, written }
  })
}

async function decreed (
  survivor: Survivor,
  plan: RecoveryPlan,
  hash: string,
  reason: string,
  actor: string
): Promise<Written> {
  const { wal, control, directory, identity } = survivor
  const member = control.members.get(identity.id)
  if (member === undefined) throw new HivemindError(refuse('HIVE_RECOVER_UNUSABLE', `${identity.id} is no member`))
  const { id, name, addresses } = member
  const written = await writeDecree(wal, control, {
    how: 'recovery', plan: hash, survivor: { id, name, addresses, version: VERSION }, lineage: plan.lineage.to,
    others: plan.voters.map(one => one.id).filter(one => one !== id), lost: plan.lost.map(one => one.id),
    term: plan.term, reason, actor, at: wallMs(Date.now())
  })
  // What a damaged log may have promised was part of the plan, and whoever it was promised to is given up.
  if (wal.restored.repair !== null) await wal.setRepaired()
  directory.writeRepair(null)
  return written
}

/** A plan that was applied is not applied twice: the decree carries its hash. */
async function appliedBefore (survivors: readonly Survivor[], wanted: string): Promise<Applied | null> {
  if (wanted.length < PREFIX_MIN) return null
  for (const { wal, control, directory, identity } of survivors) {
    const { index } = wal.last()
    for await (const row of rowsOf(wal, Math.max(wal.first(), index - LOOK_BACK) as typeof index, index)) {
      const envelope = row.kind === 'command' ? decodeEnvelope(row.payload) : null
      if (envelope?.type !== 'cluster-recovered') continue
      const { plan } = envelope.body as { readonly plan: string }
      const survivor = control.members.get(identity.id)?.name ?? identity.id
      if (plan.startsWith(wanted.toLowerCase()))
        return { hash: plan, survivor, directory: directory.path, already: true, written: null }
    }
  }
  return null
}

function named (reports: readonly SurvivorReport[], survivors: readonly Survivor[]): NamedPlan {
  const plan = planRecovery(reports)
  if ('code' in plan) throw new HivemindError(plan)
  const directories: Record<NodeId, string> = {}
  for (const { identity, directory } of survivors) directories[nodeId(identity.id)] = directory.path
  return { hash: hash('sha256', canonical(plan), 'hex'), plan, directories }
}

/** Open every directory and keep all of them locked while the work is done. */
async function withSurvivors<Result> (
  sources: readonly string[],
  progress: (step: string) => void,
  work: (survivors: readonly Survivor[], reports: readonly SurvivorReport[]) => Promise<Result>
): Promise<Result> {
  const survivors: Survivor[] = []
  const reports: SurvivorReport[] = []
  try {
    for (const [at, source] of sources.entries()) {
      progress(`reading ${source} (${at + 1} of ${sources.length})`)
      if (!isDirectory(source)) { reports.push(readReport(source)); continue }
      const survivor = await openSurvivor(source)
      survivors.push(survivor)
      reports.push(survivor.report)
    }
    return await work(survivors, reports)
  } finally {
    for (const survivor of survivors) await survivor.close()
  }
}

function isDirectory (path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new HivemindError(refuse('HIVE_RECOVER_UNUSABLE', `${path} does not exist`))
  return found.isDirectory()
}
