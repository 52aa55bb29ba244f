/** `hivemind state export`. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT } from '@hivemind/base'
import { runningPid } from '../agent-process.ts'
import { defineCommand } from '../command.ts'
import { offline } from '../offline.ts'
import { API_VERSION } from '../output.ts'

export const stateExport = defineCommand({
  name: 'state export',
  about: 'Write the applied state as JSON: members, tokens, requests, epochs, sessions and their hash.',
  details: 'From the running agent, with or without a quorum, or from the data directory of a stopped one. It holds the hashes of join tokens, so keep it as you keep a backup. hivemind state import makes a new cluster of it, without history.',
  examples: ['hivemind state export > state.json', 'hivemind state export --data-dir ./a | jq .item.state.members'],
  operands: [],
  options: {},
  async run (_given, context) {
    const { dataDir, from } = context.place
    const stopped = from !== 'lab' && existsSync(join(dataDir, 'agent.json')) && runningPid(dataDir) === null
    const item = stopped
      ? await offline<unknown>(context, { type: 'state-export', directory: dataDir })
      : (await (await context.client()).call('state-export')).item
    context.output.write(`${JSON.stringify({ apiVersion: API_VERSION, kind: 'State', item }, null, 2)}\n`)
    return EXIT.ok
  }
})
