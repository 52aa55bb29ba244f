/** `hivemind node show NAME`. */
import { defineCommand } from '../command.ts'
import { showDuration } from '../duration.ts'
import { factRows, seenRows } from '../host-facts.ts'
import { ageText, fields, shownOf } from '../reply.ts'
import { paint, printable } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'
import { partOf, stateOf, tagsText } from './node-list.ts'

export const nodeShow = defineCommand({
  name: 'node show',
  about: 'Show all that is known of one machine.',
  details: 'What a machine says of itself its agent gathers at the start and each minute; a change reaches the control plane within a second, and there is no file to write. Facts of a machine that is off are shown as they were. What its roles see of resources stands below.',
  examples: ['hivemind node show b', 'hivemind node show b --json'],
  operands: [{ name: 'NAME', about: 'Name or id of a member.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('member-show', { params: { name } })
      const member = reply.item
      const state = stateOf(member)
      return shownOf(reply, look =>
        fields(look, [
          ['name', printable(member.name)],
          ['id', member.id],
          ['state', `${paint(look, state.paint, state.text)} for ${showDuration(member.sinceMs)}`],
          ['part', partOf(member)],
          ['role', printable(member.role) || '-'],
          ['tags', tagsText(member.tags)],
          ['addresses', printable(member.addresses.join(', '))],
          [
            'connection',
            member.connected
              ? printable(`${member.remoteAddress}${member.rttMs === null ? '' : `, ${member.rttMs.toFixed(1)} ms`}`)
              : 'none'
          ],
          ['version', printable(member.version)],
          ['joined', `${ageText(look, member.joinedAt)}, epoch ${member.joinedEpoch}, index ${member.joinedIndex}`],
          ...factRows(look, member.facts),
          ...seenRows(look, member.observed)
        ])
      )
    })
  }
})
