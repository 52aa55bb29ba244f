/**
 * The part of the client that only reads. `hivemind-lite` is built on it, and so cannot change anything.
 *
 * Touches the network through the client of `@hivemind/api`.
 */
import type { Args, Client, Reply } from '@hivemind/api'
import { invariant } from '@hivemind/base'

/** Routes that change nothing. */
const READS = ['status', 'member-list', 'control-plane-list', 'log-read'] as const
type Read = (typeof READS)[number]

export interface Reader {
  readonly read: <Name extends Read>(name: Name, args?: Args<Name>) => Promise<Reply<Name>>
  readonly follow: Client['log']['follow']
  readonly close: () => void
}

/** Keep of a client what reads. */
export function readerOf (client: Client): Reader {
  const call = client.call as (name: Read, args: object) => Promise<never>
  return {
    read: async (name, args) => {
      invariant(READS.includes(name), 'hivemind-lite calls no route that writes')
      return await call(name, args ?? {})
    },
    follow: options => client.log.follow(options),
    close: () => { client.close() }
  }
}
