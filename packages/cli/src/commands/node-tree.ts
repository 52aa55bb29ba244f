/** `hivemind node tree`: machines, and what stands on them. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { treeText } from '../tree.ts'
import { showOrWatch } from '../watching.ts'

export const nodeTree = defineCommand({
  name: 'node tree',
  about: 'Show machines, the resources on them, and those on these.',
  details: 'With -o json it is the list of resources, each with the id and the name of what it stands on.',
  examples: ['hivemind node tree', 'hivemind node tree -w'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const [members, reply] = await Promise.all([client.members(), client.call('resource-list')])
      return shownOf(reply, look => treeText(look, members, reply.items))
    })
  }
})
