/** `hivemind backup restore`. */
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { restore, restoreOptions, showRestored } from '../restoring.ts'

export const backupRestore = defineCommand({
  name: 'backup restore',
  about: 'Make a cluster of one voter from a backup, with all of its history, in a new epoch.',
  details: 'The data directory must be empty or new, and is as it was unless the whole backup is good. Old members and tokens are given up: a machine of the old cluster that returns is fenced, and joins again with an empty directory.',
  examples: ['hivemind backup restore monday.hivebak --data-dir ./new --name n1 --listen 10.0.0.5:7400'],
  operands: [{ name: 'FILE', about: 'A backup.' }],
  options: restoreOptions,
  async run ({ options, operands: [file = ''] }, context) {
    const restored = await restore(context, 'backup-restore', resolve(file), context.place.dataDir, options)
    showRestored(context, 'BackupRestored', restored)
    return EXIT.ok
  }
})
