/** `hivemind process remove NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { misused } from '../options.ts'
import { dryRunOption, processOperand, showProcessWritten } from '../process-options.ts'
import { reasonOf, reasonOption, yesOption } from '../reply.ts'

export const processRemove = defineCommand({
  name: 'process remove',
  about: 'Remove a process that is OFFLINE or FAILED, and release its ports.',
  details: 'One that may be running is not removed: stop it first. With --force and a reason it is, whatever it is: a managed one is ended by its machine, an unmanaged one goes on and nobody knows of it any more.',
  examples: [
    'hivemind process remove b.web-1 --yes', 'hivemind process remove b.backup-1 --force --reason "the machine is gone"'
  ],
  operands: [processOperand],
  options: {
    force: { kind: 'flag', about: 'Also while it may be running; needs --reason.' },
    'dry-run': dryRunOption, reason: reasonOption, yes: yesOption
  },
  async run ({ operands: [name = ''], options }, context) {
    const { force, reason, yes } = options
    const dryRun = options['dry-run']
    if (force && (reason ?? '') === '') throw misused('--force needs --reason TEXT', 'Say why; it is kept in the log.')
    if (!dryRun) await confirm(context, yes, name, `Removing process ${name} and releasing its ports`)
    const client = await context.client()
    const word = (is: boolean) => is ? 'true' as const : 'false' as const
    const reply = await client.call('process-remove', {
      params: { name }, query: { force: word(force), dryRun: word(dryRun), ...reasonOf(reason) }
    })
    const { place, process: { name: called } } = reply.item
    showProcessWritten(context, reply, place === null ? `${called} would be removed` : `removed ${called}`)
    return EXIT.ok
  }
})
