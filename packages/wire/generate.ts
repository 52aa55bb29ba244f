/**
 * Writes src/generated/ from proto/*.proto: static code without reflection, and its types.
 *
 * Run after every change of a schema: `node packages/wire/generate.ts` from the root, then commit what it wrote.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const out = join(import.meta.dirname, 'src', 'generated', 'messages.js')
const names = ['raft', 'swim', 'ask', 'join', 'pull', 'envelope', 'feed', 'whereabouts']
const schemas = names.map(name => `proto/${name}.proto`)

// Only encode and decode are used: no reflection, no JSON conversion, no services.
const left = ['create', 'verify', 'convert', 'delimited', 'typeurl', 'service'].map(part => `--no-${part}`)
const target = ['-t', 'static-module', '-w', 'esm', '-r', 'hivemind', '--dependency', 'protobufjs/minimal.js']
const options = [...target, '--force-number', ...left, '-p', 'proto']

const pbjs = join(dirname(createRequire(import.meta.url).resolve('protobufjs-cli/package.json')), 'bin', 'pbjs')
const run = (...args: string[]): void => {
  execFileSync(process.execPath, [pbjs, ...options, ...args, ...schemas], { cwd: root, stdio: 'inherit' })
}

// Types are read from the comments, which the code itself can do without.
const scratch = mkdtempSync(join(tmpdir(), 'wire-'))
try {
  run('-d', '-o', join(scratch, 'messages.js'))
  writeFileSync(out.replace(/\.js$/, '.d.ts'), readFileSync(join(scratch, 'messages.d.ts'), 'utf8'))
  run('--no-comments', '-o', out)
  // The compiler copies the code to dist and would otherwise want to derive those types again.
  const code = readFileSync(out, 'utf8')
  writeFileSync(out, code.replace('export const hivemind =', '/** @type {any} */\nexport const hivemind ='))
} finally {
  rmSync(scratch, { recursive: true })
}
