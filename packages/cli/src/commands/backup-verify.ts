/** `hivemind backup verify`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Client } from '@hivemind/api'
import { EXIT, HivemindError } from '@hivemind/base'
import { startAgent } from '../agent-process.ts'
import { type Checked, checkedBackup } from '../backups.ts'
import { whenAnswering, whenLeading } from '../bring-up.ts'
import { defineCommand } from '../command.ts'
import type { Context } from '../context.ts'
import { showDuration } from '../duration.ts'
import { refuse } from '../errors.ts'
import { type Restored, restore } from '../restoring.ts'
import { stopAgents } from '../stopping.ts'
import { sign } from '../terminal.ts'

interface Check { readonly check: string, readonly found: string, readonly expected: string, readonly ok: boolean }

export const backupVerify = defineCommand({
  name: 'backup verify',
  about: 'Try a backup: restore it into a throw-away cluster on this machine, and see that it works.',
  details: 'It runs on 127.0.0.1 in a temporary directory and is gone afterwards; nothing else hears of it.',
  examples: ['hivemind backup verify monday.hivebak', 'hivemind backup verify monday.hivebak --json'],
  operands: [{ name: 'FILE', about: 'A backup.' }],
  options: {
    wait: {
      kind: 'duration',
      value: 'TIME',
      standard: '60s',
      about: 'Longest wait until the throw-away cluster leads.'
    }
  },
  async run ({ options: { wait }, operands: [given = ''] }, context) {
    const file = resolve(given)
    const began = performance.now()
    const checked = await checkedBackup(context, file)
    const checks = await tried(context, file, checked, wait)
    const failed = checks.filter(({ ok }) => !ok)
    context.output.show({
      kind: 'BackupVerified',
      item: { file, ok: failed.length === 0, checks, meta: checked.meta },
      text: look =>
        [
          ...checks.map(({ check, found, ok }) => `${sign(look, ok ? 'done' : 'failed')} ${check}: ${found}`),
          failed.length === 0
            ? `the backup works, after ${showDuration(performance.now() - began)}`
            : 'the backup does not work'
        ].join('\n')
    })
    if (failed.length === 0) return EXIT.ok
    const [{ check, found, expected } = { check: '', found: '', expected: '' }] = failed
    throw new HivemindError(refuse('HIVE_CLI_VERIFY', `${check}: found ${found}, expected ${expected}`))
  }
})

/** Restore, start, look, stop, and leave nothing behind. */
async function tried (context: Context, file: string, checked: Checked, waitMs: number): Promise<readonly Check[]> {
  const directory = mkdtempSync(join(tmpdir(), 'hivemind-verify-'))
  const dataDir = join(directory, 'v')
  try {
    const listen = `127.0.0.1:${await freePort()}`
    const restored = await restore(context, 'backup-restore', file, dataDir, {
      name: 'verify',
      listen,
      reason: 'backup verify'
    })
    const started = startAgent(dataDir)
    try {
      const client = await whenAnswering(context, dataDir, started, waitMs)
      await whenLeading(context, dataDir, started, client, waitMs)
      context.talk.doing('looking at the restored cluster')
      return await compared(client, checked, restored)
    } finally {
      await stopAgents(context, [{ dataDir, pid: started.pid }], waitMs, 'firm')
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function compared (client: Client, { meta, done }: Checked, restored: Restored): Promise<readonly Check[]> {
  const check = (name: string, found: unknown, expected: unknown): Check =>
    ({ check: name, found: String(found), expected: String(expected), ok: String(found) === String(expected) })
  const last = await client.log.show(meta.index)
  const { items } = await client.log.read({ from: meta.base.index + 1, limit: 1 })
  const status = await client.status()
  const members = await client.members()
  const { index } = await client.log.append({ type: 'backup.verified', payload: { through: meta.index } })
  return [
    check('hash chain of the history', last.hash, meta.chain),
    check('first entry', items[0]?.index, done.entries === 0 ? undefined : meta.base.index + 1),
    check('state hash before the restore', restored.stateHash, meta.stateHash),
    check('epoch', status.epoch, meta.epoch + 1),
    check('cluster', status.cluster?.id, meta.cluster.id),
    check('members', members.map(({ name }) => name).join(), 'verify'),
    check('old members given up', restored.lost, meta.members),
    check('an event is appended after the history', index > meta.index, true)
  ]
}

async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}
