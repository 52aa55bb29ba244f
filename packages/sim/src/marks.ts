/**
 * From entries to what checkers compare.
 *
 * Pure. An entry is never changed once it was made, so its mark is made once.
 */
import { canonical } from '@hivemind/base'
import type { Entry } from '@hivemind/raft'
import type { Mark } from './history.ts'

const known = new WeakMap<Entry, Mark>()

export function markOf (entry: Entry): Mark {
  const before = known.get(entry)
  if (before !== undefined) return before
  const { index, term, kind, payload, configuration } = entry
  const counted = configuration === undefined ? '' : ` ${canonical(configuration)}`
  const mark: Mark = {
    index, term, kind, content: `${textOf(payload)}${counted}`,
    ...configuration !== undefined && { voters: [configuration.voters, configuration.outgoing ?? []] }
  }
  known.set(entry, mark)
  return mark
}

export const marksOf = (entries: readonly Entry[]): readonly Mark[] => entries.map(markOf)

/** Bytes as text and back, one unit a byte: what is written into payloads here is ASCII. */
export function textOf (bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
