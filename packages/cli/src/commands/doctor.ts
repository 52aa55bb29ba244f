/** `hivemind doctor`. */
import { EXIT, HivemindError } from '@hivemind/base'
import { type Check, clusterChecks, localChecks } from '../checks.ts'
import { checksText } from '../checks-text.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { isHere } from '../place.ts'

export const doctor = defineCommand({
  name: 'doctor',
  about: 'Check this machine\'s agent and its cluster, and say what to do about each finding.',
  details: 'Changes nothing. Exit code 0 when nothing fails (warnings are allowed), 7 when the control plane cannot decide, 1 when anything else fails.',
  examples: ['hivemind doctor', 'hivemind doctor -o json'],
  operands: [],
  options: {},
  async run (_given, context) {
    const { place } = context
    const local = isHere(place) ? localChecks(place.dataDir) : []
    const { checks, degraded } = await ofCluster(context)
    const items = [...local, ...checks]
    context.output.show({ kind: 'CheckList', items, text: look => checksText(items, look) })
    if (degraded) return EXIT.degraded
    return items.some(({ verdict }) => verdict === 'failing') ? EXIT.failure : EXIT.ok
  }
})

async function ofCluster (context: Context): Promise<{ checks: Check[], degraded: boolean }> {
  try {
    const client = await context.client()
    const reply = await client.call('status')
    return { checks: clusterChecks(reply.item, reply.meta, Date.now()), degraded: reply.item.degraded }
  } catch (error) {
    if (!(error instanceof HivemindError)) throw error
    return {
      checks: [
        {
          scope: 'cluster',
          name: 'agent',
          verdict: 'failing',
          found: `${error.code}: ${error.message}`,
          remedy: error.hint
        }
      ],
      degraded: false
    }
  }
}
