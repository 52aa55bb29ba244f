/**
 * What is known of a backup once it was read to its end, and the picture of it.
 *
 * Touches the file through the process that reads it.
 */
import type { Context } from './context.ts'
import { showBytes, showCount } from './duration.ts'
import { offline } from './offline.ts'
import { fields } from './reply.ts'
import type { Look } from './terminal.ts'

export interface Checked {
  readonly meta: {
    readonly software: string
    readonly createdAt: string
    readonly from: { readonly id: string, readonly name: string }
    readonly cluster: { readonly id: string, readonly name: string }
    readonly epoch: number
    readonly base: { readonly index: number }
    readonly index: number
    readonly term: number
    readonly chain: string
    readonly stateHash: string
    readonly members: number
    readonly events: number
  }
  readonly done: { readonly entries: number, readonly stateBytes: number }
  readonly bytes: number
  readonly replayed: boolean
}

/** Read a backup to its end; every hash in it is compared. */
export const checkedBackup = (context: Pick<Context, 'talk' | 'world'>, file: string): Promise<Checked> =>
  offline<Checked>(context, { type: 'backup-check', file })

export function backupText ({ meta, done, bytes, replayed }: Checked, look: Look): string {
  const { cluster, from, base, index } = meta
  return fields(look, [
    ['cluster', `${cluster.name} (${cluster.id}) epoch ${meta.epoch}`],
    ['made', `${meta.createdAt} by ${from.name}, hivemind ${meta.software}`],
    ['size', showBytes(bytes)],
    ['history', `${showCount(done.entries)} entries, ${showCount(base.index + 1)} to ${showCount(index)}${base.index === 0 ? '' : '; older ones were not kept there'}`],
    ['state', `${showCount(meta.members)} members, ${showCount(meta.events)} events, hash ${meta.stateHash}`],
    ['chain', meta.chain],
    [
      'checked',
      replayed
        ? 'every section, the hash chain, and the state again from the first entry'
        : 'every section, the hash chain and the state'
    ]
  ])
}
