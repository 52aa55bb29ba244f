/** `hivemind join-request deny ID --reason TEXT`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { reasonOption, showWritten } from '../reply.ts'

export const joinRequestDeny = defineCommand({
  name: 'join-request deny',
  about: 'Turn a waiting machine away. It is told the reason.',
  examples: ['hivemind join-request deny J-5512 --reason "not our machine"'],
  operands: [{ name: 'ID', about: 'Id of a request, from: hivemind join-request list.' }],
  options: { reason: { ...reasonOption, about: 'Why; the newcomer sees it. Needed.' } },
  async run ({ operands: [id = ''], options: { reason } }, context) {
    if (reason === undefined || reason.trim() === '')
      throw misused('--reason is missing: a denial is told to the newcomer with its reason', 'Add --reason "TEXT".')
    const client = await context.client()
    const reply = await client.call('join-request-deny', { params: { id }, body: { reason } })
    showWritten(context, reply, `denied ${reply.item.request}`)
    return EXIT.ok
  }
})
