/**
 * Loading a role's code from a path or a package.
 *
 * Touches the module system of this process: a role that was written far from any node_modules finds this SDK and zod
 * here, so that a scaffold runs before anything is installed.
 */
import { existsSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Refusal } from '@hivemind/base'
import { type Role, roleIn } from './definition.ts'
import { refuse } from './errors.ts'

const LENT = /^(?:@hivemind\/role|@hivemind\/base|zod)(?:\/|$)/
const ENTRIES = ['index.ts', 'index.js', 'index.mjs']

/** Lend our own copies of the SDK and zod to code that has none. */
export function lendPackages (): void {
  registerHooks({
    resolve (specifier, context, next) {
      if (!LENT.test(specifier)) return next(specifier, context)
      try {
        return next(specifier, context)
      } catch {
        return next(specifier, { ...context, parentURL: import.meta.url })
      }
    }
  })
}

/** The file of a role: the path itself, or the entry of the directory it names. @returns null when there is none */
export function entryOf (path: string): string | null {
  if (!existsSync(path)) return null
  if (!statSync(path).isDirectory()) return path
  return ENTRIES.map(name => join(path, name)).find(existsSync) ?? null
}

/** Load the role of a path. @returns HIVE_ROLE_LOAD with what its code said */
export async function loadRole (path: string): Promise<Role | Refusal> {
  const entry = entryOf(path)
  if (entry === null) return refuse('HIVE_ROLE_LOAD', `${path} is no file and has no ${ENTRIES.join(', ')}`)
  try {
    return roleIn(await import(pathToFileURL(entry).href) as object, entry)
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code
    const message = error instanceof Error ? error.message : String(error)
    if (code === 'HIVE_ROLE_MANIFEST') return refuse('HIVE_ROLE_MANIFEST', message)
    return refuse('HIVE_ROLE_LOAD', `${entry}: ${message.slice(0, 1_000)}`)
  }
}
