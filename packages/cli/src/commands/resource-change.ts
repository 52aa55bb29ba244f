/** `hivemind resource change NAME`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { wantedOf, wantedOptions } from '../wanted.ts'

export const resourceChange = defineCommand({
  name: 'resource change',
  about: 'Change what is wanted of a resource; what is not named stays.',
  details: 'With --from nothing is changed if somebody else changed it since you looked (exit 6). Keys that it gives up are free at once.',
  examples: [
    'hivemind resource change site/shop -d \'{"port":8081}\'',
    'hivemind resource change web-1 --from 3 --keys ip-10.0.0.6',
    'hivemind resource change web-1 --name web-2'
  ],
  operands: [{ name: 'NAME', about: 'Its name, its kind and name with a slash between, or its id.' }],
  options: {
    name: { kind: 'text', value: 'NAME', about: 'Its new name.' },
    ...wantedOptions,
    from: { kind: 'count', least: 1, value: 'VERSION', about: 'Only if it is at this version still.' },
    reason: reasonOption
  },
  async run ({ operands: [name = ''], options }, context) {
    const { name: renamed, from: version } = options
    const wanted = { ...renamed === undefined ? {} : { name: renamed }, ...wantedOf(options) }
    if (Object.keys(wanted).length === 0) {
      throw misused('nothing to change is named', 'Name one of --name, --definition, --tags, --keys, --parent.')
    }
    const client = await context.client()
    const reply = await client.call('resource-change', {
      params: { name }, body: { ...wanted, ...version === undefined ? {} : { version }, ...reasonOf(options.reason) }
    })
    const { resource } = reply.item
    showWritten(context, reply, `changed ${resource.kind}/${resource.name} to version ${resource.version}`)
    return EXIT.ok
  }
})
