/**
 * The text of a join token: everything a newcomer needs to find, trust and be trusted by a cluster.
 *
 * Touches the world through SHA-256 only. The text is `hmj_` and base64url of a checksum and JSON; whoever holds it
 * may join, so it is shown once and the cluster remembers no more than a hash of its secret.
 */
import { createHash } from 'node:crypto'
import { HivemindError } from '@hivemind/base'
import { refuse } from './errors.ts'

export interface JoinTokenText {
  readonly cluster: string
  /** Public name of the token. */
  readonly id: string
  /** 32 random bytes, hexadecimal. */
  readonly secret: string
  /** Ids of the voters when it was made, so that the newcomer can tell the cluster from an impostor. */
  readonly voters: readonly string[]
  /** Wall-clock milliseconds since 1970. */
  readonly expiresAt: number
}

const PREFIX = 'hmj_'
const VERSION = 1
const CHECKSUM_BYTES = 4
/** Longest text that is looked at: seven voters and then some. */
const TEXT_CHARACTERS_MAX = 4_096

/** What a newcomer shows instead of the secret: SHA-256 of its bytes, 64 hexadecimal digits. Only the wire sees it. */
export const tokenProof = (secret: string): string => sha256OfHex(secret)

/** What the cluster remembers: the hash of a proof, so that nobody who reads the log or a backup can make one. */
export const proofHash = (proof: string): string => sha256OfHex(proof)

const sha256OfHex = (hex: string): string => createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')

export function encodeJoinToken (token: JoinTokenText): string {
  const { cluster, id, secret, voters, expiresAt } = token
  const words = Buffer.from(
    JSON.stringify([VERSION, cluster, id, Buffer.from(secret, 'hex').toString('base64url'), voters, expiresAt])
  )
  return PREFIX + Buffer.concat([checksum(words), words]).toString('base64url')
}

/**
 * Read the text of a token. White space around and inside it is forgiven, since people paste it over line ends.
 *
 * @throws {HivemindError} HIVE_JOIN_TOKEN_MALFORMED, never with the text in the message
 */
export function decodeJoinToken (text: string): JoinTokenText {
  const dense = text.replace(/\s+/g, '')
  if (!dense.startsWith(PREFIX)) throw malformed(`it does not begin with ${PREFIX}`)
  if (dense.length > TEXT_CHARACTERS_MAX) {
    throw malformed(`it has ${dense.length} characters, more than ${TEXT_CHARACTERS_MAX}`)
  }
  const bytes = Buffer.from(dense.slice(PREFIX.length), 'base64url')
  const words = bytes.subarray(CHECKSUM_BYTES)
  if (words.length === 0 || !checksum(words).equals(bytes.subarray(0, CHECKSUM_BYTES))) {
    throw malformed('its checksum is wrong')
  }
  return fields(words.toString())
}

function fields (json: string): JoinTokenText {
  let row: unknown
  try {
    row = JSON.parse(json)
  } catch (cause) {
    throw malformed('it holds no JSON', cause)
  }
  if (!Array.isArray(row)) throw malformed('it holds no list')
  const [version, cluster, id, secret, voters, expiresAt] = row as readonly unknown[]
  if (version !== VERSION) throw malformed(`it has version ${String(version)}, and this release knows ${VERSION}`)
  const secretBytes = Buffer.from(typeof secret === 'string' ? secret : '', 'base64url')
  const whole =
    typeof cluster === 'string' &&
    typeof id === 'string' &&
    secretBytes.length === 32 &&
    Number.isSafeInteger(expiresAt) &&
    Array.isArray(voters) && voters.every(voter => typeof voter === 'string')
  if (!whole) throw malformed('a field is missing')
  return {
    cluster,
    id,
    secret: secretBytes.toString('hex'),
    voters: voters as string[],
    expiresAt: expiresAt as number
  }
}

const checksum = (words: Uint8Array): Buffer => createHash('sha256').update(words).digest().subarray(0, CHECKSUM_BYTES)

const malformed = (why: string, cause?: unknown): HivemindError =>
  new HivemindError(refuse('HIVE_JOIN_TOKEN_MALFORMED', `the join token cannot be read: ${why}`), { cause })
