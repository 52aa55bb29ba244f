/** `hivemind node list`: who was admitted. */
import type { Member } from '@hivemind/api'
import { defineCommand } from '../command.ts'
import { ageText, conditionWord, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import type { Look } from '../terminal.ts'
import { selectorOption } from '../wanted.ts'
import { showOrWatch } from '../watching.ts'

export const nodeList = defineCommand({
  name: 'node list',
  about: 'List the machines that the log has admitted, and their state.',
  examples: [
    'hivemind node list', 'hivemind node list -w', 'hivemind node list -l zone=ams', 'hivemind node list -o ndjson'
  ],
  operands: [],
  options: { selector: selectorOption },
  watches: true,
  async run ({ options: { selector } }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('member-list', { query: { selector } })
      return shownOf(reply, look => nodeTable(reply.items, look))
    })
  }
})

/** Members as the table that people see. */
export const nodeTable = (members: readonly Member[], look: Look): string =>
  renderTable(
    {
      columns: [
        { title: 'NAME' },
        { title: 'STATE' },
        { title: 'PART' },
        { title: 'ROLE' },
        { title: 'TAGS' },
        { title: 'ADDRESS' },
        { title: 'VERSION' },
        { title: 'JOINED', cut: true },
        { title: 'ID' }
      ],
      rows: members.map(member => [
        member.name,
        stateOf(member),
        partOf(member),
        member.role || '-',
        tagsText(member.tags),
        member.addresses.join(','),
        member.version,
        `${ageText(look, member.joinedAt)}, epoch ${member.joinedEpoch}`,
        member.id
      ]),
      empty: 'no members'
    },
    look
  )

/** The state in a word; a member that is to be emptied is called so as well. */
export function stateOf ({ condition, stopped, draining = false }: Member): ReturnType<typeof conditionWord> {
  const word = conditionWord(condition, stopped)
  return draining ? { text: `${word.text}, draining`, paint: 'yellow' } : word
}

/** `zone=ams,ssd`, or a dash. */
export const tagsText = (tags: Member['tags'] = {}): string =>
  Object.entries(tags).map(([tag, value]) => value === '' ? tag : `${tag}=${value}`).join(',') || '-'

/** What a member does in the control plane, in one word or a short phrase. */
export function partOf ({ raft, wanted }: Pick<Member, 'raft' | 'wanted'>): string {
  if (raft === 'voter') return wanted === 'voter' ? 'voter' : 'voter, leaving'
  if (raft === 'learner') return wanted === 'voter' ? 'learner' : 'learner, leaving'
  return wanted === 'voter' ? 'voter to be' : 'member'
}
