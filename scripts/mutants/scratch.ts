/**
 * A copy of the repository in which bugs are planted, so that nobody ever finds one in the checkout.
 *
 * Touches the file system below a temporary directory of its own. Dependencies are linked, our own packages are the
 * copies: a symbolic link to all of node_modules would lead tests back to the checkout's sources.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { type Mutant, pathOf, planted } from './mutant.ts'

const COPIED = ['docs', 'package.json', 'packages', 'proto', 'scripts', 'test']
const LEFT_OUT = new Set(['node_modules', 'dist', '.tap'])
const OURS = '@hivemind'

export interface Scratch {
  readonly root: string
  /** Run something while a bug is in the copy; the source is as it was afterwards. */
  while<Result> (mutant: Mutant, act: () => Promise<Result>): Promise<Result>
  remove (): void
}

export function makeScratch (checkout: string): Scratch {
  const root = mkdtempSync(join(tmpdir(), 'hivemind-mutants-'))
  const filter = (path: string): boolean => !LEFT_OUT.has(basename(path))
  for (const name of COPIED) cpSync(join(checkout, name), join(root, name), { recursive: true, filter })
  linkDependencies(checkout, root)
  return {
    root,
    async while (mutant, act) {
      const path = join(root, pathOf(mutant))
      const sound = readFileSync(path, 'utf8')
      writeFileSync(path, planted(mutant, sound))
      try {
        return await act()
      } finally {
        writeFileSync(path, sound)
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true })
  }
}

function linkDependencies (checkout: string, root: string): void {
  const modules = join(root, 'node_modules')
  mkdirSync(join(modules, OURS), { recursive: true })
  for (const name of readdirSync(join(checkout, 'node_modules'))) {
    if (name !== OURS) symlinkSync(join(checkout, 'node_modules', name), join(modules, name))
  }
  for (const name of readdirSync(join(checkout, 'node_modules', OURS))) {
    symlinkSync(join(root, 'packages', name), join(modules, OURS, name))
  }
}
