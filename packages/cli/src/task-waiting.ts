/**
 * Waiting for a task: the agent answers when something of it changes, until it is over.
 *
 * Touches the agent; the work goes on when nobody waits any more.
 */
import type { TaskShown } from '@hivemind/api'
import { type ExitCode, HivemindError } from '@hivemind/base'
import { type Context, pause } from './context.ts'
import { refuse } from './errors.ts'
import { type Envelope, shownOf } from './reply.ts'
import { countsText, exitOf, taskText } from './task-text.ts'

/** One answer is waited for so long; then it is asked again. */
const PATIENCE_MS = 20_000
const AGAIN_MS = 500

/**
 * Wait until a task is over, and show it.
 *
 * @param waitMs - longest wait; for ever when undefined
 * @throws {HivemindError} HIVE_CLI_WAIT_OVER, HIVE_CLI_INTERRUPTED: the work goes on
 */
export async function waitForTask (context: Context, id: string, waitMs: number | undefined): Promise<ExitCode> {
  const end = performance.now() + (waitMs ?? Number.POSITIVE_INFINITY)
  let open: number | undefined
  for (;;) {
    const reply = await ask(context, id, open, end)
    if (reply !== null) {
      const { item } = reply
      if (item.state !== 'open') return ended(context, reply, item)
      open = item.open
      context.talk.doing(`${id}: ${countsText(item)}${item.waitsFor === '' ? '' : `; waits for ${item.waitsFor}`}`)
    }
    goesOn(context, id, end)
  }
}

async function ask (context: Context, id: string, open: number | undefined, end: number) {
  const { globals: { timeout }, world: { stop } } = context
  const left = Math.max(1_100, Math.min(Math.max(timeout, PATIENCE_MS), end - performance.now() + 1_000))
  try {
    const client = await context.client()
    return await client.call('task-show', { params: { id }, query: { open } }, { deadlineMs: left, signal: stop })
  } catch (error) {
    if (stop.aborted) return null
    if (!(error instanceof HivemindError) || error.refusal.retry === 'no') throw error
    context.talk.doing(`${id}: ${error.message}; asking again`) // An agent that comes back knows what became of it.
    await pause(AGAIN_MS, stop)
    return null
  }
}

function goesOn ({ world: { stop } }: Context, id: string, end: number): void {
  const hint = `Wait again: hivemind task wait ${id}; or end it: hivemind task cancel ${id}.`
  if (stop.aborted) throw new HivemindError(refuse('HIVE_CLI_INTERRUPTED', `stopped waiting for ${id}`, { hint }))
  if (performance.now() >= end)
    throw new HivemindError(refuse('HIVE_CLI_WAIT_OVER', `${id} is not over yet`, { hint }))
}

function ended (context: Context, reply: Envelope, task: TaskShown): ExitCode {
  const { talk, output } = context
  if (task.state === 'done') talk.done(`${task.id}: ${countsText(task)}`)
  else talk.failed(`${task.id} ${task.state}: ${countsText(task)}`)
  output.show(shownOf(reply, look => taskText(look, task)))
  return exitOf(task)
}
