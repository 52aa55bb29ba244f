/** `hivemind role update NAME [SOURCE]`. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { misused } from '../options.ts'
import { reasonOf, reasonOption, showWritten } from '../reply.ts'
import { followUpdate } from '../role-updating.ts'
import { parsed } from '../wanted.ts'

export const roleUpdate = defineCommand({
  name: 'role update',
  about: 'Roll out a new version of a role, one holder after the other, and watch it.',
  details: 'The agent that is asked reads the new code and its settings first. Then each holder in turn ends the old process, begins the new one, and says in the log when it is ready; the next one follows. At the first where it does not begin, is refused, or ends three times, the update stops (exit 10) and that member goes back to the old version: mend it and --resume, or --abort, after which the old version runs everywhere. Ctrl-C ends the watching, not the update; the same command without SOURCE shows how far it is. Who cannot be reached has the new version when it is back.',
  examples: [
    'hivemind role update pages /opt/roles/pages-1.1',
    'hivemind role update hivemind-role-pages --config \'{"directory":"/srv"}\' --detach',
    'hivemind role update pages --resume',
    'hivemind role update pages --abort'
  ],
  operands: [
    { name: 'NAME', about: 'Name of an enabled role.' },
    { name: 'SOURCE', about: 'Path or package of the new version; where it is now when left out.', optional: true }
  ],
  options: {
    config: { kind: 'text', short: 'c', value: 'JSON', about: 'Other settings: a JSON object, or @FILE.' },
    resume: { kind: 'flag', about: 'Go on at the member where it stopped.' },
    abort: { kind: 'flag', about: 'Go back to the version before, everywhere.' },
    wait: { kind: 'duration', value: 'TIME', about: 'Watch at most so long; until it is over when left out.' },
    detach: { kind: 'flag', about: 'Do not watch.' },
    reason: reasonOption
  },
  async run ({ operands: [name = '', source], options }, context) {
    const { config, resume, abort, wait, detach, reason } = options
    if (resume && abort) throw misused('--resume and --abort exclude each other')
    if ((resume || abort) && (source !== undefined || config !== undefined))
      throw misused('an update that is on its way has its SOURCE and settings')
    const client = await context.client()
    const { item: { update } } = await client.call('role-show', { params: { name } })
    const begins = !resume && !abort && (update === null || source !== undefined || config !== undefined)
    if (begins) {
      const given = config === undefined ? {} : { config: parsed(config) }
      const body = { ...sourceOf(source), ...given, ...reasonOf(reason) }
      const reply = await client.call('role-update', { params: { name }, body })
      const { version, revision } = reply.item.role
      showWritten(context, reply, `${name} is updated to ${version}, revision ${revision}`)
    } else if (resume || abort) {
      const body = { go: resume, ...reasonOf(reason) }
      const reply = await client.call('role-update-decide', { params: { name }, body })
      showWritten(context, reply, resume ? `${name} is updated further` : `${name} is ${reply.item.role.version} again`)
    }
    return detach || abort ? EXIT.ok : await followUpdate(context, name, wait)
  }
})

function sourceOf (text: string | undefined) {
  if (text === undefined) return {}
  const isPath = /^[./]/.test(text) || existsSync(text)
  return { source: isPath ? { type: 'path' as const, at: resolve(text) } : { type: 'package' as const, at: text } }
}
