/**
 * What an agent tells the engine that runs it, by what it has to do, and the C library below it.
 *
 * Touches agent.json, for reading. docs/performance.md has the figures.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where short-lived objects are made, in MiB for each of its halves; the engine's own choice grows to 64. */
const SMALL_NURSERY = '--max-semi-space-size=1'
const VOTERS_NURSERY = '--max-semi-space-size=16'
/** All that an agent may be started with; the engine keeps compiled code for each apart. */
export const NURSERIES = [VOTERS_NURSERY, SMALL_NURSERY] as const

/**
 * A plain member is idle most of the time: collecting more often costs it nothing, and keeps 20 MB from piling up.
 * Whoever means to vote carries everybody's writes: it is as fast with a quarter of the engine's choice.
 */
export const engineFlags = (dataDir: string): readonly string[] => [isPlain(dataDir) ? SMALL_NURSERY : VOTERS_NURSERY]

function isPlain (dataDir: string): boolean {
  try {
    const { start } = JSON.parse(readFileSync(join(dataDir, 'agent.json'), 'utf8')) as { readonly start?: Start }
    return start?.type === 'join' && start.voter !== true
  } catch {
    return false // What is wrong with its settings the agent says itself.
  }
}

/**
 * What the C library is told: one place for all threads to allocate from. Each thread would have its own, and keep what
 * it ever needed; ours are few and wait for disks. A person's own choice wins.
 */
export const ALLOCATOR: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: '1' }

interface Start { readonly type?: unknown, readonly voter?: unknown }
