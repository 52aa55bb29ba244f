/** `hivemind key claim KEY --holder NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const keyClaim = defineCommand({
  name: 'key claim',
  about: 'Claim a unique key. Of any number of claims at once one wins; the others are told its holder (exit 6).',
  examples: ['hivemind key claim ip-10.0.0.5 --holder backup-job', 'hivemind key claim port-b/8080 --holder shop'],
  operands: [{ name: 'KEY', about: 'A family, a dash and a value, such as ip-10.0.0.5.' }],
  options: {
    holder: { kind: 'text', value: 'NAME', about: 'Who is to hold it, and releases it. Needed.' },
    reason: reasonOption
  },
  async run ({ operands: [key = ''], options: { holder, reason } }, context) {
    if (holder === undefined)
      throw misused('--holder is missing: a key is released by who claimed it', 'Add --holder NAME.')
    const client = await context.client()
    const reply = await client.call('key-claim', { body: { key, holder, ...reasonOf(reason) } })
    showWritten(context, reply, `${holder} holds ${key}`)
    return EXIT.ok
  }
})
