/** `hivemind help [COMMAND]`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { findCommand } from '../words.ts'

export const help = defineCommand({
  name: 'help',
  about: 'Show the commands, or how one is used.',
  details: 'With -o json the whole table of commands, from which documentation and completion are made.',
  examples: ['hivemind help', 'hivemind help join', 'hivemind help log append', 'hivemind help --json'],
  operands: [{ name: 'COMMAND', about: 'Words of a command.', optional: true, many: true }],
  options: {},
  async run ({ operands }, context) {
    const { commandHelp, groupHelp, overview, reference } = await import('../help.ts')
    const { output } = context
    if (output.form !== 'table') {
      output.show({ kind: 'CommandList', items: await reference(), text: () => '' })
      return EXIT.ok
    }
    const found = findCommand(operands)
    if (found.type === 'command' && found.rest.length > 0)
      throw misused(`"${found.name}" has no command "${found.rest[0]}"`)
    const { commands } = await import('./index.ts')
    output.write(
      found.type === 'nothing'
        ? await overview()
        : found.type === 'group'
          ? await groupHelp(found.name)
          : commandHelp(await commands[found.name]())
    )
    return EXIT.ok
  }
})
