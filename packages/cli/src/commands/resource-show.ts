/** `hivemind resource show NAME`. */
import type { Observation } from '@hivemind/api'
import { defineCommand } from '../command.ts'
import { ageText, fields, shownOf } from '../reply.ts'
import { type Look, printable } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'

export const resourceShow = defineCommand({
  name: 'resource show',
  about: 'Show one resource: what is wanted of it, and what roles see of it.',
  details: 'What is wanted is in the log, with a version. What is seen a role of a machine says again and again, also without a quorum: each row names that machine, the role and since when it is so.',
  examples: ['hivemind resource show vm/web-1', 'hivemind resource show web-1 --json'],
  operands: [{ name: 'NAME', about: 'Its name, its kind and name with a slash between, or its id.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('resource-show', { params: { name } })
      const { item } = reply
      return shownOf(reply, look =>
        fields(look, [
          ['kind', item.kind],
          ['name', item.name],
          ['id', item.id],
          ['on', item.parentName || '-'],
          [
            'tags',
            Object.entries(item.tags)
              .map(([tag, value]) => (value === '' ? tag : `${tag}=${value}`))
              .join(', ') || '-'
          ],
          ['keys', item.keys.join(', ') || '-'],
          ['version', item.version],
          ['created', `${ageText(look, item.createdAt)}, index ${item.createdIndex}`],
          ['changed', `${ageText(look, item.changedAt)}, index ${item.changedIndex}`],
          ['definition', JSON.stringify(item.definition)],
          ...item.observed.map((one, at): readonly [string, string] =>
            [at === 0 ? 'observed' : '', observationText(look, one)])
        ])
      )
    })
  }
})

/** `{"state":"running"}  b, role hosting, 3 s ago`. */
const observationText = (look: Look, { value, member, role, at, reachable }: Observation): string =>
  printable(`${JSON.stringify(value)}  ${member}${reachable ? '' : ' (unreachable)'}, role ${role}, ${ageText(look, at)}`)
