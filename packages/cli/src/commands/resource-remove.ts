/** `hivemind resource remove NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'

export const resourceRemove = defineCommand({
  name: 'resource remove',
  about: 'Remove a resource and release its unique keys.',
  details: 'A resource that others stand on is not removed.',
  examples: ['hivemind resource remove vm/web-1', 'hivemind resource remove web-1 --from 3 --yes'],
  operands: [{ name: 'NAME', about: 'Its name, its kind and name with a slash between, or its id.' }],
  options: {
    from: { kind: 'count', least: 1, value: 'VERSION', about: 'Only if it is at this version still.' },
    reason: reasonOption,
    yes: yesOption
  },
  async run ({ operands: [name = ''], options }, context) {
    const { from: version, reason, yes } = options
    await confirm(context, yes, name, `Removing resource ${name} and releasing its keys`)
    const client = await context.client()
    const reply = await client.call('resource-remove', { params: { name }, query: { version, ...reasonOf(reason) } })
    const { kind, name: called } = reply.item.resource
    showWritten(context, reply, `removed ${kind}/${called}`)
    return EXIT.ok
  }
})
