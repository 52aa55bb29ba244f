/** `hivemind backup inspect`. */
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { backupText, checkedBackup } from '../backups.ts'
import { defineCommand } from '../command.ts'

export const backupInspect = defineCommand({
  name: 'backup inspect',
  about: 'Say what a backup holds, after comparing every hash in it.',
  details: 'No agent is needed. Whether a cluster comes up from it, hivemind backup verify tries.',
  examples: [
    'hivemind backup inspect monday.hivebak',
    'hivemind backup inspect monday.hivebak -o json | jq .item.meta.index'
  ],
  operands: [{ name: 'FILE', about: 'A backup.' }],
  options: {},
  async run ({ operands: [file = ''] }, context) {
    const checked = await checkedBackup(context, resolve(file))
    context.output.show({ kind: 'Backup', item: checked, text: look => backupText(checked, look) })
    return EXIT.ok
  }
})
