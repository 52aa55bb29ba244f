/** `hivemind status`. */
import type { ControlPlanePeer } from '@hivemind/api'
import { EXIT, type ExitCode, HivemindError } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import type { Shown } from '../output.ts'
import { statusText } from '../status-text.ts'
import { showOrWatch } from '../watching.ts'

export const status = defineCommand({
  name: 'status',
  about: 'Show the whole cluster on one screen.',
  details: 'Exit code 7 when the control plane cannot decide: what is shown then is what this agent knew last.',
  examples: ['hivemind status', 'hivemind status -w', 'hivemind status -o json'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    let exit: ExitCode = EXIT.ok
    return await showOrWatch(context, async () => {
      const { shown, degraded } = await askStatus(context)
      exit = degraded ? EXIT.degraded : EXIT.ok
      return shown
    }, () => exit)
  }
})

/** Ask an agent for its screen. */
export async function askStatus (context: Pick<Context, 'client'>): Promise<{ shown: Shown, degraded: boolean }> {
  const client = await context.client()
  const [reply, peers] = await Promise.all([client.call('status'), peersOf(client)])
  const shown: Shown = {
    kind: reply.kind,
    item: { ...reply.item, controlPlane: peers },
    meta: reply.meta,
    text: look => statusText(reply.item, peers, reply.meta, look)
  }
  return { shown, degraded: reply.item.degraded }
}

/** An agent that has not joined yet knows no control plane, and that is no reason to show nothing. */
async function peersOf (client: Awaited<ReturnType<Context['client']>>): Promise<readonly ControlPlanePeer[]> {
  try {
    return (await client.call('control-plane-list')).items
  } catch (error) {
    if (error instanceof HivemindError && error.refusal.exit !== EXIT.unreachable) return []
    throw error
  }
}
