/**
 * `npm run bench [-- WORD...]`: runs the benches one after the other; each prints its claim and its number.
 *
 * Starts each as a child process, so that none warms up another.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2)
const names = readdirSync(join(root, 'bench'))
  .filter(name => name.endsWith('.ts') && (words.length === 0 || words.some(word => name.includes(word))))
  .sort()
if (names.length === 0) console.log(['no bench in bench/', ...words].join(' '))
const failed = names.filter(name => {
  console.log(`\n${name}`)
  const program = ['--conditions=hivemind-src', join('bench', name)]
  return spawnSync(process.execPath, program, { cwd: root, stdio: 'inherit' }).status !== 0
})
if (failed.length > 0) console.log(`\nclaims that do not hold: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 || names.length === 0 ? 1 : 0
