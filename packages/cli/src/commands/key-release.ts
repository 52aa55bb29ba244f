/** `hivemind key release KEY --holder NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const keyRelease = defineCommand({
  name: 'key release',
  about: 'Release a unique key that its holder claimed.',
  details: 'A key of a resource is released with it: change or remove the resource.',
  examples: ['hivemind key release ip-10.0.0.5 --holder backup-job'],
  operands: [{ name: 'KEY', about: 'A family, a dash and a value, such as ip-10.0.0.5.' }],
  options: {
    holder: { kind: 'text', value: 'NAME', about: 'Who holds it. Needed, so that a late release takes nothing from the next one.' },
    reason: reasonOption
  },
  async run ({ operands: [key = ''], options: { holder, reason } }, context) {
    if (holder === undefined)
      throw misused('--holder is missing: only who holds a key releases it', 'Add --holder NAME.')
    const client = await context.client()
    const reply = await client.call('key-release', { params: { key }, query: { holder, ...reasonOf(reason) } })
    showWritten(context, reply, `released ${key}`)
    return EXIT.ok
  }
})
