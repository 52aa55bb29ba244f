/**
 * Runs one program in a scratch copy, and ends it when it says nothing for too long.
 *
 * Starts child processes, each in a group of its own, and ends only those.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Ended {
  /** `hung` when it was ended because it was silent for too long. */
  readonly how: 'passed' | 'failed' | 'hung'
  readonly lines: readonly string[]
  readonly ms: number
}

/** Bytes of old generation that a run may use: a bug that collects garbage for ever ends with it. */
const HEAP_MEGABYTES = 1_024

/** Groups of children that run now. */
const running = new Set<number>()

/** End every child: a group of its own does not hear that its parent was interrupted. */
export function endChildren (): void {
  for (const group of running) process.kill(-group, 'SIGKILL')
}

/** @param silentMs - longest time between two lines of output */
export async function runNode (root: string, words: readonly string[], silentMs: number): Promise<Ended> {
  const startedMs = performance.now()
  const flags = ['--conditions=hivemind-src', `--max-old-space-size=${HEAP_MEGABYTES}`]
  const child = spawn(process.execPath, [...flags, ...words], {
    cwd: root,
    env: { ...process.env, TAP_BAIL: '1', NODE_COMPILE_CACHE: join(root, '.compiled') },
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true
  })
  const { pid } = child
  if (pid !== undefined) running.add(pid)
  let hung = false
  const timer = setTimeout(() => {
    hung = true
    if (pid !== undefined && running.has(pid)) process.kill(-pid, 'SIGKILL')
  }, silentMs)
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    timer.refresh()
  }
  const code = await ended
  if (pid !== undefined) running.delete(pid)
  clearTimeout(timer)
  return { how: hung ? 'hung' : code === 0 ? 'passed' : 'failed', lines, ms: performance.now() - startedMs }
}
