/** `hivemind version`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { VERSION } from '../version.ts'

export const version = defineCommand({
  name: 'version',
  about: 'Show the version of this program and of the Node it runs on.',
  examples: ['hivemind version', 'hivemind version -o json'],
  operands: [],
  options: {},
  async run (_given, context) {
    const item = { version: VERSION, nodeVersion: process.version, platform: `${process.platform}-${process.arch}` }
    context.output.show({
      kind: 'Version',
      item,
      text: () => `hivemind ${item.version} (node ${item.nodeVersion.slice(1)}, ${item.platform})`
    })
    return EXIT.ok
  }
})
