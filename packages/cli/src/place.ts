/**
 * Where the agent is: flag before environment before the usual directories.
 *
 * Touches the disk only to see which of the usual directories holds an agent.
 */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Place {
  /** Absolute; where `init`, `join` and `agent` work. */
  readonly dataDir: string
  /** What a client dials. */
  readonly addr: string
  /** What decided. */
  readonly from: 'flag' | 'environment' | 'usual' | 'lab'
}

export const socketAddr = (dataDir: string): string => `unix://${join(dataDir, 'agent.sock')}`

/** `~/.hivemind/lab`, where `hivemind lab up` works. */
export const usualLabDir = (env: Environment): string => join(env['HOME'] || homedir(), '.hivemind', 'lab')

/** `/var/lib/hivemind` for root, `~/.hivemind/agent` for everyone else. */
export const usualDataDir = (env: Environment, root = process.getuid?.() === 0): string =>
  root ? '/var/lib/hivemind' : join(env['HOME'] || homedir(), '.hivemind', 'agent')

/** Decide where the agent is. */
export function placeOf (
  given: { readonly 'data-dir': string | undefined, readonly addr: string | undefined },
  env: Environment
): Place {
  const usual = usualDataDir(env)
  const named = given['data-dir'] ?? (env['HIVEMIND_DATA_DIR'] || undefined)
  const dataDir = resolve(named ?? usual)
  if (given.addr !== undefined) return { dataDir, addr: addrOf(given.addr), from: 'flag' }
  if (given['data-dir'] !== undefined) return { dataDir, addr: socketAddr(dataDir), from: 'flag' }
  const addr = env['HIVEMIND_ADDR']
  if (addr) return { dataDir, addr: addrOf(addr), from: 'environment' }
  if (named !== undefined) return { dataDir, addr: socketAddr(dataDir), from: 'environment' }
  const lab = join(usualLabDir(env), 'a')
  if (!existsSync(join(usual, 'agent.json')) && existsSync(join(lab, 'agent.sock')))
    return { dataDir, addr: socketAddr(lab), from: 'lab' }
  return { dataDir, addr: socketAddr(dataDir), from: 'usual' }
}

/** True when the address is the socket in the data directory: what was named is an agent of this machine. */
export const isHere = ({ addr, dataDir }: Place): boolean => addr === socketAddr(dataDir)

const addrOf = (text: string): string =>
  text.includes('://') ? text : text.includes('/') ? `unix://${resolve(text)}` : `http://${text}`
