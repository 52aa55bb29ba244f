/** `hivemind role scaffold NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { roleTool } from '../role-tool.ts'

interface Scaffolded { readonly name: string, readonly directory: string, readonly files: readonly string[] }

export const roleScaffold = defineCommand({
  name: 'role scaffold',
  about: 'Write a role to begin with: one that works, its test and its page.',
  details: 'It needs no agent and nothing installed.',
  examples: ['hivemind role scaffold pages', 'hivemind role scaffold pages --dir /opt/roles/pages'],
  operands: [{ name: 'NAME', about: 'Its name: lower-case letters, digits and dashes.' }],
  options: {
    dir: {
      kind: 'text',
      value: 'DIR',
      about: 'Where it is written: a new or empty directory; its name here when left out.'
    }
  },
  async run ({ operands: [name = ''], options: { dir } }, context) {
    const item = await roleTool<Scaffolded>(['scaffold', name, ...(dir === undefined ? [] : [dir])])
    context.output.show({
      kind: 'RoleScaffolded',
      item,
      text: () => item.files.map(file => `${item.directory}/${file}`).join('\n')
    })
    context.talk.hint(
      `try it with: hivemind role test ${item.directory}; then: hivemind role enable ${item.directory}`
    )
    return EXIT.ok
  }
})
