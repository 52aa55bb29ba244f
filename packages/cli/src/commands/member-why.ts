/** `hivemind member why NAME`: who accuses a member, when, with what evidence. */
import type { MemberWhy } from '@hivemind/api'
import { defineCommand } from '../command.ts'
import { showDuration } from '../duration.ts'
import { ageText, conditionWord, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { type Look, paint, printable } from '../terminal.ts'
import { showOrWatch } from '../watching.ts'

export const memberWhy = defineCommand({
  name: 'member why',
  about: 'Show who found a member unreachable, when, and with what evidence.',
  details: 'More than half of a member\'s observers must agree before the log says that it is unreachable. What single ' +
    'ones hold against it before that is known to the leader; other agents show their own word only.',
  examples: ['hivemind member why b', 'hivemind member why b --json'],
  operands: [{ name: 'NAME', about: 'Name or id of a member.' }],
  options: {},
  watches: true,
  async run ({ operands: [name = ''] }, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('member-why', { params: { name } })
      return shownOf(reply, look => whyText(reply.item, look))
    })
  }
})

function whyText (why: MemberWhy, look: Look): string {
  const state = conditionWord(why.condition, why.failure?.stopped === true && why.failure.returned === null)
  const rows = [`${printable(why.name)} is ${paint(look, state.paint, state.text)}`]
  const { failure } = why
  if (failure === null) rows.push('the log never found it unreachable')
  else {
    const { observers, accusers, index, returned } = failure
    rows.push(
      `found unreachable ${ageText(look, failure.at)} at index ${index}, by ${accusers.length} of ${observers} observers`,
      evidenceTable(accusers, look)
    )
    if (failure.stopped) rows.push('its agent was stopped in good order, and did not come back within ten seconds')
    if (returned !== null) rows.push(`back ${ageText(look, returned.at)} at index ${returned.index}`)
  }
  if (why.accusations.length > 0) {
    rows.push(why.complete ? 'held against it now, not decided:' : 'held against it now by this agent:')
    rows.push(evidenceTable(why.accusations, look))
  }
  return rows.join('\n')
}

type Row = NonNullable<MemberWhy['failure']>['accusers'][number] & { readonly unreachable?: boolean }

const evidenceTable = (rows: readonly Row[], look: Look): string =>
  renderTable({
    columns: [
      { title: 'OBSERVER' }, { title: 'SAYS' }, { title: 'MISSED', right: true }, { title: 'DENIED', right: true },
      { title: 'SILENT', right: true }, { title: 'CONNECTION' }
    ],
    rows: rows.map(({ name, unreachable, missed, denied, silentMs, connected }) => [
      name, unreachable === false ? 'suspect' : 'unreachable', String(missed), String(denied), showDuration(silentMs),
      connected ? 'open' : 'closed'
    ]),
    empty: 'no observers'
  }, look)
