/** `hivemind process stop NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { dryRunOption, processOperand, showProcessWritten, waitForProcesses, waitOptions } from '../process-options.ts'
import { reasonOf, reasonOption } from '../reply.ts'

export const processStop = defineCommand({
  name: 'process stop',
  about: 'Want a process offline: it is told to end, and killed if its template allows it.',
  details: 'One that does not end is FAILED (exit code 1), and may be removed. What is not managed is never stopped.',
  examples: ['hivemind process stop b.web-1', 'hivemind process stop b.web-1 --reason "new disk" --wait 2m'],
  operands: [processOperand],
  options: { 'dry-run': dryRunOption, ...waitOptions, reason: reasonOption },
  async run ({ operands: [name = ''], options }, context) {
    const { wait, detach, reason } = options
    const dryRun = options['dry-run']
    const client = await context.client()
    const reply = await client.call('process-want', {
      params: { name }, body: { wanted: 'offline', dryRun, ...reasonOf(reason) }
    })
    const { process: { id, name: called } } = reply.item
    showProcessWritten(context, reply, `${called} is wanted offline`)
    return detach || dryRun ? EXIT.ok : await waitForProcesses(context, [id], wait)
  }
})
