/** What commands about processes share: their options, what they wait for, and how a write is told. */
import type { Process, ProcessWritten, Written } from '@hivemind/api'
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { type Context, pause } from './context.ts'
import { refuse } from './errors.ts'
import { misused } from './options.ts'
import { type Envelope, placeText, reasonOf, reasonOption, shownOf } from './reply.ts'
import type { Look } from './terminal.ts'

export const dryRunOption = {
  kind: 'flag', about: 'Only say what would be done, and whether it would be refused.'
} as const

export const waitOptions = {
  wait: { kind: 'duration', value: 'TIME', standard: '30s', about: 'Wait at most so long until it is so.' },
  detach: { kind: 'flag', about: 'Do not wait.' }
} as const

/** Those of a wish for one process. */
export const wishOptions = { 'dry-run': dryRunOption, ...waitOptions, reason: reasonOption } as const

export interface WishOptions {
  readonly 'dry-run': boolean
  readonly wait: number
  readonly detach: boolean
  readonly reason: string | undefined
}

export const processOperand = { name: 'NAME', about: 'Name or id of a process.' } as const

const AGAIN_MS = 150

/** `instances=4,level=debug`. */
export function settingsOf (text: string | undefined): Record<string, string> {
  const words = (text ?? '').split(',').map(word => word.trim()).filter(word => word !== '')
  return Object.fromEntries(words.map(word => {
    const at = word.indexOf('=')
    if (at > 0) return [word.slice(0, at), word.slice(at + 1)]
    throw misused(`--set is KEY=VALUE, with commas between them; found "${word}"`, 'As in: --set instances=4.')
  }))
}

/** `index 812  term 3 ...`, or that it was only tried. */
export const placedText = (look: Look, place: Written | null): string =>
  place === null ? '(dry run: nothing was changed)' : placeText(look, place)

/** Show what a write about one process did. */
export function showProcessWritten (
  { output }: Context, reply: Envelope & { readonly item: ProcessWritten }, sentence: string
): void {
  output.show(shownOf(reply, look => `${sentence}\n${placedText(look, reply.item.place)}`))
}

/**
 * Write what is wanted of one process, and wait for it unless told otherwise.
 *
 * @param sentence - what is said of it, after its name
 */
export async function wantProcess (
  context: Context, name: string, wanted: 'online' | 'offline' | 'restarted', sentence: string, options: WishOptions
): Promise<ExitCode> {
  const { wait, detach, reason, 'dry-run': dryRun } = options
  const client = await context.client()
  const reply = await client.call('process-want', { params: { name }, body: { wanted, dryRun, ...reasonOf(reason) } })
  const { process: { id, name: called } } = reply.item
  showProcessWritten(context, reply, `${called} ${sentence}`)
  return detach || dryRun ? EXIT.ok : await waitForProcesses(context, [id], wait)
}

/**
 * Wait until processes are as they were wanted last, or failed.
 *
 * @returns 0 when none failed, else 1
 * @throws {HivemindError} HIVE_CLI_WAIT_OVER, HIVE_CLI_INTERRUPTED: the work goes on
 */
export async function waitForProcesses (context: Context, ids: readonly string[], waitMs: number): Promise<ExitCode> {
  const { talk, world: { stop } } = context
  const client = await context.client()
  const end = performance.now() + waitMs
  let failed = 0
  for (const id of ids) {
    for (;;) {
      const { item } = await client.call('process-show', { params: { name: id } })
      if (isOver(item)) {
        if (item.state === 'FAILED') failed++
        const problem = item.problem === '' ? '' : `: ${item.problem}`
        const done = `${item.name} is ${item.state}${problem}`
        if (item.state === 'FAILED') talk.failed(done)
        else talk.done(done)
        break
      }
      talk.doing(`${item.name} is ${item.state}${item.problem === '' ? '' : ` (${item.problem})`}`)
      await pause(AGAIN_MS, stop)
      goesOn(stop, item, end)
    }
  }
  return failed === 0 ? EXIT.ok : EXIT.failure
}

const isOver = ({ settled, state, managed, wanted }: Process): boolean => {
  if (!settled) return false
  if (!managed) return state !== 'UNKNOWN'
  return state === 'FAILED' || state === (wanted === 'online' ? 'ONLINE' : 'OFFLINE')
}

function goesOn (stop: AbortSignal, { name, state }: Process, end: number): void {
  const hint = `Look at it: hivemind process show ${name}.`
  if (stop.aborted) throw new HivemindError(refuse('HIVE_CLI_INTERRUPTED', `stopped waiting for ${name}`, { hint }))
  if (performance.now() >= end)
    throw new HivemindError(refuse('HIVE_CLI_WAIT_OVER', `${name} is ${state} still`, { hint }))
}
