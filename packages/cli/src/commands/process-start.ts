/** `hivemind process start NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { dryRunOption, processOperand, showProcessWritten, waitForProcesses, waitOptions } from '../process-options.ts'
import { reasonOf, reasonOption } from '../reply.ts'

export const processStart = defineCommand({
  name: 'process start',
  about: 'Want a process online; one that failed is tried again.',
  details: 'The log says that it is wanted, and the agent of its machine starts it, also when that comes back later. Exit code 1: it failed.',
  examples: ['hivemind process start b.web-1', 'hivemind process start b.web-1 --detach'],
  operands: [processOperand],
  options: { 'dry-run': dryRunOption, ...waitOptions, reason: reasonOption },
  async run ({ operands: [name = ''], options }, context) {
    const { wait, detach, reason } = options
    const dryRun = options['dry-run']
    const client = await context.client()
    const reply = await client.call('process-want', {
      params: { name }, body: { wanted: 'online', dryRun, ...reasonOf(reason) }
    })
    const { process: { id, name: called } } = reply.item
    showProcessWritten(context, reply, `${called} is wanted online`)
    return detach || dryRun ? EXIT.ok : await waitForProcesses(context, [id], wait)
  }
})
