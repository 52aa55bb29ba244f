/**
 * The end of an agent: everything is closed in turn, whatever becomes of the rest.
 *
 * Touches the data directory.
 */

import type { Directory } from './directory.ts'
import type { Logger } from './logging.ts'
import type { Opened } from './opening.ts'

type Closing = readonly [what: string, close: () => void | Promise<void> | undefined]

/** What cannot be closed is logged, and does not keep the lock of the directory from going. */
export async function closeInTurn (log: Logger, closings: readonly Closing[]): Promise<void> {
  for (const [what, close] of closings) {
    try {
      await close()
    } catch (error) {
      log.warn({ what, error: String(error) }, 'this did not close in good order; nothing acknowledged depends on it')
    }
  }
}

/** The lock goes last: whoever gets it then finds a directory that nobody uses. */
export async function closeDisk (directory: Directory, { wal, db }: Opened): Promise<void> {
  try {
    await wal.close()
  } finally {
    directory.end()
    await db.close()
  }
}
