/** `hivemind role disable NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { reasonOf, reasonOption, showWritten, yesOption } from '../reply.ts'

export const roleDisable = defineCommand({
  name: 'role disable',
  about: 'Disable a role, everywhere or on one member. Its process ends; what it did in the world stays.',
  examples: ['hivemind role disable pages', 'hivemind role disable pages --on b --yes'],
  operands: [{ name: 'NAME', about: 'Name of an enabled role.' }],
  options: {
    on: { kind: 'text', value: 'NAME', about: 'On this member only; another one takes over what it held.' },
    reason: reasonOption,
    yes: yesOption
  },
  async run ({ operands: [name = ''], options: { on, reason, yes } }, context) {
    await confirm(context, yes, name, `Disabling role ${name} ${on === undefined ? 'everywhere' : `on ${on}`}`)
    const client = await context.client()
    const reply = await client.call('role-disable', { params: { name }, query: { member: on, ...reasonOf(reason) } })
    showWritten(context, reply, `disabled ${name}${on === undefined ? '' : ` on ${on}`}`)
    return EXIT.ok
  }
})
