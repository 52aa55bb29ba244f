/**
 * The epoch: what it is, how it came to be, and raising it.
 *
 * Touches nothing by itself.
 */
import { epoch } from '@hivemind/base'
import { draft, proposeOne } from '../proposing.ts'
import { type Handler, one, timeText } from '../service.ts'

export const showEpoch: Handler<'epoch-show'> = call => {
  const { epoch, lineage, epochs, tombstones } = call.node.view()
  const history = epochs.map(({ epoch, index, at, reason, actor }) => ({
    epoch,
    index,
    at: timeText(at),
    reason,
    actor
  }))
  return one(call, 'Epoch', { epoch, lineage, history, tombstones: tombstones.length })
}

/** Without `from` the epoch that this node knows is meant, so two operators at once bump once. */
export const bumpEpoch: Handler<'epoch-bump'> = async call => {
  const from = epoch(call.body.from ?? call.node.view().epoch)
  const written = await proposeOne(call, draft(call, 'epoch-bumped', { from }, { reason: call.body.reason }))
  return one(call, 'EpochBumped', written, 'linearizable')
}
