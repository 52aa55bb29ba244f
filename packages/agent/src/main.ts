/**
 * Where the agent's process begins: `main.js run --data-dir DIR [--trace FILE]`. Loads the rest in the quickest way.
 *
 * Touches the compiled files beside it. docs/performance.md has what it is worth.
 */
import { statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const here = import.meta.dirname
/** The agent and its libraries in few files, which `npm run build` makes of what was compiled. */
const BUNDLE = 'bundled-running.js'

/** A bundle older than what was compiled is of another time: whoever only compiles runs what was compiled. */
function isBundled (): boolean {
  const madeMs = (name: string): number => statSync(join(here, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  return madeMs(BUNDLE) >= Math.max(1, madeMs('.tsbuildinfo'))
}

if (import.meta.filename.endsWith('.js')) {
  // Where the build has left the compiled code of an agent that ran; other users of this machine have their own.
  enableCompileCache(join(here, 'code-cache'))
  await import(isBundled() ? `./${BUNDLE}` : './running.js')
} else {
  await import('./running.ts')
}
