/** What entries mean, as conversations with the state: `text/*.txt`. REWRITE=1 writes them anew. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { runFile } from './datadriven.ts'
import { Harness } from './harness.ts'

const folder = join(import.meta.dirname, 'text')

for (const name of readdirSync(folder).filter(file => file.endsWith('.txt')).sort()) {
  t.test(`the state answers as ${name} tells`, async t => {
    const harness = new Harness()
    runFile(join(folder, name), command => harness.perform(command), (found, expected, title) => {
      t.equal(found, expected, title)
    })
  })
}
