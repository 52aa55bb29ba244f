/**
 * A new directory with a short path, outside this checkout: unix sockets have no room for more, and no package of ours
 * is found from it.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function directory (t: { readonly teardown: (remove: () => void) => unknown }): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'hive-')))
  t.teardown(() => { rmSync(path, { recursive: true, force: true }) })
  return path
}
