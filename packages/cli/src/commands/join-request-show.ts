/** `hivemind join-request show ID`. */
import { defineCommand } from '../command.ts'
import { ageText, fields, shownOf } from '../reply.ts'
import { printable } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'

export const joinRequestShow = defineCommand({
  name: 'join-request show',
  about: 'Show one request to join.',
  details: 'The id of the machine is proved by its connection; name, addresses and version are what it claims. Compare the id with what the newcomer prints before you approve.',
  examples: ['hivemind join-request show J-5512'],
  operands: [{ name: 'ID', about: 'Id of a request, from: hivemind join-request list.' }],
  options: {},
  watches: true,
  async run ({ operands: [id = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('join-request-show', { params: { id } })
      const request = reply.item
      return shownOf(reply, look =>
        fields(look, [
          ['request', request.id],
          ['status', request.status],
          ['machine', request.claim.id],
          ['name', printable(request.claim.name)],
          ['addresses', printable(request.claim.addresses.join(', '))],
          ['version', printable(request.claim.version)],
          ['wants to vote', request.voter ? 'yes' : 'no'],
          ['token', request.token ?? 'none'],
          ['came through', request.via],
          ['asked', `${ageText(look, request.requestedAt)}, index ${request.requestedIndex}`],
          ['decided', request.status === 'waiting' ? '-' : `by ${request.decidedBy}, index ${request.decidedIndex}`],
          ...(request.code === '' ? [] : [['because', printable(`${request.code}: ${request.message}`)] as const])
        ])
      )
    })
  }
})
