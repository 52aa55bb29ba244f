/** `hivemind role enable SOURCE`. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { parsed, selectorOption } from '../wanted.ts'

export const roleEnable = defineCommand({
  name: 'role enable',
  about: 'Enable a role, or enable it otherwise: with other settings, on other members, in another version.',
  details: 'Its code has to be on each machine that runs it, at the same path or as an installed package; the agent that is asked reads it, and the log tells the others. No agent is restarted. With --user its process runs as that account, in a directory that belongs to it; where there is no such account, it cannot read the code, or the agent is not root, the role is refused on that machine, and tried again every ten seconds: role list, role doctor.',
  examples: [
    'hivemind role enable ./pages --on b,c',
    'hivemind role enable /opt/roles/pages --config \'{"directory":"/var/www"}\'',
    'hivemind role enable hivemind-role-pages -l zone=ams',
    'hivemind role enable /opt/roles/pages --user www-data',
    'hivemind role enable dns --on d,e --config \'{"zone":"hive.internal"}\''
  ],
  operands: [{ name: 'SOURCE', about: 'A role that is shipped (host, dns), the path of one, or the name of a package.' }],
  options: {
    on: { kind: 'text', value: 'NAMES', about: 'Members that may run it, with commas between them; all when left out.' },
    selector: { ...selectorOption, about: 'Of these, or of all, those that have these tags now: key=value, key!=value, key, !key.' },
    user: {
      kind: 'text', value: 'USER',
      about: 'Account of the machine that it runs as, if the agent is root; the agent\'s own when left out.'
    },
    config: { kind: 'text', short: 'c', value: 'JSON', about: 'Its settings: a JSON object, or @FILE.' },
    reason: reasonOption
  },
  async run ({ operands: [text = ''], options: { on, selector = '', user, config, reason } }, context) {
    const isPath = /^[./]/.test(text) || existsSync(text)
    const source = isPath ? { type: 'path', at: resolve(text) } as const : { type: 'package', at: text } as const
    const members = (on ?? '').split(',').map(name => name.trim()).filter(name => name !== '')
    const client = await context.client()
    const reply = await client.call('role-enable', {
      body: {
        source, members, selector, ...user === undefined ? {} : { user },
        ...config === undefined ? {} : { config: parsed(config) }, ...reasonOf(reason)
      }
    })
    const { role } = reply.item
    showWritten(context, reply, `enabled ${role.name} ${role.version}, revision ${role.revision}`)
    return EXIT.ok
  }
})
