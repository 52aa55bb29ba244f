/** `hivemind status`. */
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { type Context, showsAll } from '../context.ts'
import type { Shown } from '../output.ts'
import { statusText } from '../status-text.ts'
import { showOrWatch } from '../watching.ts'

export const status = defineCommand({
  name: 'status',
  about: 'Show the whole cluster on one screen.',
  details: '-o wide also shows how many members keep alive with which voter, as their ids and the voters that can be reached make it, and how many follow the agent that is asked. Exit code 7 when the control plane cannot decide: what is shown then is what this agent knew last.',
  examples: ['hivemind status', 'hivemind status -w', 'hivemind status -o wide', 'hivemind status -o json'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    let exit: ExitCode = EXIT.ok
    return await showOrWatch(context, async () => {
      const { shown, degraded } = await askStatus(context, showsAll(context))
      exit = degraded ? EXIT.degraded : EXIT.ok
      return shown
    }, () => exit)
  }
})

/**
 * Ask an agent for its screen.
 *
 * @param all - also how the members spread over the voters
 */
export async function askStatus (
  context: Pick<Context, 'client'>, all = false
): Promise<{ shown: Shown, degraded: boolean }> {
  const client = await context.client()
  const [reply, peers, load] = await Promise.all([
    client.call('status'), known(() => client.call('control-plane-list')),
    all ? known(() => client.call('control-plane-load')) : []
  ])
  const shown: Shown = {
    kind: reply.kind,
    item: { ...reply.item, controlPlane: peers, ...all ? { controlPlaneLoad: load } : {} },
    meta: reply.meta,
    text: look => statusText(reply.item, peers, reply.meta, look, load)
  }
  return { shown, degraded: reply.item.degraded }
}

/** An agent that has not joined yet knows no control plane, and that is no reason to show nothing. */
async function known<Row> (ask: () => Promise<{ readonly items: readonly Row[] }>): Promise<readonly Row[]> {
  try {
    return (await ask()).items
  } catch (error) {
    if (error instanceof HivemindError && error.refusal.exit !== EXIT.unreachable) return []
    throw error
  }
}
