/**
 * A directory to work in: a role keeps what it knows where its process is.
 *
 * Touches the working directory of the process, until a test file ends.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** Work in a new directory. @returns its path, and where the process was before */
export function enterRoom (t: Pick<Test, 'teardown'>): { readonly room: string, readonly home: string } {
  const home = process.cwd()
  const room = mkdtempSync(join(tmpdir(), 'hm-dns-'))
  process.chdir(room)
  t.teardown(() => {
    process.chdir(home)
    rmSync(room, { recursive: true, force: true })
  })
  return { room, home }
}
