/** `hivemind log tail`. */
import type { Client } from '@hivemind/api'
import { EXIT, type ExitCode } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { rowText } from '../log-text.ts'
import { shownOf, warnIfStale } from '../reply.ts'

export const logTail = defineCommand({
  name: 'log tail',
  about: 'Show the newest entries of the log, and with -f those to come.',
  details:
    "Entries come from the agent's own disk and may be behind; --consistency linearizable asks the leader first. With -f it goes on over restarts of the agent, none left out, none twice.",
  examples: [
    'hivemind log tail',
    'hivemind log tail -f',
    'hivemind log tail --from 100 -n 10',
    'hivemind log tail -f -o ndjson | jq .type'
  ],
  operands: [],
  options: {
    follow: { kind: 'flag', short: 'f', about: 'Go on with what is appended from now on.' },
    from: { kind: 'count', value: 'N', about: 'Begin at index N instead of near the end.' },
    number: {
      kind: 'count',
      short: 'n',
      value: 'N',
      standard: '20',
      about: 'So many entries at most, before following.'
    },
    type: { kind: 'text', value: 'NAME', about: 'Only entries of this type.' },
    consistency: {
      kind: 'text',
      value: 'C',
      standard: 'stale',
      choices: ['stale', 'linearizable'],
      about: 'stale or linearizable.'
    }
  },
  async run ({ options }, context) {
    const client = await context.client()
    const { from, number, type, follow } = options
    const range =
      from === undefined ? { tail: Math.max(1, number) } : { from: Math.max(1, from), limit: Math.max(1, number) }
    const page = await client.call('log-read', {
      query: { ...range, consistency: options.consistency as 'stale', ...(type === undefined ? {} : { type }) }
    })
    const items = number === 0 ? [] : page.items
    if (context.output.form === 'json' && !follow) context.output.show(shownOf({ ...page, items }, () => ''))
    else for (const row of items) writeRow(context, row)
    warnIfStale(context, page.meta)
    return follow ? await followRows(context, client, page.page.next, type) : EXIT.ok
  }
})

/** Rows as they come, until Ctrl-C. */
async function followRows (
  context: Context,
  client: Client,
  from: number,
  type: string | undefined
): Promise<ExitCode> {
  for await (const row of client.log.follow({ from, signal: context.world.stop })) {
    if (type === undefined || row.type === type) writeRow(context, row)
  }
  return EXIT.ok
}

function writeRow ({ output }: Context, row: Parameters<typeof rowText>[0]): void {
  output.write(`${output.form === 'table' ? rowText(row, output.look) : JSON.stringify(row)}\n`)
}
