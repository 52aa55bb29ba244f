/** Help of `hivemind-lite`. Pure. */
import { columns, optionRows } from '../help.ts'
import { LITE_COMMANDS, liteOptions } from './commands.ts'

export const liteHelp = (): string => [
  'hivemind-lite [command] [options]\n\nLooks at the cluster through the agent of this machine. It cannot change anything, works without a quorum,\nand says how old what it shows is.',
  `Commands:\n${columns(Object.entries(LITE_COMMANDS))}`,
  `Options:\n${columns(optionRows(liteOptions))}`,
  'Examples:\n  hivemind-lite\n  hivemind-lite nodes -w\n  hivemind-lite log -f\n  hivemind-lite dns web.service SRV\n  hivemind-lite health || page-somebody\n'
].join('\n\n')
