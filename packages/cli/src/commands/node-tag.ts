/** `hivemind node tag NAME TAG...`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'

export const nodeTag = defineCommand({
  name: 'node tag',
  about: 'Put tags on a machine, or drop some; it is chosen by them with -l.',
  details: 'KEY=VALUE or KEY puts a tag, KEY- drops it; the others stay.',
  examples: ['hivemind node tag b zone=ams ssd', 'hivemind node tag b ssd-'],
  operands: [
    { name: 'NAME', about: 'Name or id of a member.' },
    { name: 'TAG', about: 'KEY=VALUE, KEY, or KEY- to drop it.', many: true }
  ],
  options: { reason: reasonOption },
  async run ({ operands: [name = '', ...tags], options }, context) {
    const client = await context.client()
    const isDrop = (tag: string): boolean => tag.endsWith('-') && !tag.includes('=')
    const put = Object.fromEntries(tags.filter(tag => !isDrop(tag)).map(tag => {
      const at = tag.indexOf('=')
      return at < 0 ? [tag, ''] : [tag.slice(0, at), tag.slice(at + 1)]
    }))
    const drop = tags.filter(isDrop).map(tag => tag.slice(0, -1))
    const body = { put, drop, ...reasonOf(options.reason) }
    const reply = await client.call('member-tag', { params: { name }, body })
    showWritten(context, reply, `${reply.item.member.name} is tagged`)
    return EXIT.ok
  }
})
