/** `hivemind cp replace OLD NEW`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'
import { waitForPart } from '../voting.ts'

export const cpReplace = defineCommand({
  name: 'cp replace',
  about: 'Put a member in the place of a voter, which may be dead, and wait until it votes. Both remain members.',
  details:
    'NEW catches up as a learner first. Then one change lets it in and OLD go, so no fewer vote meanwhile. ' +
    'Without a quorum nothing can be replaced. Ctrl-C stops the waiting, not the work.',
  examples: ['hivemind cp replace c d', 'hivemind cp replace c d --yes --detach'],
  operands: [{ name: 'OLD', about: 'Name or id of a voter.' }, { name: 'NEW', about: 'Name or id of another member.' }],
  options: {
    reason: reasonOption,
    yes: yesOption,
    wait: { kind: 'duration', value: 'TIME', standard: '5m', about: 'Longest wait until it is done.' },
    detach: { kind: 'flag', about: 'Do not wait.' }
  },
  async run ({ operands: [old = '', by = ''], options }, context) {
    const client = await context.client()
    const found = await client.call('member-show', { params: { name: old } })
    await confirm(context, options.yes, found.item.name, `Taking ${found.item.name} out of the control plane`)
    const reply = await client.call('control-plane-replace', {
      params: { name: found.item.id },
      body: { by, ...reasonOf(options.reason) }
    })
    const { member, by: successor } = reply.item
    if (!options.detach) {
      await waitForPart(context, client, successor, 'voter', options.wait)
      await waitForPart(context, client, member, 'none', options.wait)
    }
    const done = options.detach ? 'will vote' : 'votes'
    showWritten(context, reply, `${successor.name} ${done} in the place of ${member.name}`)
    return EXIT.ok
  }
})
