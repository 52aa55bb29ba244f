/** `hivemind node add NODE --role A,B`. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { dryRunOption, placedText, waitForProcesses, waitOptions } from '../process-options.ts'
import { processTable } from '../process-text.ts'
import { reasonOf, reasonOption, shownOf } from '../reply.ts'

export const nodeAdd = defineCommand({
  name: 'node add',
  about: 'Give a member roles and the processes of these, by one entry: all of it, or nothing.',
  details: 'A role that is not enabled yet is enabled on this machine; one that runs on others only is let run here, too. Each template of each role makes its processes. If a port or a name is taken, or a role cannot be enabled, nothing is changed. A machine that is no member yet joins first.',
  examples: [
    'hivemind node add px-09 --role pages,dns',
    'hivemind node add px-09 --role ./roles/pages --dry-run'
  ],
  operands: [{ name: 'NODE', about: 'Name or id of a member.' }],
  options: {
    role: {
      kind: 'text', value: 'ROLES',
      about: 'Names of roles with commas between them; one that is not enabled by its path or package.'
    },
    'dry-run': dryRunOption, ...waitOptions, reason: reasonOption
  },
  async run ({ operands: [node = ''], options }, context) {
    const { role, wait, detach, reason } = options
    const names = (role ?? '').split(',').map(name => name.trim()).filter(name => name !== '')
    if (names.length === 0) throw misused('--role is missing: which roles it is to have', 'As in: --role pages,dns.')
    const roles = names.map(text => {
      const source = /^[./]/.test(text) || (text.includes('/') && existsSync(text))
        ? { type: 'path', at: resolve(text) } as const
        : { type: 'package', at: text } as const
      return { role: text, source, bare: true }
    })
    const client = await context.client()
    const reply = await client.call('process-add', {
      body: { node, roles, dryRun: options['dry-run'], ...reasonOf(reason) }
    })
    const { place, processes, enabled } = reply.item
    context.output.show(shownOf(reply, look => [
      `${reply.item.node.name} has ${names.join(', ')}${enabled.length === 0 ? '' : `; enabled there: ${enabled.join(', ')}`}`,
      ...processes.length === 0 ? [] : [processTable(processes, look)],
      placedText(look, place)
    ].join('\n')))
    if (detach || place === null) return EXIT.ok
    return await waitForProcesses(context, processes.map(({ id }) => id), wait)
  }
})
