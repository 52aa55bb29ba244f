/**
 * All that this agent has applied: as JSON for reading, and with the history as a backup.
 *
 * Touches nothing by itself.
 */
import { type Handler, one, Streamed } from '../service.ts'

export const exportState: Handler<'state-export'> = async call => {
  const { chain, state } = await call.node.exportState(call.deadlineMs)
  return one(call, 'State', { chain, state: { ...state } })
}

export const saveBackup: Handler<'backup-save'> = async call => {
  const backup = await call.node.backup(call.deadlineMs)
  return new Streamed('application/octet-stream', async function * (gone) {
    for await (const piece of backup) {
      if (gone.aborted) throw new Error('the backup was cut short')
      yield piece
    }
  })
}
