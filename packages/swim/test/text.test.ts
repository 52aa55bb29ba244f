/** What a member says, as transcripts: test/text/*.txt. REWRITE=1 writes them anew. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { replay } from './transcript.ts'

const folder = join(import.meta.dirname, 'text')

for (const name of readdirSync(folder).sort()) {
  test(`a member behaves as ${name} tells`, t => {
    replay(join(folder, name), (found, expected, command) => { t.equal(found, expected, command) })
    t.end()
  })
}
