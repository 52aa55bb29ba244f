/** `hivemind process configuration NAME...`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { configurationOf, configurationText } from '../process-configuration.ts'

export const processConfiguration = defineCommand({
  name: 'process configuration',
  about: 'Print the configuration of processes: variables, JSON, or a unit of systemd.',
  details: 'It is what its agent starts it with. Several processes are printed one after another, each as a document of its own.',
  examples: [
    'hivemind process configuration b.web-1',
    'hivemind process configuration b.web-1 -o systemd > /etc/systemd/system/web-1.service',
    'hivemind process configuration b.web-1 b.web-2 -o json'
  ],
  operands: [{ name: 'NAME', about: 'Name or id of a process.', many: true }],
  options: {
    output: {
      kind: 'text', short: 'o', value: 'FORM', choices: ['env', 'json', 'systemd', 'table', 'wide', 'ndjson'],
      about: 'env (as it comes), json, ndjson or systemd.'
    }
  },
  async run ({ operands: names, options: { output: form } }, context) {
    const client = await context.client()
    const replies = await Promise.all(names.map(async name =>
      await client.call('process-show', { params: { name } })))
    const processes = replies.map(({ item }) => item)
    if (context.output.form === 'table')
      context.output.write(configurationText(processes, form === 'systemd' ? form : 'env'))
    else {
      const items = processes.map(configurationOf)
      context.output.show({ kind: 'ProcessConfigurationList', items, meta: replies[0]?.meta, text: () => '' })
    }
    return EXIT.ok
  }
})
