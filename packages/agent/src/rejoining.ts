/**
 * Beginning anew after the cluster went on without this machine, or after it was given a state that is not the
 * cluster's: what it knew is put aside, and whom to ask is noted.
 *
 * Touches the data directory: `rejoin.json`, and `archive/`, which nothing here ever deletes. The identity, the number
 * of lives and the settings stay: it is the same machine, and as a member it is let in without a token.
 */
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { HivemindError, LIMITS, type NodeId, nodeId } from '@hivemind/base'
import type { Directory } from './directory.ts'
import { refuse } from './errors.ts'

const NOTE = 'rejoin.json'
/** More than anybody notes. */
const PEERS_MAX = 64
/** What this machine knew of its cluster. */
const STATE = ['wal', 'db', 'member.json', 'peers.json', 'repair.json'] as const

/** That this machine is to join anew. */
export interface Rejoin {
  /** `host:port` texts of those who may let it in. */
  readonly peers: readonly string[]
  /** Identities whose history was found wrong: nothing is taken from them. */
  readonly avoid: readonly NodeId[]
  /** Where its state lies, below the data directory. */
  readonly archive: string
  /** Whether all of the state lies there; else it is moved before anything else is done here. */
  readonly moved: boolean
}

/**
 * Put the state of a closed agent aside, and note whom to ask. A crash in between is made up for by the next start.
 *
 * @throws {HivemindError} HIVE_AGENT_DISK
 */
export function putAside (
  directory: Directory, peers: readonly string[], avoid: readonly NodeId[] = [], now = new Date()
): Rejoin {
  const archive = join('archive', now.toISOString().replace(/[^0-9TZ]/g, ''))
  directory.keep(NOTE, `${JSON.stringify({ peers, avoid, archive, moved: false })}\n`)
  return goOn(directory) ?? { peers, avoid, archive, moved: true }
}

/**
 * What the last life noted, and its work done to the end. Null when this machine is not to join anew.
 *
 * @throws {HivemindError} HIVE_AGENT_DISK
 */
export function goOn (directory: Directory): Rejoin | null {
  const rejoin = readRejoin(directory)
  if (rejoin === null || rejoin.moved) return rejoin
  try {
    const to = directory.file(rejoin.archive)
    mkdirSync(to, { recursive: true, mode: 0o700 })
    for (const name of STATE) if (existsSync(directory.file(name))) renameSync(directory.file(name), join(to, name))
  } catch (cause) {
    const { message } = cause as Error
    const refusal = refuse('HIVE_AGENT_DISK', `the state cannot be moved to ${rejoin.archive}: ${message}`)
    throw new HivemindError(refusal, { cause })
  }
  const done = { ...rejoin, moved: true }
  directory.keep(NOTE, `${JSON.stringify(done)}\n`)
  return done
}

/** @throws {HivemindError} HIVE_AGENT_SETTINGS when there is a note that cannot be read: it must not found a cluster */
export function readRejoin (directory: Directory): Rejoin | null {
  const path = directory.file(NOTE)
  if (!existsSync(path)) return null
  const { peers, avoid = [], archive, moved } = parsed(readFileSync(path, 'utf8'))
  const isPlace = typeof archive === 'string' && /^archive\/[0-9TZ]{8,32}$/.test(archive)
  if (isWords(peers) && peers.length > 0 && isWords(avoid) && isPlace && typeof moved === 'boolean')
    return { peers, avoid: avoid.map(nodeId), archive, moved }
  throw new HivemindError(refuse('HIVE_AGENT_SETTINGS', `${path} cannot be read, so it is not known whom to join`))
}

const isWords = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= PEERS_MAX &&
  value.every(word => typeof word === 'string' && word.length <= LIMITS.addressBytesMax)

/** A text that is no JSON object is as one without any field. */
function parsed (text: string): Readonly<Partial<Record<keyof Rejoin, unknown>>> {
  try {
    return Object(JSON.parse(text)) as Readonly<Partial<Record<keyof Rejoin, unknown>>>
  } catch {
    return {}
  }
}
