/** `hivemind join-request list`. */
import { defineCommand } from '../command.ts'
import { ageText, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { showOrWatch } from '../watching.ts'

export const joinRequestList = defineCommand({
  name: 'join-request list',
  about: 'List machines that asked to join, and what became of them.',
  examples: ['hivemind join-request list', 'hivemind join-request list --status waiting -w'],
  operands: [],
  options: {
    status: {
      kind: 'text',
      value: 'S',
      choices: ['waiting', 'approved', 'denied'],
      about: 'Only those in this state: waiting, approved or denied.'
    }
  },
  watches: true,
  async run ({ options: { status } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('join-request-list', {
        query: status === undefined ? {} : { status: status as 'waiting' | 'approved' | 'denied' }
      })
      return shownOf(reply, look =>
        renderTable(
          {
            columns: [
              { title: 'ID' },
              { title: 'STATUS' },
              { title: 'NAME' },
              { title: 'ADDRESS' },
              { title: 'VOTER' },
              { title: 'ASKED' },
              { title: 'BECAUSE', cut: true }
            ],
            rows: reply.items.map(request => [
              request.id,
              {
                text: request.status,
                paint: request.status === 'waiting' ? 'yellow' : request.status === 'denied' ? 'red' : 'green'
              },
              request.claim.name,
              request.claim.addresses.join(','),
              request.voter ? 'yes' : 'no',
              ageText(look, request.requestedAt),
              request.message || request.decidedBy || '-'
            ]),
            empty: 'nobody has asked to join'
          },
          look
        )
      )
    })
  }
})
