/** `hivemind node tree`: machines, and what stands on them. */
import { defineCommand } from '../command.ts'
import { shownOf } from '../reply.ts'
import { treeText, withAbove } from '../tree.ts'
import { selectorOption } from '../wanted.ts'
import { showOrWatch } from '../watching.ts'

export const nodeTree = defineCommand({
  name: 'node tree',
  about: 'Show machines, the resources on them, and those on these.',
  details: 'With -o json it is the list of resources, each with the id and the name of what it stands on. What stands on something has its tags, too, unless it has such a tag itself; with -l what those that are chosen stand on is shown as well.',
  examples: ['hivemind node tree', 'hivemind node tree -w', 'hivemind node tree -l zone=ams,!retired'],
  operands: [],
  options: { selector: selectorOption },
  watches: true,
  async run ({ options: { selector } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const query = { selector, inherited: 'true' } as const
      const [members, reply] = await Promise.all([client.members(), client.call('resource-list', { query })])
      if (selector === undefined) return shownOf(reply, look => treeText(look, members, reply.items))
      const [machines, all] = await Promise.all([
        client.call('member-list', { query: { selector } }), client.call('resource-list')
      ])
      const chosen = new Set([...machines.items, ...reply.items].map(({ id }) => id))
      return shownOf(reply, look => treeText(look, ...withAbove(chosen, members, all.items)))
    })
  }
})
