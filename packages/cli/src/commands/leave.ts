/** `hivemind leave`. */
import type { Client, Status } from '@hivemind/api'
import { EXIT, HivemindError } from '@hivemind/base'
import { lastError, runningPid } from '../agent-process.ts'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { type Context, pause } from '../context.ts'
import { isHere } from '../place.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'
import { waitForPart } from '../voting.ts'

const AGAIN_MS = 50

export const leave = defineCommand({
  name: 'leave',
  about: 'Take this machine out of the cluster for good.',
  details: 'Stopping an agent is not leaving: it remains a member and comes back. Leaving is an entry of the log, so it needs a quorum. A voter is taken out of the control plane first, which is refused when the quorum would be lost by it. The agent stops afterwards.',
  examples: ['hivemind leave --reason "replaced by px-14"', 'hivemind leave --yes'],
  operands: [],
  options: {
    reason: reasonOption,
    yes: yesOption,
    wait: { kind: 'duration', value: 'TIME', standard: '5m', about: 'Longest wait until a voter no longer votes.' }
  },
  async run ({ options }, context) {
    const client = await context.client()
    const self = (await client.call('status')).item
    const whence = self.cluster?.name ?? 'its cluster'
    await confirm(context, options.yes, self.name, `Taking ${self.name} out of ${whence} for good`)
    await stopVoting(context, client, self, options.reason, options.wait)
    try {
      const reply = await client.call('leave', { body: reasonOf(options.reason) })
      showWritten(context, reply, `${reply.item.member.name} left`)
    } catch (error) {
      if (!(await endedByLeaving(context, error, options.wait))) throw error
      const { id, name } = self
      context.output.show({ kind: 'MemberLeft', item: { member: { id, name } }, text: () => `${name} left` })
    }
    return EXIT.ok
  }
})

/** Nobody breaks the quorum by going: whoever votes is taken out of the control plane before it leaves. */
async function stopVoting (
  context: Context,
  client: Client,
  self: Status,
  reason: string | undefined,
  waitMs: number
): Promise<void> {
  const { items } = await client.call('control-plane-list')
  if (!items.some(({ id }) => id === self.id)) return
  await client.call('control-plane-remove', { params: { name: self.id }, query: reasonOf(reason) })
  await waitForPart(context, client, self, 'none', waitMs)
}

/** The others cut off whoever left, at times before its own answer is here; then its last word says what happened. */
async function endedByLeaving (context: Context, error: unknown, waitMs: number): Promise<boolean> {
  const { place, world: { stop } } = context
  if (!(error instanceof HivemindError) || error.refusal.changed !== 'unknown' || !isHere(place)) return false
  const until = performance.now() + waitMs
  while (runningPid(place.dataDir) !== null && performance.now() < until && !stop.aborted) await pause(AGAIN_MS, stop)
  return lastError(place.dataDir)?.code === 'HIVE_MEMBER_LEFT'
}
