/** `hivemind process restart NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { dryRunOption, processOperand, showProcessWritten, waitForProcesses, waitOptions } from '../process-options.ts'
import { reasonOf, reasonOption } from '../reply.ts'

export const processRestart = defineCommand({
  name: 'process restart',
  about: 'End a process and start it again, as one wish; one that is offline or failed is started.',
  details: 'It is told to end as by process stop, and started once it is gone, by the agent of its machine, also when that comes back later. Exit code 1: it failed. What is not managed is never restarted.',
  examples: ['hivemind process restart b.web-1', 'hivemind process restart b.web-1 --reason "new certificate" --detach'],
  operands: [processOperand],
  options: { 'dry-run': dryRunOption, ...waitOptions, reason: reasonOption },
  async run ({ operands: [name = ''], options }, context) {
    const { wait, detach, reason } = options
    const dryRun = options['dry-run']
    const client = await context.client()
    const reply = await client.call('process-want', {
      params: { name }, body: { wanted: 'restarted', dryRun, ...reasonOf(reason) }
    })
    const { process: { id, name: called } } = reply.item
    showProcessWritten(context, reply, `${called} is wanted online, started anew`)
    return detach || dryRun ? EXIT.ok : await waitForProcesses(context, [id], wait)
  }
})
