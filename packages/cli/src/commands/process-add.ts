/** `hivemind process add ROLE`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { configurationText } from '../process-configuration.ts'
import { dryRunOption, placedText, settingsOf, waitForProcesses, waitOptions } from '../process-options.ts'
import { processTable } from '../process-text.ts'
import { reasonOf, reasonOption, shownOf } from '../reply.ts'

export const processAdd = defineCommand({
  name: 'process add',
  about: 'Give a machine processes of a role, with their ports: all of them, or none.',
  details: 'They are made from the templates of the role. Each port is the first one that nobody holds, from the template\'s own on; if all that it allows are held, the whole is refused and says by whom. Where the role may not run on the machine yet it is let, by the same entry. Their configuration is printed with -o env, json or systemd, and again by process configuration.',
  examples: [
    'hivemind process add pages --on b',
    'hivemind process add pages --on b --template worker --set instances=4,level=debug',
    'hivemind process add pages --on b --dry-run',
    'hivemind process add pages --on b -o env'
  ],
  operands: [{ name: 'ROLE', about: 'Name of an enabled role that has templates of processes.' }],
  options: {
    on: { kind: 'text', value: 'NODE', about: 'The machine; this one when left out.' },
    template: { kind: 'text', value: 'NAME', about: 'One template of the role; all when left out.' },
    set: { kind: 'text', value: 'KEY=VALUE', about: 'Settings that the template opens, with commas between them.' },
    output: {
      kind: 'text', short: 'o', value: 'FORM', choices: ['table', 'wide', 'json', 'ndjson', 'env', 'systemd'],
      about: 'table, wide, json, ndjson, or the configuration as env or systemd.'
    },
    'dry-run': dryRunOption,
    ...waitOptions,
    reason: reasonOption
  },
  async run ({ operands: [role = ''], options }, context) {
    const { on, template, set, output: form, reason, wait, detach } = options
    const client = await context.client()
    const node = on ?? (await client.status()).name
    const reply = await client.call('process-add', {
      body: {
        node, dryRun: options['dry-run'], ...reasonOf(reason),
        roles: [{ role, settings: settingsOf(set), ...template === undefined ? {} : { template } }]
      }
    })
    const { place, processes, enabled } = reply.item
    for (const name of enabled) context.talk.hint(`(role ${name} may run on ${node} from now on)`)
    if (form === 'env' || form === 'systemd') context.output.write(configurationText(processes, form))
    else context.output.show(shownOf(reply, look => `${processTable(processes, look)}\n${placedText(look, place)}`))
    if (detach || place === null) return EXIT.ok
    return await waitForProcesses(context, processes.map(({ id }) => id), wait)
  }
})
