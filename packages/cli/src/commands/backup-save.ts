/** `hivemind backup save`. */
import { existsSync, rmSync, statSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { EXIT, HivemindError } from '@hivemind/base'
import { runningPid } from '../agent-process.ts'
import { backupText, checkedBackup } from '../backups.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { showBytes } from '../duration.ts'
import { refuse } from '../errors.ts'
import { offline } from '../offline.ts'

export const backupSave = defineCommand({
  name: 'backup save',
  about: 'Write history and applied state of an agent into one checksummed file.',
  details: 'From the running agent, under load and with or without a quorum, or from the data directory of a stopped one. The file appears under its name only when it is whole and was read again. An existing file is not written over.',
  examples: ['hivemind backup save monday.hivebak', 'hivemind backup save /backup/a.hivebak --data-dir ./a'],
  operands: [{ name: 'FILE', about: 'Where to write it.' }],
  options: {},
  async run ({ operands: [given = ''] }, context) {
    const file = resolve(given)
    if (existsSync(file))
      throw new HivemindError(refuse('HIVE_CLI_TAKEN', `${file} exists`, { hint: 'Choose another file name.' }))
    const part = `${file}.${process.pid}.part`
    try {
      await save(context, part)
      const checked = await checkedBackup(context, part)
      await rename(part, file)
      context.output.show({
        kind: 'BackupSaved',
        item: { file, ...checked },
        text: look => `${file}\n${backupText(checked, look)}`
      })
    } finally {
      rmSync(part, { force: true })
    }
    return EXIT.ok
  }
})

async function save (context: Context, part: string): Promise<void> {
  const { dataDir, from } = context.place
  const stopped = from !== 'lab' && existsSync(join(dataDir, 'agent.json')) && runningPid(dataDir) === null
  if (stopped) {
    await offline<unknown>(context, { type: 'backup-save', directory: dataDir, file: part })
    return
  }
  const client = await context.client()
  const out = await open(part, 'wx', 0o600)
  try {
    let bytes = 0
    for await (const piece of client.backup({ signal: context.world.stop })) {
      await out.writeFile(piece)
      bytes += piece.length
      context.talk.doing(`saving, ${showBytes(bytes)}`)
    }
    await out.sync()
  } finally {
    await out.close()
  }
  if (statSync(part).size === 0)
    throw new HivemindError(refuse('HIVE_CLI_UNEXPECTED', 'the agent gave an empty backup'))
}
