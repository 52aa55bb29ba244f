/**
 * What one agent is told by its machine: transport and local facts only. Everything else is in the log.
 *
 * Touches `agent.json` and the join token beside it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { HivemindError, LIMITS } from '@hivemind/base'
import { refuse } from './errors.ts'

export type Beginning =
  | { readonly type: 'init', readonly cluster: string }
  | {
      readonly type: 'join'
      readonly peers: readonly string[]
      readonly voter: boolean
      readonly replaces: boolean
      readonly tokenFile: string
    }

export interface Settings {
  readonly name: string
  /** `host:port` texts to listen on and to be reached at. */
  readonly listen: readonly string[]
  /** Length of one logical tick, milliseconds, 5..1000. */
  readonly tickMs: number
  /** Entries kept on disk behind the newest snapshot; older segments are deleted. */
  readonly retainEntries: number
  readonly logLevel: string
  /** Linearizable reads rest on a lease while it holds (docs/raft.md); alike on all voters. */
  readonly leaseReads: boolean
  readonly start: Beginning
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent']

/**
 * Read and check `agent.json`.
 *
 * @throws {HivemindError} HIVE_AGENT_SETTINGS naming the field, what was found and what was expected
 */
export function readSettings (directory: string): Settings {
  const path = join(directory, 'agent.json')
  if (!existsSync(path)) throw wrong(`${path} does not exist`)
  let raw: unknown
  try {
    raw = JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw wrong(`${path} is no JSON: ${(cause as Error).message}`, cause)
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw wrong(`${path} holds no object`)
  const fields = raw as Record<string, unknown>
  const unknown = Object.keys(fields).find(
    key => !['name', 'listen', 'tickMs', 'retainEntries', 'logLevel', 'leaseReads', 'start'].includes(key)
  )
  if (unknown !== undefined) throw wrong(`${path} has an unknown setting "${unknown}"`)
  return {
    name: text(
      fields,
      'name',
      /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      'a lower-case DNS label of at most 63 characters'
    ),
    listen: dialable(texts(fields, 'listen')),
    tickMs: whole(fields, 'tickMs', 20, 5, 1_000),
    retainEntries: whole(fields, 'retainEntries', 10_000_000, LIMITS.logTrailingEntries, Number.MAX_SAFE_INTEGER),
    logLevel:
      fields['logLevel'] === undefined
        ? 'info'
        : text(fields, 'logLevel', new RegExp(`^(${LOG_LEVELS.join('|')})$`), `one of ${LOG_LEVELS.join(', ')}`),
    leaseReads: flag(fields, 'leaseReads'),
    start: beginning(fields['start'])
  }
}

function beginning (raw: unknown): Beginning {
  const fields = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>
  if (fields['type'] === 'init')
    return {
      type: 'init',
      cluster: text(
        fields,
        'cluster',
        /^[a-z0-9][a-z0-9.-]{0,62}$/,
        'a cluster name of lower-case letters, digits, dots and dashes'
      )
    }
  if (fields['type'] !== 'join')
    throw wrong(`start.type is ${JSON.stringify(fields['type'])}, expected "init" or "join"`)
  const tokenFile =
    fields['tokenFile'] === undefined
      ? ''
      : text(fields, 'tokenFile', /^[^/\0]+$/, 'a file name in the data directory')
  const [voter, replaces] = [fields['voter'] === true, fields['replaces'] === true]
  return { type: 'join', peers: texts(fields, 'peers'), voter, replaces, tokenFile }
}

/** Peers dial what we listen on, so the port must be known before the agent starts. */
function dialable (addresses: readonly string[]): readonly string[] {
  const open = addresses.find(address => /(:|\/)0$/.test(address))
  if (open !== undefined) throw wrong(`listen is ${open}, expected a port from 1 to 65535 that peers can dial`)
  return addresses
}

function text (fields: Record<string, unknown>, key: string, form: RegExp, expected: string): string {
  const value = fields[key]
  if (typeof value !== 'string' || !form.test(value))
    throw wrong(`${key} is ${JSON.stringify(value)}, expected ${expected}`)
  return value
}

function texts (fields: Record<string, unknown>, key: string): readonly string[] {
  const value = fields[key]
  const fits =
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= LIMITS.addressesMax &&
    value.every(one => typeof one === 'string' && one.length <= LIMITS.addressBytesMax)
  if (!fits)
    throw wrong(
      `${key} is ${JSON.stringify(value)}, expected 1 to ${LIMITS.addressesMax} addresses like "127.0.0.1:7400"`
    )
  return value as string[]
}

function flag (fields: Record<string, unknown>, key: string): boolean {
  const value = fields[key] ?? false
  if (typeof value !== 'boolean') throw wrong(`${key} is ${JSON.stringify(value)}, expected true or false`)
  return value
}

function whole (fields: Record<string, unknown>, key: string, standard: number, min: number, max: number): number {
  const value = fields[key] ?? standard
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max)
    throw wrong(`${key} is ${JSON.stringify(value)}, expected a whole number from ${min} to ${max}`)
  return value as number
}

const wrong = (message: string, cause?: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_AGENT_SETTINGS', message), { cause })
