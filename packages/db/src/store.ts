/**
 * The level directory: opened, or moved aside when it is damaged, and closed. All it holds can be built again.
 *
 * Touches the file system.
 */
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HivemindError } from '@hivemind/base'
import { Level } from 'level'
import { refuse } from './errors.ts'

export type Store = Level<string, Uint8Array>

/** Damaged directories that are kept for whoever wants to look; there are no more names after them. */
const ASIDE_MAX = 1_000

/**
 * Open the store in a directory, which is made when missing, and read what is needed of it at once.
 *
 * @param note - told what was found damaged, one sentence
 * @param begin - the first reads; a store in which they fail is as damaged as one that does not open
 * @throws {HivemindError} HIVE_DB_LOCKED, HIVE_DB_FULL, HIVE_DB_OPEN
 */
export async function openStore<Begun> (
  directory: string, note: (sentence: string) => void, begin: (store: Store) => Promise<Begun>
): Promise<Begun> {
  await mkdir(dirname(directory), { recursive: true })
  try {
    return await open(directory, begin)
  } catch (error) {
    if (isLock(error)) {
      throw new HivemindError(refuse('HIVE_DB_LOCKED', `${directory} is open in another process`), { cause: error })
    }
    // A full disk damages nothing: what lies there opens when there is room, and a state may be its only copy.
    if (isFull(error)) throw full(`${directory} cannot be opened`, error)
    const aside = await moveAside(directory, error)
    note(`the database could not be opened (${reason(error)}); it lies in ${aside}, and a fresh one is built`)
  }
  try {
    return await open(directory, begin)
  } catch (error) {
    throw cannotOpen(directory, error)
  }
}

async function open<Begun> (directory: string, begin: (store: Store) => Promise<Begun>): Promise<Begun> {
  const store: Store = new Level(directory, { keyEncoding: 'utf8', valueEncoding: 'view' })
  await store.open()
  try {
    return await begin(store)
  } catch (error) {
    await store.close()
    throw error
  }
}

async function moveAside (directory: string, why: unknown): Promise<string> {
  for (let number = 1; number <= ASIDE_MAX; number++) {
    const aside = `${directory}.damaged-${number}`
    if (existsSync(aside)) continue
    try {
      await rename(directory, aside)
      return aside
    } catch (cause) {
      throw cannotOpen(directory, new AggregateError([why, cause], `${reason(why)}; ${reason(cause)}`))
    }
  }
  throw cannotOpen(directory, why)
}

const cannotOpen = (directory: string, cause: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_DB_OPEN', `${directory} cannot be opened: ${reason(cause)}`), { cause })

/** Level wraps what the library below it said. */
function isLock (error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if ('code' in at && at.code === 'LEVEL_LOCKED') return true
  return false
}

/** Level hands on what the system said, as text only. */
function isFull (error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause)
    if (/no space left|quota exceeded|ENOSPC|EDQUOT/i.test(at.message)) return true
  return false
}

const full = (what: string, cause: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_DB_FULL', `${what}: ${reason(cause)}`), { cause })

export function reason (error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? reason(error.cause) : error.message
}

/**
 * Do something with the store, and say so in our own words when it fails.
 *
 * @throws {HivemindError} HIVE_DB_FULL, HIVE_DB_FAILED
 */
export async function attempt<Result> (what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof HivemindError) throw cause
    if (isFull(cause)) throw full(what, cause)
    throw new HivemindError(refuse('HIVE_DB_FAILED', `${what}: ${reason(cause)}`), { cause })
  }
}
