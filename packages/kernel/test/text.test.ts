/**
 * What a node does, walk by walk of docs/architecture.md. The conversations are in `text/`.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { runFile } from './datadriven.ts'
import { Harness } from './harness.ts'

const folder = fileURLToPath(new URL('text/', import.meta.url))

for (const name of readdirSync(folder).filter(file => file.endsWith('.txt')).sort()) {
  t.test(`the conversation in ${name} goes as written`, async t => {
    const harness = new Harness()
    runFile(
      folder + name,
      command => harness.perform(command),
      (found, expected, title) => t.equal(found, expected, title)
    )
  })
}
