/**
 * Work without a running agent, as a process of its own: the command line spawns it and imports nothing.
 *
 * Touches standard input (one JSON request), standard output (JSON lines: progress, then one answer or one refusal),
 * the directories and files that the request names, and for a look the peers that it names.
 */
import { once } from 'node:events'
import { createReadStream, createWriteStream, statSync } from 'node:fs'
import { EXIT, HivemindError } from '@hivemind/base'
import { exportState } from '@hivemind/control'
import { checkBackup, NOBODY } from './backup/checking.ts'
import { type RestoreChoices, restoreBackup, restoreState } from './backup/restoring.ts'
import { backupOf, chainAt } from './backup/saving.ts'
import { refuse } from './errors.ts'
import { type LookRequest, lookAt } from './looking.ts'
import { applyPlan, inspected, planFrom } from './recovery/applying.ts'
import { openSurvivor } from './recovery/survivor.ts'

export type OfflineRequest =
  | { readonly type: 'recover-inspect', readonly directory: string }
  | { readonly type: 'recover-plan', readonly sources: readonly string[] }
  | {
      readonly type: 'recover-apply'
      readonly sources: readonly string[]
      readonly plan: string
      readonly reason: string
      readonly actor: string
    }
  | { readonly type: 'backup-save', readonly directory: string, readonly file: string }
  | { readonly type: 'backup-check', readonly file: string }
  | ({ readonly type: 'backup-restore' | 'state-import', readonly file: string } & RestoreChoices)
  | { readonly type: 'state-export', readonly directory: string }
  | ({ readonly type: 'look' } & LookRequest)

const tell = (row: unknown): void => { process.stdout.write(`${JSON.stringify(row)}\n`) }
const progress = (step: string): void => tell({ type: 'progress', step })

async function answer (request: OfflineRequest): Promise<unknown> {
  switch (request.type) {
    case 'recover-inspect': return await inspected(request.directory)
    case 'recover-plan': return await planFrom(request.sources, progress)
    case 'recover-apply': return await applyPlan(request.sources, request, progress)
    case 'backup-save': return await saved(request.directory, request.file)
    case 'backup-check': return await checked(request.file)
    case 'backup-restore': return await restoreBackup(request.file, request, progress)
    case 'state-import': return await restoreState(request.file, request)
    case 'state-export': return await exported(request.directory)
    case 'look': return await lookAt(request, progress)
  }
}

/** A stopped agent's directory as a backup: all of its log that it knows to be committed. */
async function saved (directory: string, file: string): Promise<unknown> {
  const survivor = await openSurvivor(directory)
  try {
    const { id, name, commit, lastIndex } = survivor.report
    if (commit < lastIndex) progress(`entries after ${commit} are in the backup although no quorum is known to hold them`)
    const out = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true })
    await once(out, 'open')
    const source = { wal: survivor.wal, state: exportState(survivor.control), from: { id, name } }
    for await (const piece of backupOf(source)) if (!out.write(piece)) await once(out, 'drain')
    out.end()
    await once(out, 'close')
    return { file, bytes: statSync(file).size }
  } finally {
    await survivor.close()
  }
}

async function checked (file: string): Promise<unknown> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true)
    throw new HivemindError(refuse('HIVE_BACKUP_FORMAT', `${file} is no file`))
  return await checkBackup(createReadStream(file), NOBODY, progress)
}

async function exported (directory: string): Promise<unknown> {
  const survivor = await openSurvivor(directory)
  try {
    const state = exportState(survivor.control)
    return { chain: await chainAt(survivor.wal, state.appliedIndex), state }
  } finally {
    await survivor.close()
  }
}

async function main (): Promise<number> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  try {
    tell({ type: 'answer', item: await answer(JSON.parse(Buffer.concat(chunks).toString('utf8')) as OfflineRequest) })
    return EXIT.ok
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    tell({ type: 'refused', refusal: error.refusal })
    return error.refusal.exit
  }
}

process.exitCode = await main()
