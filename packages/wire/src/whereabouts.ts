/** Where a member is reached, signed by itself (proto/whereabouts.proto), and the bytes that are signed. Pure. */
import type { SignedWhereabouts, Whereabouts } from '@hivemind/kernel'
import { BOOTS_MAX } from '@hivemind/swim'
import { BOUNDS } from './bounds.ts'
import { addresses } from './digest.ts'
import { cluster, count, exactly, node, present, text } from './field.ts'
import { hivemind } from './generated/messages.js'
import { written } from './reader.ts'

/** Keeps a signature of whereabouts from ever being one of anything else. */
const DOMAIN = new TextEncoder().encode('hivemind whereabouts 1\n')

/**
 * The bytes a signature is made over: the same for equal whereabouts, and for no others.
 *
 * @throws {HivemindError} HIVE_WIRE_TOO_LARGE
 */
export function whereaboutsBytes (whereabouts: Whereabouts): Uint8Array {
  const writer = hivemind.Whereabouts.encode(fromWhereabouts(whereabouts))
  const body = written('whereabouts', writer, BOUNDS.joinReplyBytesMax)
  const bytes = new Uint8Array(DOMAIN.length + body.length)
  bytes.set(DOMAIN)
  bytes.set(body, DOMAIN.length)
  return bytes
}

const fromWhereabouts = (whereabouts: Whereabouts): hivemind.Whereabouts.$Properties =>
  ({ ...whereabouts, addresses: [...whereabouts.addresses] })

export const fromSignedWhereabouts =
  ({ whereabouts, signature }: SignedWhereabouts): hivemind.SignedWhereabouts.$Properties =>
    ({ whereabouts: fromWhereabouts(whereabouts), signature })

/** @throws {HivemindError} HIVE_WIRE_* */
export const toSignedWhereabouts = (raw: hivemind.SignedWhereabouts.$Properties): SignedWhereabouts => ({
  whereabouts: toWhereabouts(present(raw.whereabouts, 'whereabouts')),
  signature: exactly(raw.signature, 'signature', BOUNDS.signatureBytes)
})

const toWhereabouts = (raw: hivemind.Whereabouts.$Properties): Whereabouts => ({
  cluster: cluster(raw.cluster, 'cluster'),
  member: node(raw.member, 'member'),
  boot: count(raw.boot, 'boot', BOOTS_MAX - 1),
  addresses: addresses(raw.addresses),
  version: text(raw.version, 'version', BOUNDS.versionBytesMax)
})
