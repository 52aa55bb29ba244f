import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { cliPage } from '../src/docs.ts'

t.test('docs/cli.md is what the tables of the commands say; npm run fix writes it', async t => {
  t.equal(readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8'), await cliPage())
})
