/**
 * `npm run bench [-- NAME... [--FLAG...]]`: runs the named benches, or all; each prints its figures. Flags go to each.
 *
 * Starts each as a child process, so that none warms up another.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildPackages } from './testing/build.ts'

const root = join(import.meta.dirname, '..')
const words = process.argv.slice(2)
const firstFlag = words.findIndex(word => word.startsWith('--'))
const chosen = firstFlag === -1 ? words : words.slice(0, firstFlag)
const flags = words.slice(chosen.length)
const names = readdirSync(join(root, 'bench'))
  .filter(name => name.endsWith('.ts') && (chosen.length === 0 || chosen.includes(name.slice(0, -'.ts'.length))))
  .sort()
if (names.length > 0) buildPackages(root)
else console.log(`no bench in bench/ is named ${words.join(' ')}`)
const failed = names.filter(name => {
  console.log(`\n${name}`)
  const program = ['--conditions=hivemind-src', join('bench', name), ...flags]
  return spawnSync(process.execPath, program, { cwd: root, stdio: 'inherit' }).status !== 0
})
if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`)
process.exitCode = failed.length > 0 || names.length === 0 ? 1 : 0
