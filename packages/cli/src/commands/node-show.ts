/** `hivemind node show NAME`. */
import { defineCommand } from '../command.ts'
import { showDuration } from '../duration.ts'
import { ageText, conditionWord, fields, shownOf } from '../reply.ts'
import { paint, printable } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'
import { partOf } from './node-list.ts'

export const nodeShow = defineCommand({
  name: 'node show',
  about: 'Show all that is known of one machine.',
  examples: ['hivemind node show b'],
  operands: [{ name: 'NAME', about: 'Name or id of a member.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('member-show', { params: { name } })
      const member = reply.item
      const state = conditionWord(member.condition)
      return shownOf(reply, look =>
        fields(look, [
          ['name', printable(member.name)],
          ['id', member.id],
          ['state', `${paint(look, state.paint, state.text)} for ${showDuration(member.sinceMs)}`],
          ['part', partOf(member)],
          ['role', printable(member.role) || '-'],
          ['addresses', printable(member.addresses.join(', '))],
          [
            'connection',
            member.connected
              ? printable(`${member.remoteAddress}${member.rttMs === null ? '' : `, ${member.rttMs.toFixed(1)} ms`}`)
              : 'none'
          ],
          ['version', printable(member.version)],
          ['joined', `${ageText(look, member.joinedAt)}, epoch ${member.joinedEpoch}, index ${member.joinedIndex}`]
        ])
      )
    })
  }
})
