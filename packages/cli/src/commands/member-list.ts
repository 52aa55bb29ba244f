/** `hivemind member list`: what the probes see. */
import { defineCommand } from '../command.ts'
import { showDuration } from '../duration.ts'
import { conditionWord, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { selectorOption } from '../wanted.ts'
import { showOrWatch } from '../watching.ts'

export const memberList = defineCommand({
  name: 'member list',
  about: 'List the members as their observers see them.',
  details: 'Suspect is what this agent finds, unreachable what most observers of a member found or this agent alone; ' +
    'stopped is unreachable since somebody stopped its agent in good order. Removed is what the log says for good. A member ' +
    'that nobody reaches is still a member. See also: hivemind member why.',
  examples: ['hivemind member list', 'hivemind member list -w', 'hivemind member list -l zone=ams'],
  operands: [],
  options: { selector: selectorOption },
  watches: true,
  async run ({ options: { selector } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('member-list', { query: { selector } })
      return shownOf(reply, look =>
        renderTable(
          {
            columns: [
              { title: 'NAME' },
              { title: 'CONDITION' },
              { title: 'SINCE', right: true },
              { title: 'RTT', right: true },
              { title: 'CONNECTION' }
            ],
            rows: reply.items.map(member => [
              member.name,
              conditionWord(member.condition, member.stopped),
              member.condition === 'self' ? '-' : showDuration(member.sinceMs),
              member.rttMs === null ? '-' : `${member.rttMs.toFixed(1)} ms`,
              member.connected ? member.remoteAddress : '-'
            ]),
            empty: 'no members'
          },
          look
        )
      )
    })
  }
})
