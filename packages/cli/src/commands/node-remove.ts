/** `hivemind node remove NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { checkUnmanaged, clearMachine, removalPlan } from '../node-removal.ts'
import { misused } from '../options.ts'
import { dryRunOption } from '../process-options.ts'
import { reasonOf, reasonOption, shownOf, showWritten, yesOption } from '../reply.ts'

export const nodeRemove = defineCommand({
  name: 'node remove',
  about: 'Remove a machine from the cluster for good, its processes first.',
  details: 'The plan is shown and asked for: its processes are stopped, waited for, and removed with their ports; then it is cut off within a second, and its identity never comes back. Each step is an entry of the log: interrupted, the same command goes on. A process that is not managed and may be running stands in the way, unless --force and --reason. Refused when the control plane would lose its quorum. The machine itself may join again as a new one.',
  examples: [
    'hivemind node remove px-09 --reason "disk broken"', 'hivemind node remove px-09 --dry-run',
    'hivemind node remove px-09 --yes', 'hivemind node remove px-09 --force --reason "it burnt"'
  ],
  operands: [{ name: 'NAME', about: 'Name or id of a member.' }],
  options: {
    force: { kind: 'flag', about: 'Also while processes run there that are not managed; needs --reason.' },
    wait: { kind: 'duration', value: 'TIME', standard: '60s', about: 'Wait at most so long for each process to end.' },
    'dry-run': dryRunOption, reason: reasonOption, yes: yesOption
  },
  async run ({ operands: [name = ''], options }, context) {
    const { force, wait, reason, yes } = options
    if (force && (reason ?? '') === '') throw misused('--force needs --reason TEXT', 'Say why; it is kept in the log.')
    const client = await context.client()
    const { item: member, meta } = await client.call('member-show', { params: { name } })
    // Whoever is part of the control plane is refused by the last step: nothing is begun.
    const { items } = await client.call('process-list', { query: { node: member.id } })
    const processes = member.raft === 'none' ? items : []
    const steps = removalPlan(member, processes)
    const plan = steps.map(({ about }, at) => `${at + 1}. ${about}`).join('\n')
    await checkUnmanaged(client, member, processes, { force })
    if (options['dry-run']) {
      const item = { member: { id: member.id, name: member.name }, steps }
      context.output.show(shownOf({ kind: 'RemovalPlan', item, meta }, () => plan))
      return EXIT.ok
    }
    if (steps.length > 1) context.talk.say(plan)
    await confirm(context, yes, member.name, `Removing ${member.name} (${member.id}) for good`)
    await clearMachine(context, member, processes, {
      force, waitMs: wait, reason: reason ?? `node remove ${member.name}`
    })
    const reply = await client.call('member-remove', { params: { name: member.id }, query: reasonOf(reason) })
    showWritten(context, reply, `removed ${reply.item.member.name}`)
    return EXIT.ok
  }
})
