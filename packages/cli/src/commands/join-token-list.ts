/** `hivemind join-token list`. */
import { defineCommand } from '../command.ts'
import { ageText, shownOf } from '../reply.ts'
import { renderTable } from '../table.ts'
import { showOrWatch } from '../watching.ts'

export const joinTokenList = defineCommand({
  name: 'join-token list',
  about: 'List join tokens and what is left of them; never their secrets.',
  examples: ['hivemind join-token list'],
  operands: [],
  options: {},
  watches: true,
  async run (_given, context) {
    const client = await context.client()
    return await showOrWatch(context, async () => {
      const reply = await client.call('join-token-list')
      return shownOf(reply, look =>
        renderTable(
          {
            columns: [
              { title: 'ID' },
              { title: 'STATUS' },
              { title: 'USES LEFT', right: true },
              { title: 'EXPIRES' },
              { title: 'VOTER' },
              { title: 'ROLE' }
            ],
            rows: reply.items.map(token => [
              token.id,
              { text: token.status, paint: token.status === 'usable' ? 'green' : 'dim' },
              `${token.usesLeft} of ${token.uses}`,
              ageText(look, token.expiresAt),
              token.voter ? 'yes' : 'no',
              token.role || '-'
            ]),
            empty: 'no join tokens; make one with: hivemind join-token create'
          },
          look
        )
      )
    })
  }
})
