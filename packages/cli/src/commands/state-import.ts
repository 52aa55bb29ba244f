/** `hivemind state import`. */
import { resolve } from 'node:path'
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { restore, restoreOptions, showRestored } from '../restoring.ts'

export const stateImport = defineCommand({
  name: 'state import',
  about: 'Make a cluster of one voter from an exported state, without its history, in a new epoch.',
  details: 'The data directory must be empty or new. Old members and tokens are given up; machines join again. With history, restore a backup instead.',
  examples: ['hivemind state import state.json --data-dir ./new --name n1 --listen 127.0.0.1:7400'],
  operands: [{ name: 'FILE', about: 'What hivemind state export wrote.' }],
  options: restoreOptions,
  async run ({ options, operands: [file = ''] }, context) {
    const restored = await restore(context, 'state-import', resolve(file), context.place.dataDir, options)
    showRestored(context, 'StateImported', restored)
    return EXIT.ok
  }
})
