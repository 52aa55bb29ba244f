/** Showing something once, or with -w again whenever it changes. Touches the clock. */

import type { Meta } from '@hivemind/api'
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { type Context, pause } from './context.ts'
import type { Shown } from './output.ts'
import { warnIfStale } from './reply.ts'

const AGAIN_MS = 500

/**
 * Show what `ask` answers. With -w it goes on until Ctrl-C, over times when no agent answers.
 *
 * @param exit - the exit code that the last thing shown stands for
 */
export async function showOrWatch (
  context: Context,
  ask: () => Promise<Shown>,
  exit: () => ExitCode = () => EXIT.ok
): Promise<ExitCode> {
  const { globals, output, talk, world } = context
  if (!globals.watch) {
    const shown = await ask()
    output.show(shown)
    if (shown.meta !== undefined) warnIfStale(context, shown.meta as Meta)
    return exit()
  }
  let silent = false
  while (!world.stop.aborted) {
    try {
      output.redraw(await ask())
      silent = false
    } catch (error) {
      if (!(error instanceof HivemindError) || error.refusal.retry === 'no') throw error
      if (!silent) talk.hint(`(${error.code}: ${error.message}; trying again)`)
      silent = true
    }
    await pause(AGAIN_MS, world.stop)
  }
  return EXIT.ok
}
