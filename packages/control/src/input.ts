/** What reaches the applied state: committed entries, in order. Pure. */
import type { Index, Term } from '@hivemind/base'
import type { Envelope } from './envelope.ts'

export interface Committed {
  readonly index: Index
  readonly term: Term
  readonly kind: 'noop' | 'command' | 'configuration'
  /** Null for a no-op, and for a payload that could not be decoded (counted as unknown). */
  readonly envelope: Envelope | null
}
