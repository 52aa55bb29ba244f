/** `hivemind log export`. */
import { once } from 'node:events'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'

export const logExport = defineCommand({
  name: 'log export',
  about: 'Write the log as JSON lines: index, term, epoch, type, payload, hash, and the rest of each entry.',
  details: 'The hash is a chain over all entries before: two members whose last lines agree have the same history. It is read from this agent\'s own disk, with or without a quorum, and is always NDJSON.',
  examples: ['hivemind log export > log.ndjson', 'hivemind log export --from 500 | jq -r .hash'],
  operands: [],
  options: { from: { kind: 'count', value: 'N', about: 'Begin at index N; at the first kept entry when left out.' } },
  async run ({ options: { from } }, context) {
    const client = await context.client()
    const { stdout, stop } = context.world
    let rows = 0
    for await (const row of client.log.export({
      ...(from === undefined ? {} : { from: Math.max(1, from) }),
      signal: stop
    })) {
      // A slow reader, such as a pager, must not make us keep the whole log in memory.
      if (stdout.write(`${JSON.stringify(row)}\n`) === false) await once(stdout as NodeJS.WritableStream, 'drain')
      rows++
    }
    if (context.talk.look.width !== null && context.output.look.width === null) context.talk.hint(`${rows} entries`)
    return stop.aborted ? EXIT.interrupted : EXIT.ok
  }
})
