/** `hivemind completion bash|zsh|fish`. */
import { EXIT } from '@hivemind/base'
import { defineCommand } from '../command.ts'
import { didYouMean } from '../nearest.ts'
import { misused } from '../options.ts'

const SHELLS = ['bash', 'zsh', 'fish'] as const

export const completion = defineCommand({
  name: 'completion',
  about: 'Write the completion script of a shell.',
  examples: [
    'source <(hivemind completion bash)',
    'source <(hivemind completion zsh)',
    'hivemind completion fish > ~/.config/fish/completions/hivemind.fish'
  ],
  operands: [{ name: 'SHELL', about: 'bash, zsh or fish.' }],
  options: {},
  async run ({ operands: [shell = ''] }, context) {
    const known = SHELLS.find(each => each === shell)
    if (known === undefined) throw misused(`SHELL is ${SHELLS.join(', ')}; found "${shell}"${didYouMean(shell, SHELLS)}`)
    const { completionScript } = await import('../completion.ts')
    const { loadAll } = await import('../help.ts')
    context.output.write(completionScript(known, await loadAll()))
    return EXIT.ok
  }
})
