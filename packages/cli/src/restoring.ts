/**
 * What `backup restore` and `state import` share: where the new machine is, and what came of it.
 *
 * Touches nothing by itself.
 */
import { checkedAddresses, checkedName, usualListen, usualName } from './bring-up.ts'
import { person } from './commands/recover-apply.ts'
import type { Context } from './context.ts'
import { offline } from './offline.ts'
import { fields, reasonOption } from './reply.ts'

export interface Restored {
  readonly id: string
  readonly dataDir: string
  readonly cluster: { readonly id: string, readonly name: string }
  readonly index: number
  readonly chain: string
  readonly stateHash: string
  readonly entries: number
  readonly lost: number
  readonly written: { readonly index: number, readonly term: number, readonly epoch: number, readonly txid: string }
}

export const restoreOptions = {
  name: { kind: 'text', value: 'NAME', about: "The new machine's name; the host's name when left out." },
  listen: {
    kind: 'text', value: 'ADDR',
    about: 'host:port that peers reach it at, or several with commas; the first outer address and port 7400 when left out.'
  },
  reason: reasonOption
} as const

/** Make a data directory from a file. */
export async function restore (
  context: Pick<Context, 'talk' | 'world'>,
  type: 'backup-restore' | 'state-import',
  file: string,
  dataDir: string,
  given: { readonly name: string | undefined, readonly listen: string | undefined, readonly reason: string | undefined }
): Promise<Restored> {
  return await offline<Restored>(context, {
    type, file, dataDir, name: checkedName(given.name ?? usualName()),
    listen: checkedAddresses(given.listen ?? usualListen(), '--listen'),
    reason: given.reason ?? '', actor: `operator:${person()}`
  })
}

export function showRestored (context: Context, kind: string, restored: Restored): void {
  const { cluster, index, entries, lost, written, dataDir, id } = restored
  context.output.show({
    kind,
    item: restored,
    text: look =>
      fields(look, [
        ['cluster', `${cluster.name} (${cluster.id})`],
        [
          'history',
          entries === 0 ? `none; the state is that after entry ${index}` : `${entries} entries, through ${index}`
        ],
        ['epoch', written.epoch],
        ['voter', id],
        ['given up', `${lost} old members: they join again, with an empty data directory`],
        ['directory', dataDir]
      ])
  })
  if (context.output.form === 'table') context.talk.hint(`next: hivemind agent start --data-dir ${dataDir}`)
}
